// GET /log_entries and GET /log_entries/{id}.
#include "base/random.hpp"
#include "data/history.hpp"
#include "rest/filters.hpp"
#include "rest/incident_objects.hpp"
#include "rest/log_entry_list.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"
#include "rest/window.hpp"

#include <algorithm>

namespace simulator {
namespace {

struct Row {
  Millis at = 0;
  Index incident = kNone;
  std::size_t ordinal = 0;
};

// What is_overview=true leaves out.
bool is_detail(const std::string& type) {
  return type == "notify_log_entry" || type == "assign_log_entry" || type == "reach_ack_limit_log_entry" ||
         type == "reach_trigger_limit_log_entry";
}

void collect(const Call& call, Index incident, Millis since, Millis until, std::vector<Row>& rows) {
  const bool overview = call.query.flag("is_overview");
  const Incident& row = call.account.incidents.at(incident);
  std::vector<LogEntry> derived;
  if (!row.detail) derived = derive_log_outline(call.account, incident);
  const auto& log = row.detail ? row.detail->log : derived;
  for (std::size_t i = 0; i < log.size(); ++i) {
    if (log[i].at < since || log[i].at >= until || (overview && is_detail(log[i].type))) continue;
    rows.push_back({log[i].at, incident, i});
  }
}

Response list_log_entries(Call& call) {
  const Account& account = call.account;
  const auto since = parse_time_parameter(call.query, "since", *account.zone);
  const auto until = parse_time_parameter(call.query, "until", *account.zone);
  const Millis to = until ? *until : account.clock.now() + 1;
  const Millis from = since ? *since : add_months(to, -1);
  const IdFilter teams = team_filter(call.query, account);
  std::vector<Index> incidents;
  for (Index i = 0; i < account.incidents.size(); ++i) {
    const Incident& row = account.incidents.at(i);
    // A note may follow the last change of status; a day of grace covers it.
    if (row.hidden || row.created_at >= to || std::max(row.updated_at, row.last_status_change_at) + kDay < from)
      continue;
    if (teams.accepts_any(account.services.at(row.service).teams)) incidents.push_back(i);
  }
  return list_log_entries(call, incidents);
}

Response get_log_entry(Call& call) {
  std::uint32_t incident = 0;
  std::uint32_t ordinal = 0;
  if (!decode_log_entry_id(call.args[0], incident, ordinal)) fail_not_found();
  const auto index = static_cast<Index>(incident);
  if (index >= call.account.incidents.size() || call.account.incidents.at(index).hidden) fail_not_found();
  IncidentDetail scratch;
  const auto& log = detail_of(call.account, index, scratch).log;
  if (ordinal >= log.size()) fail_not_found();
  const Zone& zone = parse_zone(call.query, *call.account.zone);
  const Includes includes(call.query);
  return json_response(
      200, json::object{{"log_entry", log_entry_object(call.account, index, log[ordinal], ordinal, includes, zone)}});
}

}  // namespace

Response list_log_entries(const Call& call, const std::vector<Index>& incidents) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const Zone& zone = parse_zone(call.query, *account.zone);
  const auto since = parse_time_parameter(call.query, "since", *account.zone);
  const auto until = parse_time_parameter(call.query, "until", *account.zone);
  if (since && until && *until < *since) fail_input("until is invalid.");
  const bool whole_account = call.args.empty();
  const Millis to = until ? *until : account.clock.now() + kDay;
  const Millis from = since ? *since : (whole_account ? add_months(to, -1) : 0);
  std::vector<Row> rows;
  for (const Index incident : incidents) collect(call, incident, from, to, rows);
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    if (a.at != b.at) return a.at > b.at;
    return a.incident != b.incident ? a.incident > b.incident : a.ordinal > b.ordinal;
  });
  const Includes includes(call.query);
  IncidentDetail scratch;
  return json_response(200, render_page("log_entries", rows, page, [&](const Row& row) {
                         const auto& log = detail_of(account, row.incident, scratch).log;
                         return log_entry_object(account, row.incident, log[row.ordinal], row.ordinal, includes, zone);
                       }));
}

void add_log_entry_routes(Router& router) {
  router.add("GET", "/log_entries", "incidents.read", list_log_entries);
  router.add("GET", "/log_entries/{id}", "incidents.read", get_log_entry);
}

}  // namespace simulator
