// Replies as lists: rows of one kind, what was wrong with them, and where the list goes on.
// Threads: pure functions, [any-thread].
#pragma once

#include "kit/http/client.hpp"
#include "kit/json/json_reader.hpp"
#include "kit/json/read_rows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty::api {

inline constexpr std::size_t kPageSize = 100;    // PagerDuty's maximum
inline constexpr std::size_t kCeiling = 10'000;  // offset + limit may not exceed it

template <class T>
struct Page {
  std::vector<T> rows;
  std::vector<std::string> warnings;  // one sentence each: rows that were skipped or read in part
  std::size_t received = 0;           // rows in the reply, skipped ones included
  bool more = false;
  std::optional<std::size_t> total;
};

namespace detail {
struct PageFrame {
  std::size_t received = 0;
  bool more = false;
  std::optional<std::size_t> total;
};
api::detail::PageFrame read_frame(const kit::JsonDocument& document, std::size_t received);
}  // namespace detail

// A row without an id (Row::id empty) is skipped and said; one with other mistakes is kept and said.
template <class Row>
kit::Result<Page<Row>> parse_page(const kit::http::Response& response, std::string_view key,
                                  Row (*read)(const kit::JsonReader&)) {
  AH_TRY(auto document, kit::parse_json(response.body));
  AH_TRY(auto read_in, kit::read_rows(document, key, read));
  Page<Row> page;
  page.rows = std::move(read_in.rows);
  page.warnings = std::move(read_in.warnings);
  detail::PageFrame frame = detail::read_frame(document, read_in.received);
  page.received = frame.received;
  page.more = frame.more;
  page.total = frame.total;
  return page;
}

// {"incident": {...}}: bad_data if it has no id.
template <class Row>
kit::Result<Row> parse_one(const kit::http::Response& response, std::string_view key,
                           Row (*read)(const kit::JsonReader&)) {
  AH_TRY(auto document, kit::parse_json(response.body));
  auto object = document.root().optional_object(key);
  if (!object) return kit::failure(kit::Errc::bad_data, "PagerDuty's answer has no \"" + std::string(key) + "\".");
  Row item = read(*object);
  if (item.id.empty())
    return kit::failure(kit::Errc::bad_data, "PagerDuty's answer has no id in \"" + std::string(key) + "\".");
  return item;
}

// limit, offset, and total=true for the first page of a list.
void add_page(kit::http::Request& request, std::size_t offset, std::size_t limit = kPageSize, bool total = false);

}  // namespace autoheal::pagerduty::api
