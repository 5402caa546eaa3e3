#include "api/path.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace autoheal::pagerduty::api {

bool is_id(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Result<std::string> build_path(std::initializer_list<std::string_view> parts) {
  std::string path;
  for (const std::string_view part : parts) {
    if (!is_id(part)) {
      return failure(Errc::invalid_argument, "\"" + clean_text(part, Lines::one, 80) + "\" is not a PagerDuty id.",
                     "An id is made of letters and digits, such as PT4KHLK; use it as PagerDuty shows it.");
    }
    path += '/';
    path += part;
  }
  return path;
}

}  // namespace autoheal::pagerduty::api
