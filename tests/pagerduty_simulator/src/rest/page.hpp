// Classic paging: limit, offset, more, total, and the wall at 10,000.
#pragma once

#include "net/message.hpp"
#include "rest/error.hpp"

#include <boost/json.hpp>
#include <string_view>
#include <vector>

namespace simulator {

inline constexpr std::size_t kMaxOffsetPlusLimit = 10000;

struct Page {
  std::size_t limit = 25;
  std::size_t offset = 0;
  bool want_total = false;
};

// Throws ApiError for a malformed limit or offset and for a page beyond the wall.
Page parse_page(const Query& query, std::size_t default_limit = 25, std::size_t max_limit = 100);

// The page of `rows` with each row rendered by `render`, under `wrapper`, with its paging members.
template <class Rows, class Render>
boost::json::object render_page(std::string_view wrapper, const Rows& rows, const Page& page, Render&& render) {
  boost::json::array items;
  const std::size_t end = std::min(rows.size(), page.offset + page.limit);
  if (page.offset < end) items.reserve(end - page.offset);
  for (std::size_t i = page.offset; i < end; ++i) items.emplace_back(render(rows[i]));
  boost::json::object body;
  body[boost::json::string_view(wrapper)] = std::move(items);
  body["limit"] = page.limit;
  body["offset"] = page.offset;
  body["more"] = end < rows.size();
  body["total"] = page.want_total ? boost::json::value(rows.size()) : boost::json::value(nullptr);
  return body;
}

}  // namespace simulator
