#include "model/id.hpp"

#include "kit/text/text.hpp"

#include <algorithm>

namespace autoheal::pagerduty::model {

bool is_id(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return kit::is_alnum(c) || c == '_' || c == '-'; });
}

std::optional<std::string> id_in_url(std::string_view text) {
  if (!text.starts_with("https://") && !text.starts_with("http://")) return std::nullopt;
  text = text.substr(0, text.find('?'));
  while (text.ends_with('/')) text.remove_suffix(1);
  const std::size_t cut = text.find_last_of("/#");
  const std::string_view last = cut == std::string_view::npos ? std::string_view{} : text.substr(cut + 1);
  return is_id(last) ? std::string(last) : std::string();
}

}  // namespace autoheal::pagerduty::model
