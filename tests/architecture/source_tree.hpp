// The C and C++ files of the project and what they include. Threads: values of one thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace autoheal::architecture {

struct Include {
  std::string name;    // as written: "kit/http/url.hpp", "sqlite3.h"
  std::string target;  // the file of the project that it is, below the root; empty: a library's
  bool quoted = false;
  int line = 0;
};

struct SourceFile {
  std::string path;  // below the root, "plugin_api/kit/http/url.cpp"
  int lines = 0;
  std::vector<Include> includes;
};

// One program's sources, and the folders in which its includes are looked for, after the including file's own.
struct Program {
  std::string folder;
  std::vector<std::string> include_folders;
};

// Every .c, .h, .cpp and .hpp of these programs below root, in order of their paths.
std::vector<SourceFile> read_sources(const std::filesystem::path& root, const std::vector<Program>& programs);

}  // namespace autoheal::architecture
