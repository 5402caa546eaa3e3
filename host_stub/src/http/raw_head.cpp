#include "http/raw_head.hpp"

#include "base/ascii.hpp"

#include <cstddef>
#include <string>

namespace autoheal::host::http {

bool is_unambiguous(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    const char c = head[i];
    if (c == '\0') return false;
    if (c == '\n' && (i == 0 || head[i - 1] != '\r')) return false;
    if (c == '\r' && (i + 1 == head.size() || head[i + 1] != '\n')) return false;
    if (c == '\n' && i + 1 < head.size() && (head[i + 1] == ' ' || head[i + 1] == '\t')) return false;
  }
  return true;
}

std::vector<Header> split_headers(std::string_view head) {
  std::vector<Header> headers;
  auto end = head.find("\r\n");  // of the request line
  while (end != std::string_view::npos) {
    head.remove_prefix(end + 2);
    end = head.find("\r\n");
    const auto line = head.substr(0, end);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    headers.push_back({std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1), " \t"))});
  }
  return headers;
}

}  // namespace autoheal::host::http
