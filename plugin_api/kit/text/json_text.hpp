// JSON as text that people read, too: numbers as they are written by hand (4.7, not 4.7E0), no blanks.
// Threads: [any-thread].
#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::kit {

// The compact form. Numbers must be finite: parse_json lets no others in.
std::string render_json(const boost::json::value& value);

// The UTF-16 code unit of a \uXXXX escape at json[at]; nothing if there is none, or if at is beyond the end.
std::optional<unsigned> escaped_unit(std::string_view json, std::size_t at) noexcept;

constexpr bool is_high_surrogate(unsigned unit) noexcept { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low_surrogate(unsigned unit) noexcept { return unit >= 0xDC00 && unit <= 0xDFFF; }

}  // namespace autoheal::kit
