// Why was this delivery not accepted? Worked out afterwards, on its bytes alone, for the delivery log; never part of
// the answer to the sender, whom it would teach to forge.
// Threads: pure, [any-thread]. Costs a few signatures and copies of the body; the host bounds how often it asks.
#pragma once

#include "kit/core/clock.hpp"
#include "webhook/signature.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace autoheal::pagerduty::webhook {

enum class SignatureCause : std::uint8_t {
  accepted,   // it would be accepted now
  no_secret,  // no secret is set, so nothing is checked
  header_absent,
  no_v1,              // the header has no "v1=" entry
  malformed,          // "v1=" entries, but none with 64 hex digits
  previous_expired,   // signed with the older secret, after its expiry
  secret_has_blanks,  // the secret without its blanks would match
  body_reencoded,     // another spelling of the same JSON would match
  body_reformatted,   // nothing matches, but the body is not in the compact form that PagerDuty sends
  other_secret,       // nothing matches
};

inline constexpr SignatureCause kLastSignatureCause = SignatureCause::other_secret;

std::string_view name(SignatureCause cause) noexcept;

// One sentence for a person, and the one thing to do about it (empty for `accepted`).
std::string_view sentence(SignatureCause cause) noexcept;
std::string_view remedy(SignatureCause cause) noexcept;

struct SignatureQuestion {
  std::string_view secret = {};
  std::string_view previous_secret = {};
  std::optional<kit::UtcTime> previous_until = {};
  std::span<const Header> headers = {};
  std::span<const std::uint8_t> body = {};
  kit::UtcTime now{};
};

SignatureCause explain_signature(const SignatureQuestion& question);

}  // namespace autoheal::pagerduty::webhook
