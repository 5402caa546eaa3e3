#include "http/router.hpp"

#include "http/message.hpp"

#include <algorithm>

namespace autoheal::host::http {
namespace {

// Cuts the next segment off `rest`, which starts with '/'. False: nothing left.
bool next_segment(std::string_view& rest, std::string_view& segment) {
  if (rest.empty() || rest.front() != '/') return false;
  rest.remove_prefix(1);
  const auto end = rest.find('/');
  segment = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
  return true;
}

bool is_safe_segment(std::string_view segment) {
  return segment != "." && segment != ".." && segment.find('/') == std::string_view::npos &&
         segment.find('\0') == std::string_view::npos;
}

bool decode_rest(std::string_view rest, std::string& out) {
  std::string_view segment;
  while (next_segment(rest, segment)) {
    const auto decoded = percent_decode(segment);
    if (!decoded || !is_safe_segment(*decoded)) return false;
    if (!out.empty()) out += '/';
    out += *decoded;
  }
  return rest.empty();
}

}  // namespace

const std::string& Params::operator[](std::string_view name) const {
  static const std::string kNone;
  const auto found = std::find_if(values_.begin(), values_.end(), [name](const auto& v) { return v.first == name; });
  return found == values_.end() ? kNone : found->second;
}

bool match_path(std::string_view pattern, std::string_view path, Params& params) {
  std::string_view expected;
  std::string_view given;
  while (!pattern.empty()) {
    const auto rest = path;
    if (!next_segment(pattern, expected) || !next_segment(path, given)) return false;
    if (expected.starts_with("{*")) {
      std::string decoded;
      if (!decode_rest(rest, decoded)) return false;
      params.add(expected.substr(2, expected.size() - 3), std::move(decoded));
      return true;
    }
    if (expected.starts_with('{')) {
      auto decoded = percent_decode(given);
      if (!decoded || decoded->empty() || !is_safe_segment(*decoded)) return false;
      params.add(expected.substr(1, expected.size() - 2), std::move(*decoded));
    } else if (expected != given) {
      return false;
    }
  }
  return path.empty();
}

}  // namespace autoheal::host::http
