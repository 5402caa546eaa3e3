// Whether a text begins like a URL with an authority ("https://…"), which is asked before a library reads the rest:
// Boost.URL 1.81 fails an assertion on others ("a:?"), and none of those is a URL that this project takes.
// Threads: pure function, [any-thread].
#pragma once

#include <string_view>

namespace autoheal {

// A scheme as RFC 3986 has it, followed by "://".
constexpr bool starts_with_authority(std::string_view text) noexcept {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_more = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
  };
  if (text.empty() || !is_letter(text.front())) return false;
  std::size_t at = 1;
  while (at < text.size() && is_more(text[at])) ++at;
  return text.substr(at, 3) == "://";
}

}  // namespace autoheal
