#include "golden/schema.hpp"

#include <boost/json.hpp>
#include <regex>
#include <set>
#include <stdexcept>

namespace autoheal::golden {
namespace {

namespace json = boost::json;

bool is_type(const json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "null") return value.is_null();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  throw std::invalid_argument("no such type: " + std::string(type));
}

bool fits_type(const json::value& value, const json::value& type) {
  if (type.is_string()) return is_type(value, type.get_string());
  for (const json::value& one : type.as_array()) {
    if (is_type(value, one.as_string())) return true;
  }
  return false;
}

bool is_one_of(const json::value& value, const json::value& list) {
  for (const json::value& one : list.as_array()) {
    if (one == value) return true;
  }
  return false;
}

std::string check(const json::value& value, const json::object& schema, const std::string& at);

std::string check_object(const json::object& value, const json::object& schema, const std::string& at) {
  const auto* properties = schema.if_contains("properties");
  const auto* others = schema.if_contains("additionalProperties");
  if (const auto* required = schema.if_contains("required")) {
    for (const json::value& name : required->as_array()) {
      if (!value.contains(name.as_string())) return at + " lacks " + json::serialize(name);
    }
  }
  for (const auto& [key, member] : value) {
    const json::value* rule = properties == nullptr ? nullptr : properties->as_object().if_contains(key);
    if (rule == nullptr) rule = others;
    if (rule == nullptr) continue;
    std::string here = at + "/" + std::string(key);
    if (rule->is_bool()) {
      if (!rule->get_bool()) return here + " is not in the schema";
      continue;
    }
    std::string wrong = check(member, rule->as_object(), here);
    if (!wrong.empty()) return wrong;
  }
  return {};
}

std::string check_limits(const json::value& value, const json::object& schema, const std::string& at) {
  auto limit = [&](std::string_view key) { return schema.if_contains(key); };
  if (value.is_number()) {
    double number = value.to_number<double>();
    if (auto* l = limit("minimum"); l != nullptr && number < l->to_number<double>()) return at + " is too small";
    if (auto* l = limit("maximum"); l != nullptr && number > l->to_number<double>()) return at + " is too large";
  }
  if (value.is_string()) {
    if (auto* l = limit("minLength"); l != nullptr && value.get_string().size() < l->to_number<std::size_t>())
      return at + " is too short";
    if (auto* l = limit("pattern");
        l != nullptr && !std::regex_search(value.get_string().c_str(), std::regex(l->as_string().c_str()))) {
      return at + " does not match the pattern";
    }
  }
  return {};
}

std::string check(const json::value& value, const json::object& schema, const std::string& at) {
  static const std::set<std::string_view> kKnown{"type",        "properties", "required",  "additionalProperties",
                                                 "items",       "enum",       "const",     "minimum",
                                                 "maximum",     "minLength",  "maxLength", "minItems",
                                                 "maxItems",    "pattern",    "default",   "title",
                                                 "description", "examples"};
  for (const auto& member : schema) {
    if (!kKnown.contains(member.key())) throw std::invalid_argument("unknown keyword " + std::string(member.key()));
  }
  if (const auto* type = schema.if_contains("type"); type != nullptr && !fits_type(value, *type)) {
    return at + " is not of type " + json::serialize(*type);
  }
  if (const auto* list = schema.if_contains("enum"); list != nullptr && !is_one_of(value, *list)) {
    return at + " is " + json::serialize(value) + ", none of " + json::serialize(*list);
  }
  if (const auto* only = schema.if_contains("const"); only != nullptr && *only != value)
    return at + " is not the constant";
  if (std::string wrong = check_limits(value, schema, at); !wrong.empty()) return wrong;
  if (value.is_object()) return check_object(value.get_object(), schema, at);
  if (!value.is_array() || !schema.contains("items")) return {};
  for (std::size_t i = 0; i < value.get_array().size(); ++i) {
    std::string wrong = check(value.get_array()[i], schema.at("items").as_object(), at + "/" + std::to_string(i));
    if (!wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace

std::string validate(const json::value& value, const json::value& schema) {
  return check(value, schema.as_object(), "");
}

}  // namespace autoheal::golden
