#include "kit/text/json_text.hpp"

#include "kit/text/ascii.hpp"

#include <array>
#include <boost/json.hpp>
#include <charconv>

namespace autoheal::kit {
namespace {

namespace json = boost::json;

void append(std::string& out, const json::value& value);

void append_number(std::string& out, double number) {
  std::array<char, 32> text;
  const auto written = std::to_chars(text.data(), text.data() + text.size(), number);  // the shortest that reads back
  out.append(text.data(), written.ptr);
}

void append_object(std::string& out, const json::object& object) {
  out += '{';
  bool first = true;
  for (const auto& [name, member] : object) {
    if (!first) out += ',';
    first = false;
    out += json::serialize(json::string_view(name));
    out += ':';
    append(out, member);
  }
  out += '}';
}

void append_array(std::string& out, const json::array& array) {
  out += '[';
  bool first = true;
  for (const json::value& element : array) {
    if (!first) out += ',';
    first = false;
    append(out, element);
  }
  out += ']';
}

void append(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::object:
      return append_object(out, value.get_object());
    case json::kind::array:
      return append_array(out, value.get_array());
    case json::kind::double_:
      return append_number(out, value.get_double());
    default:
      out += json::serialize(value);
  }
}

}  // namespace

std::string render_json(const json::value& value) {
  std::string out;
  append(out, value);
  return out;
}

std::optional<unsigned> escaped_unit(std::string_view json, std::size_t at) noexcept {
  constexpr std::size_t kSize = 6;
  if (at > json.size() || json.size() - at < kSize || !json.substr(at).starts_with("\\u")) return std::nullopt;
  unsigned unit = 0;
  for (const char c : json.substr(at + 2, kSize - 2)) {
    const int digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    unit = unit * 16 + static_cast<unsigned>(digit);
  }
  return unit;
}

}  // namespace autoheal::kit
