// From an answer to the bytes that leave: the envelope of docs/documents.md section 4, never longer than its budget.
//
// The order in which an answer is cut is fixed: the operation's own shrinks (long texts, then side lists), then the
// main rows from the end, then links, warnings, and at last whole members of data, largest first. Each cut is listed
// with the call that returns the rest. Threads: pure function, [any-thread].
#pragma once

#include "kit/answer/answer.hpp"
#include "kit/core/result.hpp"

#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

std::string_view name(CutReason reason) noexcept;

// What of an answer is in the envelope, as far as its meta depends on it.
struct Shown {
  const boost::json::value& data;
  std::vector<Cut> cuts;
  std::optional<std::int64_t> rows;  // of the main list; absent: there is none
  std::string cursor;                // where the page after these rows starts; empty: nowhere
};

boost::json::object render_meta(const Answer& answer, const Shown& shown);
boost::json::array render_links(const std::vector<Link>& links);

// Error: too_large, if not even an envelope without rows fits.
Result<std::string> render_envelope(std::string_view operation, Answer answer, std::size_t max_bytes);

}  // namespace autoheal::kit
