// Which names say that their value is a credential, and structured documents without such values. What looks like a
// credential in running text is mask_secrets' (text.hpp), which knows the same names.
// Threads: pure functions, [any-thread].
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string_view>

namespace autoheal::kit {

inline constexpr std::string_view kMask = "[masked]";

// token: in running text the name is also said of what is no credential ("token: expired"). password: it is not.
enum class CredentialKind : std::uint8_t { none, token, password };

// By the last words of the name: case does not matter, words end at whatever is no letter or digit and where camelCase
// says so. "api_key", "accessToken" and "DB_PASSWORD_OLD" are names of credentials; "dedup_key", "token_count" and
// "secretary" are not.
CredentialKind credential_kind(std::string_view name) noexcept;

inline bool is_credential_name(std::string_view name) noexcept { return credential_kind(name) != CredentialKind::none; }

// The document, where "[masked]" stands for every value, whatever it is, whose name is a credential's: the member of an
// object, and the "value" of an object whose "name" or "key" it is. Null stays.
boost::json::value without_credentials(const boost::json::value& document);

}  // namespace autoheal::kit
