#include "settings/api_key.hpp"

#include "kit/text/text.hpp"

#include <algorithm>

namespace autoheal::pagerduty {
namespace {

constexpr std::string_view kWhere =
    " A REST API key has 20 characters; find or create it in PagerDuty under Integrations > API Access Keys, or under "
    "My Profile > User Settings > Create API User Token.";

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

bool is_integration_key(std::string_view key) {
  return key.size() == 32 && all(key, [](char c) { return kit::is_digit(c) || kit::is_lower(c); });
}

bool is_orchestration_key(std::string_view key) {
  return key.size() == 32 && key.starts_with("R0") &&
         all(key, [](char c) { return kit::is_digit(c) || kit::is_upper(c); });
}

bool is_signing_secret(std::string_view key) {
  return key.size() == 64 && all(key, [](char c) { return kit::is_alnum(c) || c == '+' || c == '/' || c == '='; });
}

bool is_key_character(char c) { return kit::is_alnum(c) || c == '_' || c == '+' || c == '-'; }

// What was pasted instead of a key; empty if it may be one.
std::string objection(std::string_view key) {
  const std::string where(kWhere);
  if (key.empty()) return "The API key is required." + where;
  if (key.starts_with("Token ") || key.starts_with("token=") || key.starts_with("Bearer ")) {
    return "Paste only the key itself, without \"Token token=\" or \"Bearer\" in front of it.";
  }
  if (key.find_first_of("\r\n") != std::string_view::npos) {
    return "The API key has a line break inside; paste it again as one line." + where;
  }
  if (key.find_first_of(" \t\v\f") != std::string_view::npos) {
    return "The API key has a blank inside; paste only the key." + where;
  }
  if (key.find(':') != std::string_view::npos) return "The API key has a ':' inside; paste only the key." + where;
  if (!all(key, [](char c) { return c > 0x20 && c < 0x7F; })) {
    return "The API key has a character that no key contains; copy it from PagerDuty again." + where;
  }
  if (is_integration_key(key) || is_orchestration_key(key)) {
    return "This is an Events API integration key, not a REST API key." + where;
  }
  if (is_signing_secret(key)) {
    return "This looks like a webhook signing secret, which belongs into the field Signing Secret." + where;
  }
  if (key.starts_with("http")) return "This looks like an address, not a key." + where;
  if (key.size() > 4096) return "This is too long for an API key." + where;
  return {};
}

KeyShape shape_of(std::string_view key) {
  if (key.starts_with("pdus+") || key.starts_with("pdeu+")) return KeyShape::oauth;
  if (key.size() != 20 || !all(key, is_key_character)) return KeyShape::unusual;
  return key.starts_with("u+") ? KeyShape::user : KeyShape::account;
}

}  // namespace

std::string ApiKey::authorization() const {
  std::string out = shape == KeyShape::oauth ? "Bearer " : "Token token=";
  out += value.reveal();
  return out;
}

std::variant<ApiKey, std::string> parse_api_key(std::string_view pasted) {
  const std::string_view key = kit::trim(pasted);
  if (std::string found = objection(key); !found.empty()) return found;
  ApiKey out;
  out.value = kit::Secret(key);
  out.shape = shape_of(key);
  if (key.size() != pasted.size()) out.warning = "The API key had blanks around it, which were removed.";
  if (out.shape == KeyShape::unusual) {
    if (!out.warning.empty()) out.warning += ' ';
    out.warning += "The API key does not look like a PagerDuty REST API key, which has 20 characters.";
  }
  return out;
}

}  // namespace autoheal::pagerduty
