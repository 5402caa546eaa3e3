#include "architecture/source_tree.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <string_view>

namespace autoheal::architecture {
namespace {

namespace fs = std::filesystem;

bool is_source(const fs::path& path) {
  const std::string end = path.extension().string();
  return end == ".c" || end == ".h" || end == ".cpp" || end == ".hpp";
}

std::optional<Include> include_in(std::string_view line) {
  constexpr std::string_view kWord = "#include";
  if (!line.starts_with(kWord)) return std::nullopt;
  line.remove_prefix(kWord.size());
  const std::size_t open = line.find_first_of("<\"");
  if (open == std::string_view::npos) return std::nullopt;
  const bool quoted = line[open] == '"';
  const std::size_t close = line.find(quoted ? '"' : '>', open + 1);
  if (close == std::string_view::npos) return std::nullopt;
  return Include{std::string(line.substr(open + 1, close - open - 1)), {}, quoted, 0};
}

std::string target_of(const fs::path& root, const fs::path& file, const Include& include,
                      const std::vector<std::string>& include_folders) {
  std::vector<fs::path> places{file.parent_path()};
  for (const std::string& folder : include_folders) places.push_back(root / folder);
  for (const fs::path& place : places) {
    const fs::path candidate = (place / include.name).lexically_normal();
    if (fs::is_regular_file(candidate)) return fs::relative(candidate, root).generic_string();
  }
  return {};
}

SourceFile read_source(const fs::path& root, const fs::path& path, const std::vector<std::string>& include_folders) {
  SourceFile out;
  out.path = fs::relative(path, root).generic_string();
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    ++out.lines;
    std::optional<Include> include = include_in(line);
    if (!include) continue;
    include->line = out.lines;
    include->target = target_of(root, path, *include, include_folders);
    out.includes.push_back(std::move(*include));
  }
  return out;
}

}  // namespace

std::vector<SourceFile> read_sources(const fs::path& root, const std::vector<Program>& programs) {
  std::vector<SourceFile> out;
  for (const Program& program : programs) {
    for (const auto& entry : fs::recursive_directory_iterator(root / program.folder)) {
      if (entry.is_regular_file() && is_source(entry.path())) {
        out.push_back(read_source(root, entry.path(), program.include_folders));
      }
    }
  }
  std::sort(out.begin(), out.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return out;
}

}  // namespace autoheal::architecture
