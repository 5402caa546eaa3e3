#include "architecture/house.hpp"

#include <algorithm>
#include <map>

namespace autoheal::architecture {
namespace {

std::string at(const SourceFile& file, const Include& include) {
  return file.path + ":" + std::to_string(include.line) + ": ";
}

std::string listed(const std::set<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

bool is_header_of(const std::string& include, const std::string& library) {
  return include == library || (library.ends_with('/') && include.starts_with(library));
}

void check_library(const RuleBook& book, const Room& room, const SourceFile& file, const Include& include,
                   std::vector<std::string>& out) {
  for (const auto& [library, rooms] : book.libraries) {
    if (!is_header_of(include.name, library) || rooms.contains(room.path)) continue;
    out.push_back(at(file, include) + "includes <" + include.name + ">, which only " + listed(rooms) + " may");
  }
}

void check_include(const RuleBook& book, const Room& room, const SourceFile& file, const Include& include,
                   std::vector<std::string>& out) {
  if (include.target.empty()) {
    if (include.quoted) out.push_back(at(file, include) + "there is no \"" + include.name + "\"");
    return check_library(book, room, file, include, out);
  }
  const Room* const other = book.room_of(include.target);
  if (other == nullptr) {
    out.push_back(at(file, include) + "includes " + include.target + ", which is in no room");
  } else if (other->path != room.path && !room.may_include.contains(other->path)) {
    out.push_back(at(file, include) + "includes " + include.target + ", but " + room.path + " may not include " +
                  other->path);
  }
}

class CircleFinder {
 public:
  explicit CircleFinder(const RuleBook& book) {
    for (const Room& room : book.rooms) rooms_[room.path] = &room;
  }

  std::vector<std::string> find() {
    for (const auto& [path, room] : rooms_) walk(*room);
    return std::move(found_);
  }

 private:
  void walk(const Room& room) {
    const auto seen = std::find(trail_.begin(), trail_.end(), room.path);
    if (seen != trail_.end()) {
      std::string circle;
      for (auto step = seen; step != trail_.end(); ++step) circle += *step + " -> ";
      found_.push_back(circle + room.path);
      return;
    }
    if (!done_.insert(room.path).second) return;
    trail_.push_back(room.path);
    for (const std::string& other : room.may_include) {
      if (const auto next = rooms_.find(other); next != rooms_.end()) walk(*next->second);
    }
    trail_.pop_back();
  }

  std::map<std::string, const Room*> rooms_;
  std::set<std::string> done_;
  std::vector<std::string> trail_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> find_breaches(const RuleBook& book, const std::vector<SourceFile>& files) {
  std::vector<std::string> out;
  for (const SourceFile& file : files) {
    const Room* const room = book.room_of(file.path);
    if (room == nullptr) {
      out.push_back(file.path + ": is in no room of the page");
      continue;
    }
    for (const Include& include : file.includes) check_include(book, *room, file, include, out);
  }
  return out;
}

std::vector<std::string> find_circles(const RuleBook& book) { return CircleFinder(book).find(); }

std::vector<RoomSize> room_sizes(const RuleBook& book, const std::vector<SourceFile>& files,
                                 const std::vector<std::string>& prefixes) {
  std::map<std::string, RoomSize> sizes;
  for (const SourceFile& file : files) {
    const bool wanted = std::any_of(prefixes.begin(), prefixes.end(),
                                    [&](const std::string& prefix) { return file.path.starts_with(prefix); });
    const Room* const room = book.room_of(file.path);
    if (!wanted || room == nullptr) continue;
    RoomSize& size = sizes[room->path];
    size.path = room->path;
    ++size.files;
    size.lines += file.lines;
  }
  std::vector<RoomSize> out;
  for (const auto& [path, size] : sizes) out.push_back(size);
  std::sort(out.begin(), out.end(), [](const RoomSize& a, const RoomSize& b) { return a.lines > b.lines; });
  return out;
}

}  // namespace autoheal::architecture
