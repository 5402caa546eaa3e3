// How operations hand over lists: the main one with `limit` and `cursor`, side lists and long texts with the call that
// returns them in full. Threads: one call, one thread.
//
// A list comes with its Extent: one that is not whole gets no total, and makes the answer incomplete, so that nobody
// takes what was not read for what is not there.
#pragma once

#include "kit/answer/query.hpp"

#include <string>
#include <vector>

namespace autoheal::kit {

// Puts rows into data[member], from the cursor's place and at most `limit` (or `standard`) of them. For lists of which
// every row that could be read is at hand; only a whole one has a total, another makes the answer incomplete.
// Error: invalid_argument for a cursor that is none of ours.
Result<void> set_rows(Query& query, std::string_view member, std::string_view what,
                      std::vector<boost::json::object> rows, std::size_t standard, Extent extent);

// A list or long texts that give way when the answer is too large. elsewhere: the call that returns them; absent: the
// same question with the largest budget.
void may_shrink(Query& query, Shrink::How how, std::string pointer, std::string what, std::size_t keep,
                std::optional<FollowUp> elsewhere = std::nullopt);

// The rows of a side list; with a `limit` argument, what is beyond it is a cut, with its size if the list is whole.
// follow_up: the call that goes on, to which the cursor is added.
boost::json::array side_list(Query& query, std::string_view what, std::vector<boost::json::object> rows,
                             FollowUp follow_up, Extent extent);

// Details that are of least use, in this order: the same question with the largest budget returns them.
void may_drop(Query& query, std::string what, std::initializer_list<const char*> pointers);

}  // namespace autoheal::kit
