// One delivery, from raw bytes to the answer and the events: verify, then parse, then map; never another order.
// Threads: pure, [any-thread]; remembers nothing, so that the host may ask again about the same bytes.
#pragma once

#include "webhook/alert_event.hpp"
#include "webhook/alert_mapping.hpp"
#include "webhook/event.hpp"
#include "webhook/signature.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace autoheal::pagerduty::webhook {

inline constexpr std::uint32_t kAccepted = 202;
inline constexpr std::uint32_t kRejected = 401;

struct WebhookRules {
  SigningKeys keys;
  MappingRules mapping;
};

struct Delivery {
  std::span<const Header> headers;
  std::span<const std::uint8_t> body;
  kit::UtcTime received_at{};
  kit::UtcTime now{};  // for the expiry of the older secret
};

struct Answer {
  std::uint32_t http_status = kAccepted;
  std::string document;  // docs/documents.md section 5
};

// 401 only if a secret is set and no signature matches. Whatever else is wrong with a body that PagerDuty signed is
// no reason for an answer other than 2xx: any other 4xx counts towards the three that switch the webhook off, and
// a 5xx would hold up the incident's later events for two days.
Answer handle_delivery(const WebhookRules& rules, const Delivery& delivery);

// The event as the host gets it. `received_at` stands in for a time that is missing or lies more than ten minutes in
// the future, so that one bad clock does not outrank all that follows.
AlertEvent map_event(const WebhookEvent& event, const MappingRules& rules, kit::UtcTime received_at);

}  // namespace autoheal::pagerduty::webhook
