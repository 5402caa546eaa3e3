// Pieces of the sentences that answers begin with. Names are written as they are: clean them when they are read
// (text/text.hpp). Threads: pure functions, [any-thread].
#pragma once

#include "kit/answer/answer.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

// "2 h 5 min", "3 d 4 h", "45 s".
std::string render_duration(std::chrono::seconds duration);

// "Ann", "Ann and Ben", "Ann, Ben and 3 more".
std::string enumerate(const std::vector<std::string>& names, std::size_t most = 4);

// "1 row", "2 rows".
std::string counted(std::size_t count, std::string_view singular);

// What may be said of a list: "2 rows", "No row"; of one that is not whole "At least 2 rows", "No row that could be
// read was". What they have in common follows: "open now".
std::string counted(std::size_t count, std::string_view singular, Extent extent);

}  // namespace autoheal::kit
