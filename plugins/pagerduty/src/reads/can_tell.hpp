// Lists of which only a part may have been read, said in the answer. Threads: one call, one thread.
#pragma once

#include "kit/answer/query.hpp"
#include "reads/reads.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty::reads {

// Says what could not be read; `what` joins unread then. False: nothing of it was, or nothing of which it could be said
// that this is all.
template <class T>
bool can_tell(kit::Query& query, const ListRead<T>& read, std::string_view what, std::vector<std::string>& unread) {
  for (const std::string& warning : read.warnings) query.answer.warnings.push_back(warning);
  if (read.is_whole()) return true;
  query.answer.complete = false;
  query.answer.warnings.push_back("The " + std::string(what) + " could not be read" +
                                  (read.error ? ": " + read.error->message : " to the end."));
  unread.emplace_back(what);
  return !read.rows.empty();
}

}  // namespace autoheal::pagerduty::reads
