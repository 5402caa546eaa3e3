// PagerDuty's two service regions and the origin of each. Threads: pure functions, [any-thread].
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace autoheal::pagerduty::model {

enum class Region : std::uint8_t { us, eu };

// Indexed by Region.
inline constexpr std::array<std::string_view, 2> kOrigins{"https://api.pagerduty.com", "https://api.eu.pagerduty.com"};

constexpr std::string_view origin_of(Region region) noexcept { return kOrigins[static_cast<std::size_t>(region)]; }
constexpr std::string_view name(Region region) noexcept { return region == Region::us ? "us" : "eu"; }
constexpr Region other(Region region) noexcept { return region == Region::us ? Region::eu : Region::us; }

}  // namespace autoheal::pagerduty::model
