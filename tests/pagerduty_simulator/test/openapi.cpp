#include "openapi.hpp"

#include <algorithm>
#include <stdexcept>

namespace simulator_test {
namespace {

bool has_type(const json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_bool();
  return true;
}

std::string shorten(const json::value& value) { return json::serialize(value).substr(0, 60); }

}  // namespace

const json::value& OpenApi::resolve(const json::value& schema) const {
  const json::value* here = &schema;
  for (int depth = 0; depth < 20; ++depth) {
    const json::value* reference = here->is_object() ? here->as_object().if_contains("$ref") : nullptr;
    if (reference == nullptr) return *here;
    std::string pointer(reference->as_string());
    if (pointer.rfind("#/", 0) != 0) throw std::runtime_error("foreign reference " + pointer);
    here = &document_;
    pointer.erase(0, 2);
    while (!pointer.empty()) {
      const std::size_t slash = std::min(pointer.find('/'), pointer.size());
      std::string part = pointer.substr(0, slash);
      pointer.erase(0, std::min(slash + 1, pointer.size()));
      for (std::size_t at = part.find("~1"); at != std::string::npos; at = part.find("~1")) part.replace(at, 2, "/");
      here = here->is_array() ? &here->at(std::stoul(part)) : &here->at(part);
    }
  }
  throw std::runtime_error("references without end");
}

const json::value* OpenApi::answer_schema(const std::string& path, const std::string& method,
                                          const std::string& status) const {
  const json::value* here = &paths().at(path).at(method).at("responses");
  for (const char* name : {status.c_str(), "content", "application/json", "schema"}) {
    const json::value* next = resolve(*here).as_object().if_contains(name);
    if (next == nullptr) return nullptr;
    here = next;
  }
  return here;
}

std::vector<std::string> OpenApi::validate(const json::value& value, const json::value& schema) const {
  std::vector<std::string> problems;
  check(value, schema, "", problems);
  return problems;
}

void OpenApi::check(const json::value& value, const json::value& unresolved, const std::string& place,
                    std::vector<std::string>& problems) const {
  const json::value& resolved = resolve(unresolved);
  if (!resolved.is_object()) return;
  const json::object& schema = resolved.as_object();
  const auto part = [&](const char* name) { return schema.if_contains(name); };
  if (value.is_null()) {
    const json::value* nullable = part("nullable");
    if (nullable != nullptr && *nullable == json::value(true)) return;
  }
  if (const json::value* type = part("type"); type != nullptr && type->is_string()) {
    if (!has_type(value, type->as_string())) {
      problems.push_back(place + ": expected " + std::string(type->as_string()) + ", got " + shorten(value));
      return;
    }
  }
  if (const json::value* values = part("enum"); values != nullptr) {
    const auto& list = values->as_array();
    if (std::find(list.begin(), list.end(), value) == list.end()) {
      problems.push_back(place + ": not in the enum: " + shorten(value));
    }
  }
  if (const json::value* all = part("allOf"); all != nullptr) {
    for (const json::value& one : all->as_array()) check(value, one, place, problems);
  }
  for (const char* name : {"oneOf", "anyOf"}) {
    if (const json::value* choices = part(name); choices != nullptr)
      check_choice(value, choices->as_array(), place, problems);
  }
  if (value.is_object()) check_object(value.as_object(), schema, place, problems);
  if (const json::value* items = part("items"); items != nullptr && value.is_array()) {
    for (const json::value& item : value.as_array()) check(item, *items, place + ".*", problems);
  }
}

void OpenApi::check_object(const json::object& value, const json::object& schema, const std::string& place,
                           std::vector<std::string>& problems) const {
  std::vector<std::string> required;
  if (const json::value* names = schema.if_contains("required"); names != nullptr && names->is_array()) {
    for (const json::value& name : names->as_array()) {
      required.emplace_back(name.as_string());
      if (!value.contains(name.as_string())) problems.push_back(place + "." + required.back() + ": missing");
    }
  }
  const json::value* properties = schema.if_contains("properties");
  if (properties == nullptr) return;
  for (const auto& [name, property] : properties->as_object()) {
    const json::value* member = value.if_contains(name);
    if (member == nullptr) continue;
    const bool needed = std::find(required.begin(), required.end(), std::string(name)) != required.end();
    if (member->is_null() && !needed) continue;
    check(*member, property, place + "." + std::string(name), problems);
  }
}

void OpenApi::check_choice(const json::value& value, const json::array& choices, const std::string& place,
                           std::vector<std::string>& problems) const {
  std::vector<std::string> best;
  bool first = true;
  for (const json::value& choice : choices) {
    std::vector<std::string> found;
    check(value, choice, place, found);
    if (found.empty()) return;
    if (first || found.size() < best.size()) best = std::move(found);
    first = false;
  }
  problems.insert(problems.end(), best.begin(), best.end());
}

}  // namespace simulator_test
