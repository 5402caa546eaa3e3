// Controls that change how the simulator behaves: clock, latency, rate budget, keys, plan, faults.
#include "control/control_routes.hpp"
#include "control/members.hpp"
#include "simulator.hpp"

namespace simulator {
namespace {

namespace json = boost::json;

Response clock_answer(const Simulator& simulator) {
  const Clock& clock = simulator.account.clock;
  return json_response(200, json::object{{"now", render_time_ms(clock.now())}, {"rate", clock.rate()}});
}

Fault parse_fault(const json::object& body) {
  Fault fault;
  fault.method = text_member(body, "method");
  if (const std::string path = text_member(body, "path"); !path.empty()) fault.path = path;
  fault.query = text_member(body, "query");
  fault.key = text_member(body, "key");
  if (const std::string kind = text_member(body, "kind"); !kind.empty()) fault.kind = kind;
  const auto& kinds = fault_kinds();
  if (std::find(kinds.begin(), kinds.end(), fault.kind) == kinds.end()) fail_input("kind is unknown: " + fault.kind);
  fault.status = int_member(body, "status").value_or(fault.kind == "empty" ? 503 : 500);
  fault.skip = int_member(body, "skip").value_or(0);
  fault.times = int_member(body, "times").value_or(-1);
  fault.delay_ms = int_member(body, "delay_ms").value_or(0);
  if (const json::value* text = body.if_contains("body")) {
    fault.body = text->is_string() ? std::string(text->as_string()) : json::serialize(*text);
  }
  if (const json::value* rewrites = body.if_contains("rewrite"); rewrites != nullptr && rewrites->is_object()) {
    for (const auto& [from, to] : rewrites->as_object()) {
      if (!to.is_string() || from.empty()) fail_input("rewrite must map texts to texts.");
      fault.rewrites.emplace_back(std::string(from), std::string(to.as_string()));
    }
  }
  if (const json::value* headers = body.if_contains("headers"); headers != nullptr && headers->is_object()) {
    for (const auto& [name, value] : headers->as_object()) {
      if (value.is_string()) fault.headers.emplace_back(std::string(name), std::string(value.as_string()));
    }
  }
  return fault;
}

json::object fault_object(const Fault& fault) {
  return json::object{{"id", fault.id},         {"kind", fault.kind},   {"method", fault.method}, {"path", fault.path},
                      {"status", fault.status}, {"times", fault.times}, {"struck", fault.struck}};
}

}  // namespace

Response control_clock(Simulator& simulator, const Request& request) {
  if (request.method == "GET") return clock_answer(simulator);
  const json::object body = parse_body(request);
  Clock& clock = simulator.account.clock;
  if (const auto frozen = bool_member(body, "frozen")) clock.set_rate(*frozen ? 0 : 1);
  if (const auto rate = number_member(body, "rate")) {
    if (*rate < 0 || *rate > 1e6) fail_input("rate must lie between 0 and 1000000.");
    clock.set_rate(*rate);
  }
  if (const std::string now = text_member(body, "now"); !now.empty()) {
    const auto parsed = parse_time(now, utc_zone());
    if (!parsed) fail_input("now is not an RFC 3339 time.");
    clock.set(parsed->at);
  }
  if (const auto seconds = number_member(body, "advance_seconds")) {
    clock.set(clock.now() + static_cast<Millis>(*seconds * 1000));
  }
  simulator.webhooks.pump();
  return clock_answer(simulator);
}

Response control_faults(Simulator& simulator, const Request& request) {
  Faults& faults = simulator.faults;
  if (request.method == "POST") {
    return json_response(201, json::object{{"id", faults.add(parse_fault(parse_body(request)))}});
  }
  if (request.method == "DELETE") {
    const std::size_t slash = request.path.rfind('/');
    const std::string id = request.path.substr(slash + 1);
    if (id == "faults") {
      faults.clear();
    } else if (id.find_first_not_of("0123456789") != std::string::npos || id.size() > 8 ||
               !faults.remove(std::stoi(id))) {
      fail_not_found();
    }
  }
  json::array rows;
  for (const Fault& fault : faults.rules()) rows.emplace_back(fault_object(fault));
  return json_response(200, json::object{{"faults", std::move(rows)}});
}

Response control_latency(Simulator& simulator, const Request& request) {
  if (request.method != "GET") {
    const auto latency = int_member(parse_body(request), "latency_ms");
    if (!latency || *latency < 0) fail_input("latency_ms must be 0 or more.");
    simulator.reactor.set_latency(*latency);
  }
  return json_response(200, json::object{{"latency_ms", simulator.reactor.latency()}});
}

Response control_rate(Simulator& simulator, const Request& request) {
  RateBudget& budget = simulator.budget;
  if (request.method != "GET") {
    const json::object body = parse_body(request);
    if (const auto limit = int_member(body, "limit")) budget.limit = *limit;
    if (const auto window = int_member(body, "window_seconds")) budget.window_seconds = *window;
    if (const auto headers = bool_member(body, "headers")) budget.headers = *headers;
    if (const auto reset = bool_member(body, "reset"); reset.value_or(false)) budget.reset();
    if (const auto remaining = int_member(body, "remaining")) budget.set_remaining(*remaining);
  }
  return json_response(
      200,
      json::object{{"limit", budget.limit}, {"window_seconds", budget.window_seconds}, {"headers", budget.headers}});
}

Response control_requests(Simulator& simulator, const Request& request) {
  if (request.method == "DELETE") simulator.requests.clear();
  json::array rows;
  for (const LoggedRequest& row : simulator.requests) {
    rows.emplace_back(json::object{{"method", row.method},
                                   {"path", row.path},
                                   {"query", row.query},
                                   {"key", row.key},
                                   {"status", row.status},
                                   {"at", render_time_ms(row.at)},
                                   {"monotonic_ms", row.real_at},
                                   {"request_id", row.request_id}});
  }
  return json_response(200, json::object{{"requests", std::move(rows)}});
}

Response control_keys(Simulator& simulator, const Request& request) {
  if (request.method != "GET") {
    const json::object body = parse_body(request);
    const bool revoked = bool_member(body, "revoked").value_or(true);
    if (!simulator.keys.set_revoked(text_member(body, "key"), revoked)) fail_input("key is unknown.");
  }
  json::array rows;
  for (const Key& key : simulator.keys.keys()) {
    rows.emplace_back(
        json::object{{"name", key.name}, {"read_only", key.read_only}, {"missing", json::value_from(key.missing)}});
  }
  return json_response(200, json::object{{"keys", std::move(rows)}});
}

Response control_plan(Simulator& simulator, const Request& request) {
  Plan& plan = simulator.account.plan;
  if (request.method != "GET") {
    const json::object body = parse_body(request);
    const auto change = [&](const char* name, bool& setting) {
      if (const auto value = bool_member(body, name)) setting = *value;
    };
    change("teams", plan.teams);
    change("urgencies", plan.urgencies);
    change("priorities", plan.priorities);
    change("incident_types", plan.incident_types);
    change("aiops", plan.aiops);
    if (const auto refusal = int_member(body, "aiops_refusal")) {
      if (*refusal != 402 && *refusal != 403 && *refusal != 404) fail_input("aiops_refusal must be 402, 403 or 404.");
      plan.aiops_refusal = *refusal;
    }
  }
  return json_response(200, json::object{{"teams", plan.teams},
                                         {"urgencies", plan.urgencies},
                                         {"priorities", plan.priorities},
                                         {"incident_types", plan.incident_types},
                                         {"aiops", plan.aiops},
                                         {"aiops_refusal", plan.aiops_refusal}});
}

}  // namespace simulator
