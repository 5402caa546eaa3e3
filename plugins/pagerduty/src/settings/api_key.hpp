// What somebody pasted into the API key field: which kind of key it is, or why it cannot be one.
// Threads: pure functions, [any-thread]. No result or message ever holds a part of the key.
#pragma once

#include "kit/core/secret.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace autoheal::pagerduty {

enum class KeyShape : std::uint8_t {
  account,  // 20 characters: a general access key, or a user token of the older form
  user,     // "u+…": a user token
  oauth,    // "pdus+…": an OAuth access token
  unusual,  // none of the known shapes, but it could be sent
};

struct ApiKey {
  kit::Secret value;  // without outer blanks
  KeyShape shape = KeyShape::account;
  std::string warning;  // one sentence, may be empty

  // The value of the Authorization header. Wipe it after use.
  std::string authorization() const;
};

// The key, or one sentence that says what was pasted instead and where the right key is found.
std::variant<ApiKey, std::string> parse_api_key(std::string_view pasted);

}  // namespace autoheal::pagerduty
