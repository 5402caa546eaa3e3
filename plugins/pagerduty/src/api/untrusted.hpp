// Text from PagerDuty on its way into the model: clean, without keys, and without ways to reach a person.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/json/json_reader.hpp"
#include "kit/text/text.hpp"

#include <string>
#include <string_view>

namespace autoheal::pagerduty::api {

// clean_text, then e-mail addresses and international phone numbers replaced by "[e-mail]" and "[phone]".
std::string untrusted(std::string_view text, kit::Lines lines = kit::Lines::one, std::size_t max_bytes = 1'024);

// The member as untrusted text; "" if absent.
std::string read_text(const kit::JsonReader& reader, std::string_view key, kit::Lines lines = kit::Lines::one,
                      std::size_t max_bytes = 1'024);

// A reference with clean summary and a link that may be shown; all empty if absent.
kit::Reference read_reference(const kit::JsonReader& reader, std::string_view key);
std::vector<kit::Reference> read_references(const kit::JsonReader& reader, std::string_view key);
kit::Reference read_self(const kit::JsonReader& reader);

}  // namespace autoheal::pagerduty::api
