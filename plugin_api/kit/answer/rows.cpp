#include "kit/answer/rows.hpp"

#include "kit/answer/cursor.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::kit {

namespace json = boost::json;

Result<void> set_rows(Query& query, std::string_view member, std::string_view what, std::vector<json::object> rows,
                      std::size_t standard, Extent extent) {
  AH_TRY(auto offset, cursor_offset(query));
  offset = std::min(offset, rows.size());
  const std::size_t end = std::min(rows.size(), offset + query.limit(standard));
  json::array page;
  for (std::size_t i = offset; i < end; ++i) page.push_back(std::move(rows[i]));
  MainRows main;
  main.member = member;
  main.what = what;
  main.offset = offset;
  if (extent == Extent::whole) main.total = rows.size();
  query.answer.complete = query.answer.complete && extent == Extent::whole;
  main.more = end < rows.size();
  main.cursor = [offset](std::size_t kept) { return render_cursor(offset + kept); };
  query.answer.rows = std::move(main);
  query.answer.data[member] = std::move(page);
  return success();
}

void may_shrink(Query& query, Shrink::How how, std::string pointer, std::string what, std::size_t keep,
                std::optional<FollowUp> elsewhere) {
  query.answer.shrinks.push_back({how, std::move(pointer), std::move(what), keep, std::move(elsewhere)});
}

json::array side_list(Query& query, std::string_view what, std::vector<json::object> rows, FollowUp follow_up,
                      Extent extent) {
  const std::size_t kept = std::min(rows.size(), query.limit(rows.size()));
  json::array out;
  for (std::size_t i = 0; i < kept; ++i) out.push_back(std::move(rows[i]));
  if (kept < rows.size()) {
    follow_up.arguments["cursor"] = render_cursor(kept);
    std::optional<std::int64_t> left_out;
    if (extent == Extent::whole) left_out = static_cast<std::int64_t>(rows.size() - kept);
    query.answer.cuts.push_back({std::string(what), CutReason::limit, left_out, std::move(follow_up)});
  }
  return out;
}

void may_drop(Query& query, std::string what, std::initializer_list<const char*> pointers) {
  for (const char* pointer : pointers) may_shrink(query, Shrink::How::member, pointer, what, 0);
}

}  // namespace autoheal::kit
