// When the demo's story happens, relative to now. Full minutes, so that answers read well.
#pragma once

#include "base/time.hpp"

namespace simulator {

// The trigger of incident #12345: five hours ago.
inline Millis story_start(Millis now) { return (now / kMinute) * kMinute - 5 * kHour; }

}  // namespace simulator
