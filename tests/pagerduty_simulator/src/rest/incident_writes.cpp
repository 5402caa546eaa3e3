// POST /incidents, PUT /incidents, PUT /incidents/{id}, notes, merges, status updates.
#include "rest/body.hpp"
#include "rest/incident_lookup.hpp"
#include "rest/incident_objects.hpp"
#include "rest/resources.hpp"
#include "store/lifecycle.hpp"

namespace simulator {
namespace {

Index find_or_fail(Index index, const char* what) {
  if (index == kNone) fail_input(std::string(what) + " not found.");
  return index;
}

Index priority_of(const Account& account, const json::object& body) {
  const json::value* value = body.if_contains("priority");
  if (value == nullptr || value->is_null()) return kNone;
  if (!account.plan.priorities) fail_plan();
  if (value->is_string()) return find_or_fail(account.priorities.named(std::string(value->as_string())), "Priority");
  return find_or_fail(account.priorities.find(id_member(body, "priority")), "Priority");
}

bool urgency_of(const json::object& body, bool fallback) {
  const std::string urgency = text_member(body, "urgency");
  if (urgency.empty()) return fallback;
  if (urgency != "high" && urgency != "low") fail_input("Urgency is invalid.");
  return urgency == "high";
}

std::vector<Index> assignees_of(const Account& account, const json::object& body) {
  std::vector<Index> users;
  const json::value* rows = body.if_contains("assignments");
  if (rows == nullptr || !rows->is_array()) return users;
  for (const json::value& row : rows->as_array()) {
    if (!row.is_object()) fail_input("Assignments is invalid.");
    users.push_back(find_or_fail(account.users.find(id_member(row.as_object(), "assignee")), "Assignee"));
  }
  return users;
}

Response answer(const Call& call, int status, Index incident) {
  return json_response(
      status,
      json::object{{"incident", incident_object(call.account, incident, Includes(call.query), utc_zone(), true)}});
}

Response create(Call& call) {
  const Account& account = call.account;
  const json::object body = parse_wrapped_body(call.request, "incident");
  ManualIncident wanted;
  wanted.author = acting_user(call);
  wanted.title = text_member(body, "title");
  if (wanted.title.empty()) fail_input("Title cannot be empty.");
  if (text_member(body, "type") != "incident") fail_input("Type is invalid.");
  wanted.service = find_or_fail(account.services.find(id_member(body, "service")), "Service");
  wanted.key = text_member(body, "incident_key");
  for (const Index index : account.incidents.open()) {
    const Incident& row = account.incidents.at(index);
    if (!wanted.key.empty() && row.service == wanted.service && row.key == wanted.key) {
      fail_input("Open incident already exists on this service");
    }
  }
  wanted.priority = priority_of(account, body);
  wanted.high_urgency = urgency_of(body, account.services.at(wanted.service).urgency != "low");
  const std::vector<Index> users = assignees_of(account, body);
  if (users.size() > 1) fail_input("Only one assignee is allowed.");
  const std::string policy = id_member(body, "escalation_policy");
  if (!users.empty() && !policy.empty()) fail_input("Assignments and escalation_policy exclude each other.");
  if (!users.empty()) wanted.assignee = users.front();
  if (!policy.empty()) wanted.policy = find_or_fail(account.policies.find(policy), "Escalation policy");
  if (const json::value* details = body.if_contains("body"); details != nullptr && details->is_object()) {
    if (const json::value* text = details->as_object().if_contains("details")) wanted.body = json::serialize(*text);
  }
  return answer(call, 201, call.lifecycle.create(wanted));
}

void change_status(Call& call, Index incident, const std::string& status, const json::object& body, Agent agent) {
  const IncidentStatus now = call.account.incidents.at(incident).status;
  if (status == "resolved") {
    call.lifecycle.resolve(incident, agent, "website", text_member(body, "resolution"));
  } else if (status == "acknowledged") {
    call.lifecycle.acknowledge(incident, agent, "website");
  } else if (status == "triggered") {
    if (now == IncidentStatus::resolved) call.lifecycle.reopen(incident, agent);
    if (now == IncidentStatus::acknowledged) call.lifecycle.unacknowledge(incident, agent);
  } else {
    fail_input("Status is invalid.");
  }
}

void change(Call& call, Index incident, const json::object& body) {
  const Agent agent = Agent::of_user(acting_user(call));
  const std::string type = text_member(body, "type");
  if (type != "incident" && type != "incident_reference") fail_input("Type is invalid.");
  const Account& account = call.account;
  if (const std::string title = text_member(body, "title"); !title.empty()) call.lifecycle.set_title(incident, title);
  if (body.contains("urgency")) call.lifecycle.set_urgency(incident, agent, urgency_of(body, true));
  if (body.contains("priority")) call.lifecycle.set_priority(incident, agent, priority_of(account, body));
  if (const std::string id = id_member(body, "service"); !id.empty()) {
    call.lifecycle.set_service(incident, agent, find_or_fail(account.services.find(id), "Service"));
  }
  if (const std::string id = id_member(body, "escalation_policy"); !id.empty()) {
    call.lifecycle.delegate(incident, agent, find_or_fail(account.policies.find(id), "Escalation policy"));
  }
  if (const std::vector<Index> users = assignees_of(account, body); !users.empty()) {
    call.lifecycle.reassign(incident, agent, users);
  }
  if (const json::value* level = body.if_contains("escalation_level")) {
    const auto& rules = account.policies.at(account.incidents.at(incident).policy).rules;
    if (!level->is_int64() || level->as_int64() < 1 || level->as_int64() > static_cast<std::int64_t>(rules.size())) {
      fail_input("Escalation level is invalid.");
    }
    call.lifecycle.escalate(incident, agent, static_cast<int>(level->as_int64()));
  }
  if (const std::string status = text_member(body, "status"); !status.empty()) {
    change_status(call, incident, status, body, agent);
  }
}

Response update(Call& call) {
  const Index incident = find_incident(call.account, call.args[0]);
  change(call, incident, parse_wrapped_body(call.request, "incident"));
  return answer(call, 200, incident);
}

Response update_many(Call& call) {
  const json::object body = parse_body(call.request);
  const json::value* rows = body.if_contains("incidents");
  if (rows == nullptr || !rows->is_array() || rows->as_array().empty()) fail_input("incidents is required.");
  if (rows->as_array().size() > 250) fail_input("Too many incidents.");
  json::array out;
  for (const json::value& row : rows->as_array()) {
    if (!row.is_object()) fail_input("incidents is invalid.");
    const Index incident = find_incident_by_id(call.account, text_member(row.as_object(), "id"));
    change(call, incident, row.as_object());
    out.emplace_back(incident_object(call.account, incident, Includes(), utc_zone(), false));
  }
  return json_response(200, json::object{{"incidents", std::move(out)}, {"limit", 25}, {"offset", 0}, {"more", false}});
}

Response merge(Call& call) {
  const Index target = find_incident_by_id(call.account, call.args[0]);
  const json::object body = parse_body(call.request);
  const json::value* rows = body.if_contains("source_incidents");
  if (rows == nullptr || !rows->is_array()) fail_input("source_incidents is required.");
  std::vector<Index> sources;
  for (const json::value& row : rows->as_array()) {
    if (!row.is_object()) fail_input("source_incidents is invalid.");
    sources.push_back(find_incident_by_id(call.account, text_member(row.as_object(), "id")));
    if (sources.back() == target) fail_input("An incident cannot be merged into itself.");
  }
  call.lifecycle.merge(target, sources, Agent::of_user(acting_user(call)));
  return answer(call, 200, target);
}

Response add_note(Call& call) {
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  const std::string content = text_member(parse_wrapped_body(call.request, "note"), "content");
  if (content.empty()) fail_input("Content cannot be empty.");
  const Note& note = call.lifecycle.annotate(incident, acting_user(call), content);
  return json_response(200, json::object{{"note", note_object(call.account, note)}});
}

Response add_status_update(Call& call) {
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  const std::string message = text_member(parse_body(call.request), "message");
  if (message.empty()) fail_input("Message cannot be empty.");
  const Index user = acting_user(call);
  call.lifecycle.publish_status_update(incident, user, message);
  return json_response(
      201,
      json::object{{"status_update", json::object{{"id", "P0STATUS"},
                                                  {"message", message},
                                                  {"created_at", render_time(call.account.clock.now(), utc_zone())},
                                                  {"sender", user_reference(call.account, user)}}}});
}

Response request_responders(Call& call) {
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  const json::object body = parse_body(call.request);
  const Index requester = find_or_fail(call.account.users.find(text_member(body, "requester_id")), "Requester");
  const std::string message = text_member(body, "message");
  const json::value* rows = body.if_contains("responder_request_targets");
  if (rows == nullptr || !rows->is_array() || rows->as_array().empty())
    fail_input("responder_request_targets is required.");
  for (const json::value& row : rows->as_array()) {
    const std::string id = row.is_object() ? id_member(row.as_object(), "responder_request_target") : std::string();
    call.lifecycle.request_responder(incident, requester, find_or_fail(call.account.users.find(id), "Target"), message);
  }
  return json_response(
      200, json::object{{"responder_request", json::object{{"incident", incident_reference(call.account, incident)},
                                                           {"requester", user_reference(call.account, requester)},
                                                           {"message", message}}}});
}

}  // namespace

void add_incident_write_routes(Router& router) {
  router.add("POST", "/incidents", "incidents.write", create);
  router.add("PUT", "/incidents", "incidents.write", update_many);
  router.add("PUT", "/incidents/{id}", "incidents.write", update);
  router.add("PUT", "/incidents/{id}/merge", "incidents.write", merge);
  router.add("POST", "/incidents/{id}/notes", "incidents.write", add_note);
  router.add("POST", "/incidents/{id}/status_updates", "incidents.write", add_status_update);
  router.add("POST", "/incidents/{id}/responder_requests", "incidents.write", request_responders);
}

}  // namespace simulator
