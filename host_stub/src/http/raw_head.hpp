// What a request's raw head must not contain, checked before anything interprets it: ambiguities that let two parsers
// read two different requests (request smuggling). Pure; any thread.
#pragma once

#include "http/message.hpp"

#include <string_view>
#include <vector>

namespace autoheal::host::http {

// `head`: request line and headers, up to and including the empty line. False for folded lines, NUL, and a CR or LF
// that is not part of a CRLF.
bool is_unambiguous(std::string_view head);

// The header lines of a head, in order, duplicates kept, blanks around the values removed. Lines without a colon are
// left out; the parser has refused those.
std::vector<Header> split_headers(std::string_view head);

}  // namespace autoheal::host::http
