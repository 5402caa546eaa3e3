// Text of people and machines outside on its way into an answer or an alert, whichever door it came through: clean,
// without keys, and without ways to reach a person. Threads: pure functions, [any-thread].
#pragma once

#include "kit/text/text.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace autoheal::kit {

// clean_text with e-mail addresses and international phone numbers replaced by "[e-mail]" and "[phone]", then cut: what
// is cut off cannot hide what is in front of it.
std::string untrusted(std::string_view text, Lines lines = Lines::one, std::size_t max_bytes = 1'024);

}  // namespace autoheal::kit
