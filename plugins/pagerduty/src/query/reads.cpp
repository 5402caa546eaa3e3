#include "query/reads.hpp"

namespace autoheal::pagerduty::query {

bool is_safe_path(std::string_view path) {
  if (path.empty() || path.front() != '/' || path.back() == '/' || path.find("//") != std::string_view::npos)
    return false;
  return std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '/';
  });
}

}  // namespace autoheal::pagerduty::query
