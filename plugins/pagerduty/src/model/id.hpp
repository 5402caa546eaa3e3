// PagerDuty's ids, wherever they come from: arguments, payloads, URLs. Threads: pure functions, [any-thread].
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace autoheal::pagerduty::model {

// Ids and incident numbers: 1 to 64 of A-Z a-z 0-9 _ -. Only such a text becomes a segment of a path.
bool is_id(std::string_view text) noexcept;

// What a reference argument may also be: the id at the end of a PagerDuty URL; "" if there is none in it. Nothing if
// the text is not a URL.
std::optional<std::string> id_in_url(std::string_view text);

}  // namespace autoheal::pagerduty::model
