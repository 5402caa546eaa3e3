// What an agent can ask. Threads: constant data, [any-thread].
#pragma once

#include "kit/answer/operation.hpp"

namespace status_page {

namespace kit = autoheal::kit;

std::span<const kit::Operation* const> all_operations();

}  // namespace status_page
