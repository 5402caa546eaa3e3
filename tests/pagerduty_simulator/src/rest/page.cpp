#include "rest/page.hpp"

#include <charconv>

namespace simulator {
namespace {

std::size_t parse_count(const Query& query, std::string_view name, std::size_t fallback) {
  const auto text = query.get(name);
  if (!text || text->empty()) return fallback;
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size()) fail_input(std::string(name) + " is invalid.");
  return value;
}

}  // namespace

Page parse_page(const Query& query, std::size_t default_limit, std::size_t max_limit) {
  Page page;
  page.limit = std::min(parse_count(query, "limit", default_limit), max_limit);
  if (page.limit == 0) page.limit = default_limit;
  page.offset = parse_count(query, "offset", 0);
  page.want_total = query.flag("total");
  if (page.offset > kMaxOffsetPlusLimit || page.offset + page.limit > kMaxOffsetPlusLimit) {
    fail(400, 2002, "Arguments Caused Error",
         {"Offset+limit exceeds maximum allowed value of 10000. Please try narrowing your search or using a smaller "
          "date range."});
  }
  return page;
}

}  // namespace simulator
