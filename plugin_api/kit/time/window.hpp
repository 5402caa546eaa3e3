// A stretch of time as somebody asked for it. Threads: a value.
#pragma once

#include "kit/core/clock.hpp"

#include <optional>
#include <string>

namespace autoheal::kit {

struct Window {
  UtcTime since;
  UtcTime until;
  std::string time_zone;
  std::string phrase;  // as it was asked for, may be empty

  // Whether what lasted from `begin` to `end` was there at some time in it; without an end it still lasts.
  bool meets(UtcTime begin, std::optional<UtcTime> end) const { return begin < until && (!end || *end >= since); }
};

}  // namespace autoheal::kit
