// What an ELF shared object says about itself, read from its bytes without running anything in it.
// Errors: a sentence in `fault`. Threads: pure function.
#pragma once

#include <string>
#include <vector>

namespace autoheal::validator {

struct ElfSymbol {
  std::string name;
  bool is_function = false;
  bool is_unique = false;
};

struct ElfFile {
  std::string fault;               // not a native shared object: why; the rest is empty then
  std::vector<ElfSymbol> defined;  // dynamic symbols that others can see
  std::vector<std::string> needed;
  std::vector<std::string> run_paths;
  bool binds_now = false, no_delete = false, has_text_relocations = false;
  bool has_relro = false, has_executable_stack = true;  // a file without PT_GNU_STACK gets one
};

ElfFile read_elf(const std::string& file);

}  // namespace autoheal::validator
