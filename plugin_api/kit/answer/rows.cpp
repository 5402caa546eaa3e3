#include "kit/answer/rows.hpp"

#include <boost/json.hpp>
#include <charconv>

namespace autoheal::kit {

namespace json = boost::json;

Result<std::size_t> cursor_offset(const Query& query) {
  const std::string_view cursor = query.arguments().text("cursor");
  if (cursor.empty()) return std::size_t{0};
  std::size_t offset = 0;
  const std::string_view digits = cursor.substr(1);
  auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), offset);
  const bool good =
      cursor.front() == 'r' && ec == std::errc{} && end == digits.data() + digits.size() && offset < 10'000'000;
  if (good) return offset;
  return failure(
      argument_error("cursor", "is not a cursor of this operation", "Pass meta.cursor of the answer before."));
}

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
  main.cursor = [offset](std::size_t kept) { return "r" + std::to_string(offset + kept); };
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
    follow_up.arguments["cursor"] = "r" + std::to_string(kept);
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
