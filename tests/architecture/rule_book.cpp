#include "architecture/rule_book.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace autoheal::architecture {
namespace {

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> out;
  std::size_t at = line.find('|');
  while (at != std::string::npos) {
    const std::size_t end = line.find('|', at + 1);
    if (end == std::string::npos) break;
    out.push_back(line.substr(at + 1, end - at - 1));
    at = end;
  }
  return out;
}

std::vector<std::string> quoted_in(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = text.find('`'); at != std::string::npos;) {
    const std::size_t end = text.find('`', at + 1);
    if (end == std::string::npos) break;
    out.push_back(text.substr(at + 1, end - at - 1));
    at = text.find('`', end + 1);
  }
  return out;
}

class Reader {
 public:
  void line(const std::string& text) {
    if (text.starts_with('#')) return heading(text);
    if (!text.starts_with('|')) {
      in_libraries_ = false;
      return;
    }
    const std::vector<std::string> cells = cells_of(text);
    if (cells.size() >= 2 && cells[0] == " library ") in_libraries_ = true;
    const std::vector<std::string> names = cells.empty() ? cells : quoted_in(cells[0]);
    if (names.empty()) return;
    if (in_libraries_) return library(names, cells.back());
    if (!base_.empty()) room(names.front(), cells);
  }

  RuleBook book;
  std::vector<std::pair<std::string, std::string>> named_libraries;

 private:
  void heading(const std::string& text) {
    const std::vector<std::string> names = quoted_in(text);
    base_ = names.empty() ? std::string() : names.front();
    table_.clear();
    in_libraries_ = false;
  }

  void room(const std::string& name, const std::vector<std::string>& cells) {
    if (cells.size() != 3) throw std::runtime_error("a room has three columns: " + name);
    Room room;
    room.path = name == "." ? base_ : base_ + "/" + name;
    if (cells[2].find("all above") != std::string::npos) room.may_include.insert(table_.begin(), table_.end());
    for (const std::string& other : quoted_in(cells[2])) {
      room.named.emplace_back(other == "." ? base_ : base_ + "/" + other, other);
    }
    table_.push_back(room.path);
    book.rooms.push_back(std::move(room));
  }

  void library(const std::vector<std::string>& names, const std::string& rooms) {
    for (const std::string& name : names) {
      for (const std::string& room : quoted_in(rooms)) named_libraries.emplace_back(name, room);
    }
  }

  std::string base_;
  std::vector<std::string> table_;  // rooms of the table so far
  bool in_libraries_ = false;
};

bool ends_with_path(std::string_view path, std::string_view end) {
  return path == end || (path.ends_with(end) && path[path.size() - end.size() - 1] == '/');
}

// Rooms that a name means: the one of that path, else those whose path ends in it, else all below it.
std::set<std::string> rooms_named(const std::vector<Room>& rooms, const std::string& name) {
  std::set<std::string> exact;
  std::set<std::string> ending;
  std::set<std::string> below;
  for (const Room& room : rooms) {
    if (room.path == name) exact.insert(room.path);
    if (ends_with_path(room.path, name)) ending.insert(room.path);
    const bool is_below = room.path.starts_with(name + "/") || room.path.find("/" + name + "/") != std::string::npos;
    if (is_below) below.insert(room.path);
  }
  return !exact.empty() ? exact : !ending.empty() ? ending : below;
}

// A name in a row may be short for a room of the same table, or any other; one that means nothing is a mistake.
void resolve_names(RuleBook& book) {
  const std::vector<Room> rooms = book.rooms;
  for (Room& room : book.rooms) {
    std::set<std::string> found;
    for (const auto& pair : room.named) {
      const bool in_same_table =
          std::any_of(rooms.begin(), rooms.end(), [&](const Room& r) { return r.path == pair.first; });
      std::set<std::string> meant = in_same_table ? std::set<std::string>{pair.first} : rooms_named(rooms, pair.second);
      if (meant.empty()) throw std::runtime_error(room.path + " may include " + pair.second + ", which is no room");
      found.merge(meant);
    }
    room.may_include.merge(found);
  }
}

bool lies_in(std::string_view file, std::string_view room) {
  if (room.ends_with(".*")) return file.starts_with(room.substr(0, room.size() - 1));
  return file.starts_with(room) && (file.size() == room.size() || file[room.size()] == '/');
}

}  // namespace

const Room* RuleBook::room_of(std::string_view file) const {
  const Room* best = nullptr;
  for (const Room& room : rooms) {
    if (lies_in(file, room.path) && (best == nullptr || room.path.size() > best->path.size())) best = &room;
  }
  return best;
}

RuleBook read_rule_book(const std::filesystem::path& page) {
  std::ifstream in(page);
  if (!in) throw std::runtime_error("there is no " + page.string());
  Reader reader;
  for (std::string line; std::getline(in, line);) reader.line(line);
  resolve_names(reader.book);
  for (const auto& [library, name] : reader.named_libraries) {
    const std::set<std::string> rooms = rooms_named(reader.book.rooms, name);
    if (rooms.empty()) throw std::runtime_error(library + " is for " + name + ", which is no room");
    reader.book.libraries[library].insert(rooms.begin(), rooms.end());
  }
  return std::move(reader.book);
}

}  // namespace autoheal::architecture
