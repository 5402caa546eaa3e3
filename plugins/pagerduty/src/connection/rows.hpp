// From answers to rows. Threads: pure functions.
#pragma once

#include "api/key_owner.hpp"
#include "connection/probes.hpp"
#include "connection/table.hpp"
#include "settings/settings.hpp"

#include <optional>
#include <vector>

namespace autoheal::pagerduty::connection {

// What the other region said about a refused key.
enum class Elsewhere : std::uint8_t { not_asked, accepts, refuses, silent };

// How the answers look as a whole.
struct Overview {
  bool reached = false;                              // at least one HTTP reply, be it the 429 of a moment ago
  bool accepted = false;                             // at least one reply that is not 401
  bool refused = false;                              // at least one 401, and nothing else
  bool limited = false;                              // at least one 429, or a quiet time after one
  std::optional<std::chrono::milliseconds> latency;  // of the fastest success
  const kit::Error* why_not_reached = nullptr;
};

Overview look_over(const Answers& answers);

Row reach_row(const Overview& overview, const Settings& settings);
Row api_key_row(const Overview& overview);
Row key_kind_row(const Overview& overview, const api::KeyOwner& owner);
Row read_row(const ReadProbe& probe, const std::optional<kit::Result<kit::http::Response>>& answer,
             const Overview& overview);
Row region_row(const Overview& overview, const Settings& settings, Elsewhere elsewhere, bool is_eu_account,
               bool is_us_account);
Row rate_row(const std::optional<kit::http::RateBudget>& budget);
Row read_only_row();

}  // namespace autoheal::pagerduty::connection
