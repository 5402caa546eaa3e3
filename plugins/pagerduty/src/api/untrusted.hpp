// Members of PagerDuty's objects on their way into the model, as kit/text/untrusted.hpp leaves them.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/json/json_reader.hpp"
#include "kit/text/untrusted.hpp"

#include <string>
#include <string_view>

namespace autoheal::pagerduty::api {

// The member as untrusted text; "" if absent.
std::string read_text(const kit::JsonReader& reader, std::string_view key, kit::Lines lines = kit::Lines::one,
                      std::size_t max_bytes = 1'024);

// A reference with clean summary and a link that may be shown; all empty if absent.
kit::Reference read_reference(const kit::JsonReader& reader, std::string_view key);
std::vector<kit::Reference> read_references(const kit::JsonReader& reader, std::string_view key);
kit::Reference read_self(const kit::JsonReader& reader);

}  // namespace autoheal::pagerduty::api
