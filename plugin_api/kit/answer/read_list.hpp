// The list of one reply for the answer that is being made. Threads: as the Query.
#pragma once

#include "kit/answer/cursor.hpp"
#include "kit/answer/query.hpp"
#include "kit/http/get_one.hpp"
#include "kit/json/read_rows.hpp"

#include <string_view>
#include <utility>

namespace autoheal::kit {

// Asks, waits, and reads the rows under key; what could not be read becomes warnings of the answer. For lists that
// set_rows puts into the answer. Errors: the request's, bad_data if the reply holds no such list, and, before anything
// is sent, invalid_argument for a cursor that is none of ours.
template <class Row>
Result<RowsRead<Row>> read_list(Query& query, http::Request request, std::string_view key,
                                Row (*read)(const JsonReader&)) {
  AH_TRY_VOID(cursor_offset(query));
  AH_TRY(auto response, http::get_one(query.exchange(), std::move(request)));
  AH_TRY(auto document, parse_json(response.body));
  AH_TRY(auto list, read_rows(document, key, read));
  query.answer.warnings.insert(query.answer.warnings.end(), list.warnings.begin(), list.warnings.end());
  return list;
}

}  // namespace autoheal::kit
