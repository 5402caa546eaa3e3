// Controls that change the data: seed and hide incidents, change pages under a reader, add overrides, find an incident.
#include "base/random.hpp"
#include "control/control_routes.hpp"
#include "control/members.hpp"
#include "data/history.hpp"
#include "data/story.hpp"
#include "simulator.hpp"

namespace simulator {
namespace {

namespace json = boost::json;

std::optional<Millis> time_member(const json::object& body, std::string_view name) {
  const std::string text = text_member(body, name);
  if (text.empty()) return std::nullopt;
  const auto parsed = parse_time(text, utc_zone());
  if (!parsed) fail_input(std::string(name) + " is not an RFC 3339 time.");
  return parsed->at;
}

// One incident of any age and status. No webhook is sent: it has been there all the time.
Index seed_incident(Account& account, const json::object& body) {
  const std::string service = text_member(body, "service");
  const Index service_index = account.services.named(service);
  if (service_index == kNone) fail_input("service is unknown: " + service);
  const Millis created = time_member(body, "created_at").value_or(account.clock.now() / kSecond * kSecond);
  const auto resolved = time_member(body, "resolved_at");
  Random random(mix(account.next_id++));
  const std::int32_t number = int_member(body, "number").value_or(account.incidents.next_number());
  if (account.incidents.by_number(number) != kNone) fail_input("number is taken.");
  Incident row = make_past_incident(account, service_index, number, make_seed(random.below(incident_kinds()), random),
                                    created, resolved ? *resolved - created : 0);
  if (const std::string title = text_member(body, "title"); !title.empty()) row.title = title;
  if (const std::string id = text_member(body, "id"); !id.empty()) row.id = id;
  if (const std::string urgency = text_member(body, "urgency"); !urgency.empty()) row.high_urgency = urgency == "high";
  if (const std::string priority = text_member(body, "priority"); !priority.empty()) {
    row.priority = account.priorities.named(priority);
  }
  const std::string status = text_member(body, "status");
  if (!resolved && status == "triggered") {
    row.status = IncidentStatus::triggered;
    row.acknowledgements.clear();
    row.last_change_by_user = kNone;
  }
  return account.incidents.add(std::move(row));
}

json::object incident_answer(const Account& account, Index index) {
  const Incident& row = account.incidents.at(index);
  return json::object{{"id", row.id}, {"number", row.number}, {"status", to_text(row.status)}, {"title", row.title}};
}

void hide(Account& account, const std::string& id) {
  const Index index = account.incidents.find(id);
  if (index == kNone) fail_not_found();
  account.incidents.at(index).hidden = true;
}

}  // namespace

Response control_incidents(Simulator& simulator, const Request& request) {
  Account& account = simulator.account;
  if (request.method == "DELETE") {
    const std::string id = request.path.substr(request.path.rfind('/') + 1);
    hide(account, id);
    return json_response(200, json::object{{"hidden", id}});
  }
  if (request.method != "POST") fail_not_found();
  const json::object body = parse_body(request);
  if (const auto count = int_member(body, "count")) {
    json::array rows;
    json::object one = body;
    one.erase("count");
    for (int i = 0; i < *count; ++i) rows.emplace_back(incident_answer(account, seed_incident(account, one)));
    return json_response(201, json::object{{"incidents", std::move(rows)}});
  }
  return json_response(201, incident_answer(account, seed_incident(account, body)));
}

Response control_between_requests(Simulator& simulator, const Request& request) {
  const json::object body = parse_body(request);
  PendingChange change;
  change.path = text_member(body, "path");
  if (change.path.empty()) fail_input("path is required.");
  change.after = int_member(body, "after").value_or(1);
  std::vector<std::string> hidden;
  if (const json::value* ids = body.if_contains("hide"); ids != nullptr && ids->is_array()) {
    for (const json::value& id : ids->as_array()) hidden.emplace_back(id.as_string());
  }
  json::array added;
  if (const json::value* rows = body.if_contains("add"); rows != nullptr && rows->is_array()) added = rows->as_array();
  change.apply = [&simulator, hidden, added] {
    for (const std::string& id : hidden) {
      const Index index = simulator.account.incidents.find(id);
      if (index != kNone) simulator.account.incidents.at(index).hidden = true;
    }
    for (const json::value& row : added) seed_incident(simulator.account, row.as_object());
  };
  simulator.pending_changes.push_back(std::move(change));
  return json_response(201, json::object{{"pending", simulator.pending_changes.size()}});
}

Response control_overrides(Simulator& simulator, const Request& request) {
  Account& account = simulator.account;
  const json::object body = parse_body(request);
  const Index schedule = account.schedules.named(text_member(body, "schedule"));
  const Index user = account.users.named(text_member(body, "user"));
  const auto start = time_member(body, "start");
  const auto end = time_member(body, "end");
  if (schedule == kNone || user == kNone || !start || !end || *end <= *start) {
    fail_input("schedule, user, start and end are required.");
  }
  Override row{make_id('P', 7, "new override", account.next_id++), *start, *end, user};
  const std::string id = row.id;
  account.schedules.at(schedule).overrides.push_back(std::move(row));
  return json_response(201, json::object{{"id", id}});
}

// What the web interface would do: {incident, action, user}. Webhooks are sent as for any other change.
Response control_change(Simulator& simulator, const Request& request) {
  Account& account = simulator.account;
  const json::object body = parse_body(request);
  const Index incident = account.incidents.find(text_member(body, "incident"));
  if (incident == kNone) fail_not_found();
  const std::string name = text_member(body, "user");
  const Index user = name.empty() ? 0 : account.users.named(name);
  if (user == kNone) fail_input("user is unknown: " + name);
  const std::string action = text_member(body, "action");
  if (action == "acknowledge") {
    simulator.lifecycle.acknowledge(incident, Agent::of_user(user), "website");
  } else if (action == "resolve") {
    simulator.lifecycle.resolve(incident, Agent::of_user(user), "website", text_member(body, "resolution"));
  } else if (action == "unacknowledge") {
    simulator.lifecycle.unacknowledge(incident, Agent{});
  } else if (action == "reopen") {
    simulator.lifecycle.reopen(incident, Agent::of_user(user));
  } else if (action == "auto_resolve") {
    simulator.lifecycle.resolve(incident, Agent{}, "timeout", "");
  } else {
    fail_input("action is unknown: " + action);
  }
  return json_response(200, incident_answer(account, incident));
}

// Where an incident is, by dedup_key, number or id; for the command line and for scripts.
Response control_find(Simulator& simulator, const Request& request) {
  const Account& account = simulator.account;
  const Query query(request.query);
  Index found = kNone;
  std::string routing_key;
  if (const auto key = query.get("dedup_key")) {
    for (Index i = 0; i < account.integrations.size() && found == kNone; ++i) {
      if (account.integrations.at(i).key.empty()) continue;
      found = simulator.lifecycle.find_open(account.integrations.at(i).service, *key);
      routing_key = account.integrations.at(i).key;
    }
  } else if (const auto number = query.get("number")) {
    if (number->empty() || number->size() > 9 || number->find_first_not_of("0123456789") != std::string::npos) {
      fail_input("number is invalid.");
    }
    found = account.incidents.by_number(std::stoi(*number));
  } else if (const auto id = query.get("id")) {
    found = account.incidents.find(*id);
  }
  if (found == kNone) fail_not_found();
  json::object out = incident_answer(account, found);
  out["service"] = account.services.at(account.incidents.at(found).service).name;
  if (!routing_key.empty()) out["routing_key"] = routing_key;
  return json_response(200, out);
}

}  // namespace simulator
