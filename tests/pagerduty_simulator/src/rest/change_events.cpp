// GET /change_events. since and until must be UTC with a Z here.
#include "rest/change_event_list.hpp"
#include "rest/filters.hpp"
#include "rest/page.hpp"
#include "rest/references.hpp"
#include "rest/resources.hpp"
#include "rest/window.hpp"

#include <algorithm>

namespace simulator {
namespace {

Response list_all_change_events(Call& call) { return list_change_events(call, kNone); }

Response get_change_event(Call& call) {
  const Index index = call.account.change_events.find(call.args[0]);
  if (index == kNone) fail_not_found();
  return json_response(200, json::object{{"change_event", change_event_object(call.account, index)}});
}

}  // namespace

json::object change_event_object(const Account& account, Index index) {
  const ChangeEvent& row = account.change_events.at(index);
  json::object out{{"id", row.id}, {"type", "change_event"}, {"summary", row.summary}};
  out["timestamp"] = render_time(row.at, utc_zone());
  out["source"] = text_or_null(row.source);
  const Integration& integration = account.integrations.at(row.integration);
  out["integration"] = json::object{{"id", integration.id}, {"type", "inbound_integration_reference"}};
  out["services"] =
      json::array{json::object{{"id", account.services.at(row.service).id}, {"type", "service_reference"}}};
  json::array links;
  for (const Link& link : row.links) links.emplace_back(json::object{{"href", link.href}, {"text", link.text}});
  out["links"] = std::move(links);
  out["images"] = json::array();
  out["routing_key"] = integration.key;
  if (!row.custom_details.empty()) out["custom_details"] = parse_stored(row.custom_details);
  return out;
}

Response list_change_events(const Call& call, Index service) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const auto since = parse_utc_parameter(call.query, "since");
  const auto until = parse_utc_parameter(call.query, "until");
  const IdFilter teams = team_filter(call.query, account);
  const IdFilter integrations(call.query, "integration_ids[]", account.integrations);
  std::vector<Index> rows;
  for (Index i = 0; i < account.change_events.size(); ++i) {
    const ChangeEvent& row = account.change_events.at(i);
    if (service != kNone && row.service != service) continue;
    if ((since && row.at < *since) || (until && row.at >= *until)) continue;
    if (!teams.accepts_any(account.services.at(row.service).teams) || !integrations.accepts(row.integration)) continue;
    rows.push_back(i);
  }
  std::sort(rows.begin(), rows.end(),
            [&](Index a, Index b) { return account.change_events.at(a).at > account.change_events.at(b).at; });
  return json_response(
      200, render_page("change_events", rows, page, [&](Index row) { return change_event_object(account, row); }));
}

void add_change_event_routes(Router& router) {
  router.add("GET", "/change_events", "change_events.read", list_all_change_events);
  router.add("GET", "/change_events/{id}", "change_events.read", get_change_event);
}

}  // namespace simulator
