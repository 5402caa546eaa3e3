#include "base/json.hpp"

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

namespace autoheal::host {
namespace {

namespace json = boost::json;

// Boost.JSON reads 1e400 as infinity, which it could only write as something that is not JSON.
bool is_finite(const json::value& value) {
  if (const double* number = value.if_double()) return std::isfinite(*number);
  if (const json::array* array = value.if_array()) {
    for (const json::value& item : *array) {
      if (!is_finite(item)) return false;
    }
  }
  if (const json::object* object = value.if_object()) {
    for (const auto& member : *object) {
      if (!is_finite(member.value())) return false;
    }
  }
  return true;
}

void append_pretty(std::string& out, const json::value& value, std::size_t depth);

void append_line(std::string& out, std::size_t depth) { out.append("\n").append(depth * 2, ' '); }

void append_pretty(std::string& out, const json::array& array, std::size_t depth) {
  bool first = true;
  for (const json::value& item : array) {
    out += first ? "[" : ",";
    first = false;
    append_line(out, depth + 1);
    append_pretty(out, item, depth + 1);
  }
  append_line(out, depth);
  out += "]";
}

void append_pretty(std::string& out, const json::object& object, std::size_t depth) {
  bool first = true;
  for (const auto& member : object) {
    out += first ? "{" : ",";
    first = false;
    append_line(out, depth + 1);
    out += json::serialize(json::string_view{member.key()});
    out += ": ";
    append_pretty(out, member.value(), depth + 1);
  }
  append_line(out, depth);
  out += "}";
}

void append_pretty(std::string& out, const json::value& value, std::size_t depth) {
  if (value.is_array() && !value.get_array().empty()) {
    append_pretty(out, value.get_array(), depth);
  } else if (value.is_object() && !value.get_object().empty()) {
    append_pretty(out, value.get_object(), depth);
  } else if (value.is_double()) {
    std::array<char, 32> text;  // 4.7, where the library writes 4.7E0
    out.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value.get_double()).ptr);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

Result<json::value> parse_json(std::string_view text, std::string_view what) {
  json::parse_options options;
  options.max_depth = 64;
  boost::system::error_code ec;
  json::value value = json::parse({text.data(), text.size()}, ec, {}, options);
  if (ec) return failure(Errc::invalid_argument, std::string{what} + ": not valid JSON (" + ec.message() + ").");
  if (!is_finite(value)) return failure(Errc::invalid_argument, std::string{what} + ": a number is out of range.");
  return value;
}

Result<json::object> parse_json_object(std::string_view text, std::string_view what) {
  AH_TRY(json::value value, parse_json(text, what));
  if (!value.is_object()) return failure(Errc::invalid_argument, std::string{what} + ": must be a JSON object.");
  return std::move(value.get_object());
}

std::string render_pretty(const json::value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return out;
}

std::string text_of(boost::json::string_view text) { return {text.data(), text.size()}; }

const boost::json::object* object_at(const boost::json::object& object, std::string_view member) {
  const boost::json::value* value = object.if_contains(member);
  return value != nullptr ? value->if_object() : nullptr;
}

const json::array* array_at(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(member);
  return value != nullptr ? value->if_array() : nullptr;
}

std::string text_at(const json::object& object, std::string_view member) {
  return std::string{text_view_at(object, member)};
}

std::string_view text_view_at(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(member);
  if (value == nullptr || !value->is_string()) return {};
  return value->get_string();
}

}  // namespace autoheal::host
