// What the rules of docs/architecture.md say about a tree of sources. Threads: pure functions.
#pragma once

#include "architecture/rule_book.hpp"
#include "architecture/source_tree.hpp"

#include <string>
#include <vector>

namespace autoheal::architecture {

// One line per include that is not allowed, per file outside every room, and per quoted include that leads nowhere:
// "host_stub/src/live/live.cpp:7: includes <sqlite3.h>, which only host_stub/src/store may".
std::vector<std::string> find_breaches(const RuleBook& book, const std::vector<SourceFile>& files);

// Rooms that include each other, directly or round a corner: "a -> b -> a". The rules forbid them too, unless the page
// itself allows both ways.
std::vector<std::string> find_circles(const RuleBook& book);

struct RoomSize {
  std::string path;
  int files = 0;
  int lines = 0;
};

// Of the rooms below prefix, largest first.
std::vector<RoomSize> room_sizes(const RuleBook& book, const std::vector<SourceFile>& files,
                                 const std::vector<std::string>& prefixes);

}  // namespace autoheal::architecture
