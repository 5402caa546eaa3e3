#include "schema/schema.hpp"

#include "autoheal/utf8.hpp"
#include "base/ascii.hpp"
#include "base/json.hpp"
#include "pattern/pattern.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>
#include <optional>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 7> kTypes{"string", "integer", "number", "boolean", "object", "array", "null"};

bool has_type(const json::value& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "integer") {
    const double* real = value.if_double();
    return value.is_int64() || value.is_uint64() || (real != nullptr && std::trunc(*real) == *real);
  }
  return false;
}

std::string_view phrase(std::string_view type) {
  if (type == "string") return "text";
  if (type == "integer") return "a whole number";
  if (type == "number") return "a number";
  if (type == "boolean") return "true or false";
  if (type == "object") return "an object";
  if (type == "array") return "a list";
  return "null";
}

std::optional<double> number_of(const json::value& value) {
  if (const auto* i = value.if_int64()) return static_cast<double>(*i);
  if (const auto* u = value.if_uint64()) return static_cast<double>(*u);
  if (const auto* d = value.if_double()) return *d;
  return std::nullopt;
}

std::optional<double> limit(const json::object& schema, std::string_view keyword) {
  const json::value* value = schema.if_contains({keyword.data(), keyword.size()});
  return value == nullptr ? std::nullopt : number_of(*value);
}

std::string render_number(double number) {
  return json::serialize(std::trunc(number) == number && std::abs(number) < 1e15
                             ? json::value(static_cast<std::int64_t>(number))
                             : json::value(number));
}

std::vector<std::string> names_of(const json::object& object) {
  std::vector<std::string> names;
  for (const auto& member : object) names.push_back(text_of(member.key()));
  return names;
}

// One schema against one value. Problems are collected; nothing throws.
class Checker {
 public:
  explicit Checker(std::vector<Problem>& problems) : problems_(problems) {}

  void check(const json::object& schema, const json::value& value, const std::string& pointer) {
    if (!check_type(schema, value, pointer)) return;
    check_choices(schema, value, pointer);
    if (value.is_string()) check_text(schema, value.get_string(), pointer);
    if (const auto number = number_of(value)) check_number(schema, *number, pointer);
    if (value.is_array()) check_array(schema, value.get_array(), pointer);
    if (value.is_object()) check_object(schema, value.get_object(), pointer);
  }

 private:
  void add(const std::string& pointer, std::string message) { problems_.push_back({pointer, std::move(message)}); }

  bool check_type(const json::object& schema, const json::value& value, const std::string& pointer) {
    const json::value* type = schema.if_contains("type");
    if (type == nullptr) return true;
    std::string expected;
    const auto matches = [&](const json::value& one) {
      if (!one.is_string()) return true;
      const std::string_view name{one.get_string().data(), one.get_string().size()};
      expected.append(expected.empty() ? "" : " or ").append(phrase(name));
      return has_type(value, name);
    };
    if (type->is_array()) {
      const json::array& types = type->get_array();
      if (std::any_of(types.begin(), types.end(), matches)) return true;
    } else if (matches(*type)) {
      return true;
    }
    add(pointer, "must be " + expected);
    return false;
  }

  void check_choices(const json::object& schema, const json::value& value, const std::string& pointer) {
    if (const json::value* constant = schema.if_contains("const"); constant != nullptr && *constant != value) {
      add(pointer, "must be " + json::serialize(*constant));
    }
    const json::value* choices = schema.if_contains("enum");
    if (choices == nullptr || !choices->is_array()) return;
    const json::array& list = choices->get_array();
    if (std::find(list.begin(), list.end(), value) != list.end()) return;
    std::string names;
    std::vector<std::string> candidates;
    for (const json::value& choice : list) {
      const std::string name = choice.is_string() ? text_of(choice.get_string()) : json::serialize(choice);
      names.append(names.empty() ? "" : ", ").append(name);
      if (choice.is_string()) candidates.push_back(name);
    }
    const std::string near = value.is_string() ? nearest_name(text_of(value.get_string()), candidates) : std::string{};
    add(pointer, "must be one of " + names + (near.empty() ? "" : "; did you mean " + near + "?"));
  }

  void check_text(const json::object& schema, const json::string& value, const std::string& pointer) {
    const auto size = static_cast<double>(count_code_points({value.data(), value.size()}));
    if (const auto least = limit(schema, "minLength"); least && size < *least) {
      add(pointer, size == 0 ? "must not be empty" : "must have at least " + render_number(*least) + " characters");
    }
    if (const auto most = limit(schema, "maxLength"); most && size > *most) {
      add(pointer, "must have at most " + render_number(*most) + " characters");
    }
    const json::value* pattern = schema.if_contains("pattern");
    if (pattern == nullptr || !pattern->is_string()) return;
    const Pattern form{pattern->get_string()};
    if (form.fault().empty() && !form.matches(value)) {
      add(pointer, "does not have the expected form (" + text_of(pattern->get_string()) + ")");
    }
  }

  void check_number(const json::object& schema, double value, const std::string& pointer) {
    if (const auto least = limit(schema, "minimum"); least && value < *least) {
      add(pointer, "must be at least " + render_number(*least));
    }
    if (const auto most = limit(schema, "maximum"); most && value > *most) {
      add(pointer, "must be at most " + render_number(*most));
    }
  }

  void check_array(const json::object& schema, const json::array& value, const std::string& pointer) {
    const auto size = static_cast<double>(value.size());
    if (const auto least = limit(schema, "minItems"); least && size < *least) {
      add(pointer, "must have at least " + render_number(*least) + " entries");
    }
    if (const auto most = limit(schema, "maxItems"); most && size > *most) {
      add(pointer, "must have at most " + render_number(*most) + " entries");
    }
    const json::value* items = schema.if_contains("items");
    if (items == nullptr || !items->is_object()) return;
    std::size_t index = 0;
    for (const json::value& item : value) check(items->get_object(), item, pointer + "/" + std::to_string(index++));
  }

  void check_object(const json::object& schema, const json::object& value, const std::string& pointer) {
    static const json::object kNone;
    const json::value* declared = schema.if_contains("properties");
    const json::object& properties = declared != nullptr && declared->is_object() ? declared->get_object() : kNone;
    if (const json::value* required = schema.if_contains("required"); required != nullptr && required->is_array()) {
      for (const json::value& name : required->get_array()) {
        if (name.is_string() && !value.contains(name.get_string())) {
          add(pointer + "/" + escape_pointer(text_of(name.get_string())), "is required");
        }
      }
    }
    const json::value* others = schema.if_contains("additionalProperties");
    for (const auto& member : value) {
      const std::string name = text_of(member.key());
      const std::string at = pointer + "/" + escape_pointer(name);
      if (const json::value* property = properties.if_contains(member.key())) {
        if (property->is_object()) check(property->get_object(), member.value(), at);
      } else if (others != nullptr && others->is_bool() && !others->get_bool()) {
        const std::string near = nearest_name(name, names_of(properties));
        add(at, "is not known" + (near.empty() ? std::string{} : "; did you mean " + near + "?"));
      } else if (others != nullptr && others->is_object()) {
        check(others->get_object(), member.value(), at);
      }
    }
  }

  std::vector<Problem>& problems_;
};

// The schema itself.
class SchemaChecker {
 public:
  explicit SchemaChecker(std::vector<Problem>& problems) : problems_(problems) {}

  void check(const json::object& schema, const std::string& pointer, int depth) {
    if (depth > 16) return add(pointer, "is nested too deeply");
    if (schema.contains("$ref")) add(pointer + "/$ref", "is not supported");
    check_type(schema, pointer);
    for (const char* keyword : {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"}) {
      const json::value* value = schema.if_contains(keyword);
      if (value != nullptr && !value->is_number()) add(pointer + "/" + keyword, "must be a number");
    }
    for (const char* keyword : {"enum", "required"}) {
      const json::value* value = schema.if_contains(keyword);
      if (value != nullptr && !value->is_array()) add(pointer + "/" + keyword, "must be a list");
    }
    if (const json::value* pattern = schema.if_contains("pattern")) {
      const std::string fault = pattern->is_string() ? Pattern{pattern->get_string()}.fault() : "is not a string";
      if (!fault.empty()) add(pointer + "/pattern", fault);
    }
    check_children(schema, pointer, depth);
  }

 private:
  void add(const std::string& pointer, std::string message) { problems_.push_back({pointer, std::move(message)}); }

  void check_type(const json::object& schema, const std::string& pointer) {
    const json::value* type = schema.if_contains("type");
    if (type == nullptr) return;
    const auto known = [](const json::value& one) {
      return one.is_string() && std::find(kTypes.begin(), kTypes.end(), text_of(one.get_string())) != kTypes.end();
    };
    const bool ok = type->is_array() ? !type->get_array().empty() &&
                                           std::all_of(type->get_array().begin(), type->get_array().end(), known)
                                     : known(*type);
    if (!ok) add(pointer + "/type", "is not a type of JSON Schema");
  }

  void check_child(const json::value& child, const std::string& pointer, int depth) {
    if (child.is_object()) {
      check(child.get_object(), pointer, depth + 1);
    } else if (!child.is_bool()) {
      add(pointer, "must be a schema");
    }
  }

  void check_children(const json::object& schema, const std::string& pointer, int depth) {
    if (const json::value* properties = schema.if_contains("properties")) {
      if (!properties->is_object()) return add(pointer + "/properties", "must be an object");
      for (const auto& member : properties->get_object()) {
        check_child(member.value(), pointer + "/properties/" + escape_pointer(text_of(member.key())), depth);
      }
    }
    for (const char* keyword : {"items", "additionalProperties"}) {
      if (const json::value* child = schema.if_contains(keyword)) check_child(*child, pointer + "/" + keyword, depth);
    }
  }

  std::vector<Problem>& problems_;
};

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row[b.size()];
}

std::string fold(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != '_' && c != '-' && c != ' ') out += to_lower(c);
  }
  return out;
}

}  // namespace

std::vector<Problem> check_against_schema(const json::object& schema, const json::value& value,
                                          const std::string& pointer) {
  std::vector<Problem> problems;
  Checker{problems}.check(schema, value, pointer);
  return problems;
}

std::vector<Problem> check_schema(const json::object& schema, const std::string& pointer) {
  std::vector<Problem> problems;
  SchemaChecker{problems}.check(schema, pointer, 0);
  return problems;
}

std::string nearest_name(std::string_view given, const std::vector<std::string>& candidates) {
  const std::string wanted = fold(given);
  if (wanted.size() > 64) return {};
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, fold(candidate));
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string escape_pointer(std::string_view token) {
  std::string out;
  for (const char c : token) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace autoheal::host
