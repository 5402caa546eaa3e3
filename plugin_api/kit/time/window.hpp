// A stretch of time as somebody asked for it. Threads: a value.
#pragma once

#include "kit/core/clock.hpp"

#include <string>

namespace autoheal::kit {

struct Window {
  UtcTime since;
  UtcTime until;
  std::string time_zone;
  std::string phrase;  // as it was asked for, may be empty
};

}  // namespace autoheal::kit
