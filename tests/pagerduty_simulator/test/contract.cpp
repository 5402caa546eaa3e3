#include "contract.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace simulator_test {
namespace {

bool is_time(const std::string& text) {
  static const std::regex pattern(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))");
  return std::regex_match(text, pattern);
}

bool is_scalar(const json::value& value, std::string_view type, bool& known) {
  known = true;
  if (type == "any") return true;
  if (type == "string") return value.is_string();
  if (type == "int") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "bool") return value.is_bool();
  if (type == "object") return value.is_object();
  const std::string text = value.is_string() ? std::string(value.as_string()) : std::string();
  if (type == "time") return is_time(text);
  if (type == "utc") return is_time(text) && text.back() == 'Z';
  if (type == "url") return text.rfind("http", 0) == 0 || text.rfind("javascript:", 0) == 0;
  known = false;
  return false;
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '[' ? 1 : text[i] == ']' ? -1 : 0;
    if (depth != 0 || text.substr(i, separator.size()) != separator) continue;
    parts.push_back(text.substr(start, i - start));
    start = i + separator.size();
  }
  parts.push_back(text.substr(start));
  return parts;
}

std::string shorten(const json::value& value) {
  const std::string text = json::serialize(value);
  return text.size() > 120 ? text.substr(0, 120) + "…" : text;
}

std::string type_text(const json::value& entry) {
  return std::string(entry.is_array() ? entry.at(0).as_string() : entry.as_string());
}

}  // namespace

json::value read_json(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << in.rdbuf();
  return json::parse(text.str());
}

Contract::Contract(const std::string& folder) {
  for (const char* table : {"common", "incidents", "directory", "schedules", "webhooks"}) {
    const json::value parsed = read_json(folder + "/" + table + ".json");
    for (const auto& [name, entry] : parsed.as_object()) {
      if (entry.at("source").as_string().empty()) throw std::runtime_error("no source for " + std::string(name));
      objects_[std::string(name)] = entry.at("members").as_object();
    }
  }
}

std::vector<std::string> Contract::unmet() const {
  std::vector<std::string> out;
  for (const auto& [name, members] : objects_) {
    if (met_.count(name) == 0) out.push_back(name);
  }
  return out;
}

std::vector<std::string> Contract::check(const json::value& value, std::string_view type,
                                         const std::string& place) const {
  if (!type.empty() && type.front() == '?') {
    if (value.is_null()) return {};
    type.remove_prefix(1);
  }
  std::vector<std::string> first;
  for (const std::string_view choice : split(type, " or ")) {
    std::vector<std::string> problems = check_one(value, choice, place);
    if (problems.empty()) return {};
    // Of several choices the complaint that went deepest is the telling one.
    if (first.empty() || problems.front().size() > first.front().size()) first = std::move(problems);
  }
  return first;
}

std::vector<std::string> Contract::check_one(const json::value& value, std::string_view type,
                                             const std::string& place) const {
  bool known = false;
  if (is_scalar(value, type, known)) return {};
  const std::string wrong = place + ": expected " + std::string(type) + ", got " + shorten(value);
  if (known) return {wrong};
  if (type.front() == '[') {
    if (!value.is_array()) return {wrong};
    std::vector<std::string> problems;
    std::size_t n = 0;
    for (const json::value& item : value.as_array()) {
      const auto found = check(item, type.substr(1, type.size() - 2), place + "." + std::to_string(n++));
      problems.insert(problems.end(), found.begin(), found.end());
    }
    return problems;
  }
  if (type.substr(0, 4) == "ref:") {
    if (!value.is_object()) return {wrong};
    const json::value* actual = value.as_object().if_contains("type");
    if (actual == nullptr || *actual != json::value(std::string(type.substr(4)) + "_reference")) return {wrong};
    // A reference may be shorter than the full form, never longer.
    std::vector<std::string> problems;
    for (const auto& [name, member] : value.as_object()) {
      if (objects_.at("reference").contains(name)) continue;
      problems.push_back(place + "." + std::string(name) + ": not a member of a reference");
    }
    return problems;
  }
  if (type.front() == '@') {
    const auto found = objects_.find(type.substr(1));
    if (found == objects_.end()) throw std::runtime_error("unknown object in a table: " + std::string(type));
    if (!value.is_object()) return {wrong};
    ++met_[found->first];
    return check_members(value.as_object(), found->second, place);
  }
  if (!value.is_string()) return {wrong};
  const auto words = split(type, "|");
  return std::find(words.begin(), words.end(), std::string_view(value.as_string())) != words.end()
             ? std::vector<std::string>{}
             : std::vector<std::string>{wrong};
}

std::vector<std::string> Contract::check_members(const json::object& value, const json::object& members,
                                                 const std::string& place) const {
  std::vector<std::string> problems;
  for (const auto& [key, entry] : members) {
    std::string name(key);
    const bool optional = name.back() == '?';
    if (optional) name.pop_back();
    const json::value* member = value.if_contains(name);
    if (member == nullptr) {
      if (!optional) problems.push_back(place + "." + name + ": missing");
      continue;
    }
    const auto found = check(*member, type_text(entry), place + "." + name);
    problems.insert(problems.end(), found.begin(), found.end());
  }
  for (const auto& [name, member] : value) {
    if (!members.contains(name) && !members.contains(std::string(name) + "?")) {
      problems.push_back(place + "." + std::string(name) + ": not in the table, holds " + shorten(member));
    }
  }
  return problems;
}

}  // namespace simulator_test
