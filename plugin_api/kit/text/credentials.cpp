#include "kit/text/credentials.hpp"

#include "kit/text/ascii.hpp"
#include "kit/text/text.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <span>

namespace autoheal::kit {
namespace {

namespace json = boost::json;
using Texts = std::span<const std::string_view>;

constexpr std::string_view kPasswords[] = {"password", "passwd", "passphrase", "passcode", "pwd", "secret"};

// Whatever stands before them.
constexpr std::string_view kTokens[] = {"token", "authorization", "cookie", "credential",
                                        "creds", "apikey",        "jwt",    "otp"};

// A word of which only the end is a credential's name: people leave out the separators.
constexpr std::string_view kPasswordEndings[] = {"password", "passwd", "passphrase", "secret"};
constexpr std::string_view kTokenEndings[] = {"apikey",     "accesskey",   "secretkey",    "privatekey",
                                              "routingkey", "servicekey",  "signingkey",   "integrationkey",
                                              "authtoken",  "accesstoken", "apitoken",     "refreshtoken",
                                              "idtoken",    "bearertoken", "sessiontoken", "encryptionkey"};

// "key" alone says nothing: dedup_key, partition_key, primary_key.
constexpr std::string_view kBeforeKey[] = {
    "access",     "account", "admin",       "api",     "app",    "application", "auth",         "client",  "deploy",
    "encryption", "hmac",    "integration", "license", "master", "private",     "routing",      "secret",  "server",
    "service",    "session", "shared",      "signing", "ssh",    "storage",     "subscription", "webhook", "write"};
constexpr std::string_view kBeforePass[] = {"admin", "db", "ftp", "mysql", "redis", "root", "smtp", "user"};
// Where a list goes on.
constexpr std::string_view kBeforeOtherToken[] = {"continuation", "cursor", "next", "page",
                                                  "pagination",   "resume", "sync"};
// "tokens" counts words of a language model as often as it means credentials.
constexpr std::string_view kBeforeTokens[] = {"access", "api",     "auth",    "bearer",
                                              "device", "refresh", "session", "user"};

// What may follow without changing what the value is. Digits at the end of a word are taken off: base64, sha256.
constexpr std::string_view kTails[] = {"b",       "base",   "backup",    "current", "default", "encoded",   "encrypted",
                                       "hash",    "hashed", "new",       "old",     "plain",   "plaintext", "previous",
                                       "primary", "raw",    "secondary", "sha",     "text",    "value"};

bool is_one_of(std::string_view word, Texts words) noexcept {
  return std::any_of(words.begin(), words.end(), [word](std::string_view w) { return equals_ignoring_case(word, w); });
}

bool ends_in_one_of(std::string_view word, Texts endings) noexcept {
  return std::any_of(endings.begin(), endings.end(), [word](std::string_view ending) {
    return word.size() > ending.size() && equals_ignoring_case(word.substr(word.size() - ending.size()), ending);
  });
}

bool is_word_part(char c) noexcept { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// A new word begins at name[at], behind another letter or digit: "accessToken", "APIKey".
bool is_hump(std::string_view name, std::size_t at) noexcept {
  if (!is_upper(name[at])) return false;
  if (!is_upper(name[at - 1])) return true;
  return at + 1 < name.size() && is_lower(name[at + 1]);
}

// Takes the last word off the name; digits at its end are left out. Empty: there is none.
std::string_view take_last_word(std::string_view& name) noexcept {
  while (!name.empty() && (!is_word_part(name.back()) || is_digit(name.back()))) name.remove_suffix(1);
  std::size_t begin = name.size();
  while (begin > 0 && is_word_part(name[begin - 1])) {
    --begin;
    if (begin > 0 && is_word_part(name[begin - 1]) && is_hump(name, begin)) break;
  }
  const std::string_view word = name.substr(begin);
  name = name.substr(0, begin);
  return word;
}

std::string_view singular(std::string_view word) noexcept {
  return word.size() > 1 && lower(word.back()) == 's' ? word.substr(0, word.size() - 1) : word;
}

CredentialKind kind_of(std::string_view word, std::string_view before) noexcept {
  const std::string_view one = singular(word);
  if (is_one_of(one, kPasswords) || is_one_of(word, kPasswords)) return CredentialKind::password;
  if (ends_in_one_of(one, kPasswordEndings) || ends_in_one_of(word, kPasswordEndings)) return CredentialKind::password;
  // PassWord
  if (equals_ignoring_case(before, "pass") && is_one_of(word, std::array<std::string_view, 2>{"word", "phrase"})) {
    return CredentialKind::password;
  }
  if (equals_ignoring_case(word, "pass") && is_one_of(before, kBeforePass)) return CredentialKind::password;
  bool token = is_one_of(one, kTokens) || is_one_of(word, kTokens) || ends_in_one_of(one, kTokenEndings);
  if (equals_ignoring_case(word, "token")) token = !is_one_of(before, kBeforeOtherToken);
  if (equals_ignoring_case(word, "tokens")) token = is_one_of(before, kBeforeTokens);
  if (equals_ignoring_case(one, "key")) token = is_one_of(before, kBeforeKey);
  if (equals_ignoring_case(word, "auth")) token = equals_ignoring_case(before, "basic");
  return token ? CredentialKind::token : CredentialKind::none;
}

// Invisible characters must not hide what a name is.
bool is_credential_key(std::string_view key) {
  const bool plain = std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  return is_credential_name(key) || (!plain && is_credential_name(clean_text(key)));
}

// {"name": "DB_PASSWORD", "value": "..."}
bool names_credential(const json::object& object) {
  return std::any_of(object.begin(), object.end(), [](const auto& member) {
    const bool is_name = equals_ignoring_case(member.key(), "name") || equals_ignoring_case(member.key(), "key");
    return is_name && member.value().is_string() && is_credential_key(member.value().get_string());
  });
}

void mask_members(json::value& value) {
  if (value.is_array()) {
    for (json::value& item : value.get_array()) mask_members(item);
  }
  if (!value.is_object()) return;
  const bool named = names_credential(value.get_object());
  for (auto& member : value.get_object()) {
    if (member.value().is_null()) continue;
    if (is_credential_key(member.key()) || (named && equals_ignoring_case(member.key(), "value"))) {
      member.value() = kMask;
    } else {
      mask_members(member.value());
    }
  }
}

}  // namespace

CredentialKind credential_kind(std::string_view name) noexcept {
  std::string_view word = take_last_word(name);
  std::string_view before = take_last_word(name);
  while (!before.empty() && is_one_of(word, kTails)) {
    word = before;
    before = take_last_word(name);
  }
  return kind_of(word, before);
}

json::value without_credentials(const json::value& document) {
  json::value out = document;
  mask_members(out);
  return out;
}

}  // namespace autoheal::kit
