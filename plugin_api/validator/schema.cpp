#include "schema.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

#include "autoheal/utf8.hpp"
#include "pattern/pattern.hpp"

namespace autoheal::validator {
namespace {

namespace json = boost::json;

constexpr std::string_view kTypes[] = {"object", "array", "string", "integer", "number", "boolean", "null"};
constexpr std::string_view kKeywords[] = {"type",     "properties",  "required",  "additionalProperties",
                                          "items",    "enum",        "const",     "minimum",
                                          "maximum",  "minLength",   "maxLength", "minItems",
                                          "maxItems", "pattern",     "default",   "title",
                                          "format",   "description", "examples",  "writeOnly"};

bool is_one_of(std::string_view name, auto&& names) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_type(const json::value& value) { return value.is_string() && is_one_of(value.get_string(), kTypes); }

bool is_of_type(const json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  return value.is_int64() || value.is_uint64();
}

std::string find_keyword_fault(std::string_view key, const json::value& value) {
  if (key.substr(0, 2) == "x-") return {};
  if (!is_one_of(key, kKeywords)) return "is not a keyword that hosts must support";
  if (key == "type") {
    const bool list = value.is_array() && !value.get_array().empty() &&
                      std::all_of(value.get_array().begin(), value.get_array().end(), is_type);
    return list || is_type(value) ? "" : "is not a type";
  }
  if (key == "required" || key == "enum" || key == "examples") return value.is_array() ? "" : "is not a list";
  if (key == "properties") return value.is_object() ? "" : "is not an object";
  if (key == "minimum" || key == "maximum") return value.is_number() ? "" : "is not a number";
  if (key.substr(0, 3) == "min" || key.substr(0, 3) == "max")
    return is_of_type(value, "integer") ? "" : "is not a whole number";
  if (key == "writeOnly") return value.is_bool() ? "" : "is not true or false";
  if (key == "title" || key == "description" || key == "format" || key == "pattern")
    if (!value.is_string()) return "is not a string";
  if (key == "pattern") return Pattern(value.get_string()).fault();
  return {};
}

bool matches_type(const json::value& value, const json::value& type) {
  if (type.is_string()) return is_of_type(value, type.get_string());
  return std::any_of(type.get_array().begin(), type.get_array().end(),
                     [&](const json::value& one) { return is_of_type(value, one.get_string()); });
}

bool is_within(const json::value& value, const json::object& schema) {
  const auto bound = [&](std::string_view key, double fallback) {
    const json::value* found = schema.if_contains(key);
    return found == nullptr ? fallback : found->to_number<double>();
  };
  if (value.is_number()) {
    const double number = value.to_number<double>();
    return number >= bound("minimum", -1e308) && number <= bound("maximum", 1e308);
  }
  if (value.is_array()) {
    const auto size = static_cast<double>(value.get_array().size());
    return size >= bound("minItems", 0) && size <= bound("maxItems", 1e308);
  }
  if (!value.is_string()) return true;
  const std::string text(value.get_string());
  const auto size = static_cast<double>(count_code_points(text));
  if (size < bound("minLength", 0) || size > bound("maxLength", 1e308)) return false;
  const json::value* pattern = schema.if_contains("pattern");
  return pattern == nullptr || Pattern(pattern->get_string()).matches(text);
}

std::string escape(std::string_view key) {
  std::string out;
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

void append(std::vector<std::string>& to, std::vector<std::string> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<std::string> find_member_violations(const json::object& value, const json::object& schema,
                                                const std::string& pointer) {
  std::vector<std::string> out;
  if (const json::value* required = schema.if_contains("required"))
    for (const json::value& name : required->get_array())
      if (!value.contains(name.get_string())) out.push_back(pointer + "/" + escape(name.get_string()));
  const json::value* properties = schema.if_contains("properties");
  const json::value* others = schema.if_contains("additionalProperties");
  for (const auto& [name, member] : value) {
    const std::string place = pointer + "/" + escape(name);
    const json::value* known = properties == nullptr ? nullptr : properties->get_object().if_contains(name);
    if (known != nullptr && known->is_object())
      append(out, find_violations(member, known->get_object(), place));
    else if (others != nullptr && others->is_object())
      append(out, find_violations(member, others->get_object(), place));
    else if (known == nullptr && others != nullptr && others->is_bool() && !others->get_bool())
      out.push_back(place);
  }
  return out;
}

}  // namespace

std::string find_schema_fault(const json::value& schema, const std::string& place) {
  if (!schema.is_object()) return "the schema at \"" + place + "\" is not an object";
  for (const auto& [key, value] : schema.get_object()) {
    const std::string fault = find_keyword_fault(key, value);
    if (!fault.empty()) return "\"" + std::string(key) + "\" at \"" + place + "\" " + fault;
    if (key == "properties")
      for (const auto& [name, member] : value.get_object())
        if (std::string inner = find_schema_fault(member, place + "/properties/" + std::string(name)); !inner.empty())
          return inner;
    if (key == "items" || (key == "additionalProperties" && !value.is_bool()))
      if (std::string inner = find_schema_fault(value, place + "/" + std::string(key)); !inner.empty()) return inner;
  }
  return {};
}

std::vector<std::string> find_violations(const json::value& value, const json::object& schema,
                                         const std::string& pointer) {
  if (const json::value* type = schema.if_contains("type"))
    if (!matches_type(value, *type)) return {pointer};
  if (const json::value* allowed = schema.if_contains("enum"))
    if (std::find(allowed->get_array().begin(), allowed->get_array().end(), value) == allowed->get_array().end())
      return {pointer};
  if (const json::value* only = schema.if_contains("const"))
    if (*only != value) return {pointer};
  if (!is_within(value, schema)) return {pointer};
  if (value.is_object()) return find_member_violations(value.get_object(), schema, pointer);
  std::vector<std::string> out;
  const json::value* items = schema.if_contains("items");
  if (!value.is_array() || items == nullptr) return out;
  std::size_t at = 0;
  for (const json::value& item : value.get_array())
    append(out, find_violations(item, items->get_object(), pointer + "/" + std::to_string(at++)));
  return out;
}

}  // namespace autoheal::validator
