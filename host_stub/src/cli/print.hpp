// Answers on standard output: JSON on one line, or lines for people. Text that came from elsewhere cannot move the
// terminal's cursor.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

void print(std::string_view text);                 // as it is
void print_line(std::string_view text);            // control characters escaped, then a line break
void print_json(const boost::json::value& value);  // compact, one line
void print_pretty(const boost::json::value& value);

// Columns under their titles, as wide as they need to be. Rows have as many cells as there are titles.
void print_table(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& rows);

void print_integration(const boost::json::object& integration);  // Integration of docs/http-api.md
void print_connection_table(const boost::json::object& table);

}  // namespace autoheal::host
