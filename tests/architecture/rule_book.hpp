// The rules of docs/architecture.md as data: which rooms there are, which room may include which, and which library's
// headers only one room may see. The page is the one place where they are written; the tests read it.
// Threads: values of one thread.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::architecture {

struct Room {
  std::string path;                   // "plugin_api/kit/http"; of a single file: its whole path
  std::set<std::string> may_include;  // paths of rooms; a room may always include itself

  // While the page is read: what its row names, as a path of the same table and as it is written.
  std::vector<std::pair<std::string, std::string>> named;
};

struct RuleBook {
  std::vector<Room> rooms;
  std::map<std::string, std::set<std::string>> libraries;  // "sqlite3.h" or "curl/": the rooms that may include it

  // The room with the longest path that the file lies in; nullptr: none.
  const Room* room_of(std::string_view file) const;
};

// Tables under a heading whose text is a path in backticks have one room a row: | `name` | words | `may`, `include` |.
// A row's name is below the heading's path ("." is the heading's own path, `name.*` is files of that name). What it may
// include is named in the same way, or by the end of another room's path (`kit/json`), or by a folder of rooms (`kit`);
// "all above" means every earlier row of the same table. A table whose first column is headed "library" has one library
// a row. Throws std::runtime_error for a name that means nothing.
RuleBook read_rule_book(const std::filesystem::path& page);

}  // namespace autoheal::architecture
