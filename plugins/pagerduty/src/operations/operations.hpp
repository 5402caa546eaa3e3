// Every operation of the integration, in the order in which they are described.
// Threads: constant data, [any-thread].
#pragma once

#include "kit/answer/operation.hpp"

#include <span>

namespace autoheal::pagerduty::operations {

std::span<const kit::Operation* const> all_operations();

}  // namespace autoheal::pagerduty::operations
