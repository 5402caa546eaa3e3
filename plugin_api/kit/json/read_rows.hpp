// A list of a reply, row by row: one bad row never hides the good ones, and never goes unsaid.
//
//   AH_TRY(auto document, parse_json(response.body));
//   AH_TRY(auto incidents, read_rows(document, "incidents", read_incident));
//
// where read_incident makes a row: Incident read_incident(const JsonReader&).
//
// Threads: values of one thread. Ownership: the rows are yours, the document may go.
#pragma once

#include "kit/json/json_reader.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

template <class Row>
struct RowsRead {
  std::vector<Row> rows;              // in upstream's order
  std::vector<std::string> warnings;  // one sentence each, at most 5: rows that were skipped or read in part
  std::size_t received = 0;           // rows in the reply, skipped ones included

  bool is_whole() const { return warnings.empty() && rows.size() == received; }  // every row, without a mistake
};

// One warning more, unless there are 5 already.
void note_row(std::vector<std::string>& warnings, std::string_view list, bool skipped, const Result<void>& check);

// The rows under key. A row without an id (Row::id empty) is skipped and said; one with other mistakes is kept and
// said. Error: bad_data, if there is no such list.
template <class Row>
Result<RowsRead<Row>> read_rows(const JsonDocument& document, std::string_view key, Row (*read)(const JsonReader&)) {
  RowsRead<Row> out;
  const std::vector<JsonRow> rows = document.rows(key);
  AH_TRY_VOID(document.check());
  out.received = rows.size();
  out.rows.reserve(rows.size());
  for (const JsonRow& row : rows) {
    Row item = read(*row);
    const Result<void> check = row.check();
    bool skipped = false;
    if constexpr (requires { item.id; }) skipped = item.id.empty();
    if (!check.has_value()) note_row(out.warnings, key, skipped, check);
    if (!skipped) out.rows.push_back(std::move(item));
  }
  return out;
}

}  // namespace autoheal::kit
