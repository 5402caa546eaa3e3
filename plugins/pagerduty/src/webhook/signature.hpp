// Is this delivery from PagerDuty? HMAC-SHA-256 over the raw body with the signing secret's characters as key, sent
// as "v1=<64 hex digits>" entries in X-PagerDuty-Signature; any one that matches is enough (PagerDuty sends several
// while it rotates a secret). https://developer.pagerduty.com/docs/webhooks/webhook-signatures/
// Threads: [any-thread]; a SigningKey may be used by several threads at once.
#pragma once

#include "kit/core/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty::webhook {

inline constexpr std::string_view kSignatureHeader = "X-PagerDuty-Signature";
inline constexpr std::size_t kMaxSignatures = 16;        // "v1=" entries examined
inline constexpr std::size_t kMaxSignatureBytes = 8192;  // of header examined

struct Header {
  std::string_view name;  // any case
  std::string_view value;
};

using Mac = std::array<std::uint8_t, 32>;

// A secret made ready for use: fetching and keying the algorithm costs more than signing 2 KB, so it is done once.
class SigningKey {
 public:
  explicit SigningKey(std::string_view secret);  // throws std::bad_alloc only; an empty secret is a caller's bug
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  Mac sign(std::span<const std::uint8_t> body) const;

 private:
  class Contexts;
  std::unique_ptr<Contexts> contexts_;
};

// No current key: deliveries are accepted unsigned, whatever `previous` holds.
struct SigningKeys {
  std::optional<SigningKey> current;
  std::optional<SigningKey> previous;
  std::optional<kit::UtcTime> previous_until;  // none: until it is removed
};

enum class SignatureState : std::uint8_t {
  current,       // signed with the current secret
  previous,      // signed with the older one, which has not expired
  not_required,  // no secret is set
  missing,       // no X-PagerDuty-Signature header
  invalid,       // none of its signatures is ours
};

std::string_view name(SignatureState state) noexcept;
constexpr bool is_accepted(SignatureState state) noexcept { return state < SignatureState::missing; }

// What the header offers. Blanks around entries are dropped, other versions skipped, upper-case digits read.
struct OfferedSignatures {
  bool header_present = false;
  std::size_t v1_entries = 0;  // well-formed or not
  std::vector<Mac> v1;         // the well-formed ones
};

OfferedSignatures parse_signatures(std::span<const Header> headers);

bool matches_any(const Mac& expected, std::span<const Mac> offered) noexcept;  // in constant time

// Headers in any order, with duplicates: the values of repeated lines are read as one list. Takes the same time
// wherever a wrong signature differs from the right one.
SignatureState verify_signature(const SigningKeys& keys, std::span<const Header> headers,
                                std::span<const std::uint8_t> body, kit::UtcTime now);

}  // namespace autoheal::pagerduty::webhook
