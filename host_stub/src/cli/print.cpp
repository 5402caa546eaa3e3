#include "cli/print.hpp"

#include "autoheal/utf8.hpp"
#include "base/json.hpp"
#include "log/redactor.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

namespace autoheal::host {
namespace {

namespace json = boost::json;

std::string padded(const std::string& cell, std::size_t to) {
  const std::size_t width = count_code_points(cell);
  return cell + std::string(to > width ? to - width : 0, ' ');
}

std::string text_of(const json::value& value) {
  if (value.is_string()) return {value.get_string().data(), value.get_string().size()};
  return json::serialize(value);
}

void print_row(const json::object& row) {
  std::string time;
  if (const json::value* ms = row.if_contains("latency_ms"); ms != nullptr && ms->is_number()) {
    time = json::serialize(*ms) + " ms";
  }
  const std::string title = text_at(row, "title").empty() ? text_at(row, "name") : text_at(row, "title");
  print_line("  " + padded(text_at(row, "outcome"), 8) + padded(title, 28) + padded(time, 10) + text_at(row, "reason"));
  if (const std::string remedy = text_at(row, "remedy"); !remedy.empty()) print_line("          -> " + remedy);
}

}  // namespace

void print(std::string_view text) { std::cout << text; }
void print_line(std::string_view text) { std::cout << escape_controls(text) << "\n"; }
void print_json(const json::value& value) { std::cout << json::serialize(value) << "\n"; }
void print_pretty(const json::value& value) { std::cout << render_pretty(value) << "\n"; }

void print_table(const std::vector<std::string>& titles, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const std::string& title : titles) widths.push_back(title.size());
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], count_code_points(row[i]));
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string out;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      out += i + 1 == cells.size() ? cells[i] : padded(cells[i], widths[i] + 2);
    }
    print_line(out);
  };
  line(titles);
  for (const auto& row : rows) line(row);
}

void print_integration(const json::object& integration) {
  for (const char* member : {"name", "plugin", "status"}) print_line(padded(member, 14) + text_at(integration, member));
  for (const auto& setting : integration.at("settings").as_object()) {
    print_line("  " + padded(std::string{setting.key().data(), setting.key().size()}, 28) + text_of(setting.value()));
  }
  for (const auto& secret : integration.at("secrets").as_object()) {
    const json::object& info = secret.value().as_object();
    const bool set = info.at("set").as_bool();
    print_line("  " + padded(std::string{secret.key().data(), secret.key().size()}, 28) +
               (set ? "set, fingerprint " + text_at(info, "fingerprint") + ", " + text_at(info, "updated_at")
                    : std::string{"not set"}));
  }
  if (const json::value* source = integration.if_contains("alert_source")) {
    const json::object& state = source->as_object();
    const bool required = state.at("signature").at("required").as_bool();
    print_line(padded("alert source", 14) + (state.at("enabled").as_bool() ? "on, " : "off, ") +
               json::serialize(state.at("deliveries_total")) + " deliveries, signature " +
               (required ? "required" : "not required"));
  }
  for (const char* member : {"created_at", "updated_at"}) {
    print_line(padded(member, 14) + text_at(integration, member));
  }
}

void print_connection_table(const json::object& table) {
  print_line(text_at(table, "verdict") + ": " + text_at(table, "summary"));
  const json::value* rows = table.if_contains("rows");
  if (rows == nullptr || !rows->is_array()) return;
  for (const json::value& row : rows->get_array()) {
    if (row.is_object()) print_row(row.get_object());
  }
}

}  // namespace autoheal::host
