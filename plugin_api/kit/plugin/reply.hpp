// From results and errors to what a verb hands back. Threads: pure functions, [any-thread]. Errors: only bad_alloc.
#pragma once

#include "autoheal/author/reply.hpp"
#include "kit/core/result.hpp"

#include <string>
#include <vector>

namespace autoheal::kit {

// The error's class as status, its document as docs/documents.md section 2 has it.
autoheal::Reply to_reply(const Error& error);

// The document of a success, or the error.
autoheal::Reply to_reply(const Result<std::string>& result);

// What configure answers: OK, with {"warnings": [...]} if there is something to say about settings that were taken.
autoheal::Reply configured(const std::vector<Problem>& warnings = {});

}  // namespace autoheal::kit
