// The cursor of lists that have no order of their own: how many rows the pages before had.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/answer/query.hpp"

#include <cstddef>
#include <string>

namespace autoheal::kit {

// The rows before the page that `cursor` asks for; 0 without a cursor. Error: invalid_argument for one that is none of
// ours.
Result<std::size_t> cursor_offset(const Query& query);

std::string render_cursor(std::size_t offset);

}  // namespace autoheal::kit
