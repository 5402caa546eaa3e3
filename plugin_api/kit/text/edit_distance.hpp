// How far a mistyped word is from one that is known. Threads: pure function, [any-thread].
#pragma once

#include <cstddef>
#include <string_view>

namespace autoheal::kit {

// Edits between two words; a swap of neighbours is one. Texts of more than 64 bytes are 64 apart unless they are equal.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace autoheal::kit
