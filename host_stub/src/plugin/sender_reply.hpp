// The member `reply` of a webhook result (docs/documents.md section 5), read and held against its rules.
// Threads: pure function, [any-thread].
#pragma once

#include "autoheal/sender_reply.hpp"
#include "base/result.hpp"

#include <optional>
#include <string_view>

namespace autoheal::host {

// Nothing if the result has none. Errors: plugin_fault, with a sentence that says what is wrong.
Result<std::optional<SenderReply>> read_sender_reply(unsigned http_status, std::string_view result_json);

}  // namespace autoheal::host
