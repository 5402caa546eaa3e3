// R: operations that a host finds by their role.
#include "roles.hpp"

#include "answering.hpp"
#include "context.hpp"
#include "process_state.hpp"
#include "schema.hpp"

#include <boost/json.hpp>
#include <set>
#include <utility>

namespace autoheal::validator {
namespace {

namespace json = boost::json;

const json::object* find_operation(Context& context, std::string_view role) {
  for (const json::value& operation : context.describe().at("operations").as_array()) {
    const json::value* found = operation.as_object().if_contains("role");
    if (found != nullptr && *found == json::value(role)) return &operation.as_object();
  }
  return nullptr;
}

void r1(Context& context) {
  std::set<std::string> roles;
  for (const json::value& item : context.describe().at("operations").as_array()) {
    const json::object& operation = item.as_object();
    const json::value* value = operation.if_contains("role");
    if (value == nullptr) continue;
    const std::string where = "the operation " + std::string(operation.at("name").as_string());
    require(value->is_string(), where + ": \"role\" is not a string");
    const std::string name(value->get_string());
    require(is_role_name(name), where + ": the role \"" + name + "\" does not match name/REVISION");
    require(roles.insert(name).second, "the role " + name + " stands on two operations");
    if (is_private_role(name)) continue;
    const Role* role = find_role(name);
    require(role != nullptr,
            where + ": the role " + name + " is none of this contract, and names without a dot are its own");
    const bool for_agents = operation.at("audience") == "agent";
    require(for_agents ? role->for_agents : role->for_hosts,
            where + ": the role " + name + " is not for the audience " + (for_agents ? "agent" : "host"));
    if (role->is_draft) context.note("the role " + name + " is a draft: its shapes are not checked and may change. ");
  }
}

void r2(Context& context) {
  unsigned asked = 0;
  for (const Role& role : all_roles()) {
    const json::object* operation = find_operation(context, role.name);
    if (operation == nullptr) continue;
    for (const std::string_view arguments : role.arguments) {
      ++asked;
      const auto violations = find_violations(json::parse(arguments), operation->at("arguments").as_object());
      require(violations.empty(), "the operation " + std::string(operation->at("name").as_string()) + " has the role " +
                                      std::string(role.name) + ", and its schema refuses the role's arguments " +
                                      std::string(arguments) + " at \"" + (violations.empty() ? "" : violations[0]) +
                                      "\"");
    }
  }
  if (asked == 0) skip("no operation has a role whose arguments are set");
}

// An operation with a role, the sample that asks it, and an instance that can answer.
struct RoleCall {
  const Role& role;
  std::string operation;
  const QuerySample* sample;
  Live live;

  json::object ask(Context& context, const json::object& arguments) const {
    const Answer answer = context.query(live, operation, json::serialize(arguments));
    require_status(answer, AUTOHEAL_OK, "asked as its role " + std::string(role.name) + " sets");
    const json::object envelope = parse_object(answer.result, "the result of " + answer.verb);
    const json::value* data = envelope.if_contains("data");
    require(data != nullptr && data->is_object(), "the result of " + answer.verb + " has no \"data\"");
    const auto violations = find_violations(*data, json::parse(role.result).as_object(), "/data");
    require(violations.empty(), "the result of " + answer.verb + " breaks the shape of " + std::string(role.name) +
                                    " at \"" + (violations.empty() ? "" : violations[0]) + "\"");
    return data->get_object();
  }
  json::object arguments() const { return json::parse(sample->arguments).as_object(); }
};

// With the sidecar's sample, if it is one that can be answered.
RoleCall prepare(Context& context, std::string_view name) {
  const json::object* operation = find_operation(context, name);
  if (operation == nullptr) skip("no operation has the role " + std::string(name));
  const std::string operation_name(operation->at("name").as_string());
  const Sidecar& sidecar = context.sidecar();
  for (const QuerySample& sample : sidecar.queries) {
    if (sample.operation != operation_name) continue;
    if (!can_answer(sidecar, sample)) continue;
    return {*find_role(name), operation_name, &sample, create_answering(context, sample)};
  }
  skip("the sidecar has no query of " + operation_name + " that is local or has an upstream_reply");
}

// Takes out of `open` what a page told, as a host does.
void take_out(json::object& arguments, const json::object& page) {
  const json::value* open = arguments.if_contains("open");
  if (open == nullptr) return;
  std::set<std::string> told;
  for (const json::value& event : page.at("events").as_array())
    told.emplace(event.at("alert").at("fingerprint").as_string());
  if (const json::value* gone = page.if_contains("gone"))
    for (const json::value& one : gone->as_array()) told.emplace(one.as_string());
  json::array left;
  for (const json::value& one : open->as_array())
    if (!told.contains(std::string(one.as_string()))) left.push_back(one);
  if (left.empty())
    arguments.erase("open");
  else
    arguments["open"] = std::move(left);
}

// The event_ids of all pages with that limit, each of which comes once.
std::set<std::string> read_pages(Context& context, const RoleCall& call, std::int64_t limit) {
  constexpr int kMostPages = 50;
  std::set<std::string> ids;
  json::object arguments = call.arguments();
  arguments["limit"] = limit;
  for (int page = 0; page < kMostPages; ++page) {
    const json::object data = call.ask(context, arguments);
    const json::array& events = data.at("events").as_array();
    require(std::cmp_less_equal(events.size(), limit),
            call.operation + ", asked for " + std::to_string(limit) + " events, told " + std::to_string(events.size()));
    for (const json::value& event : events)
      require(ids.emplace(event.at("event_id").as_string()).second,
              call.operation + " tells an event on two pages, or twice on one");
    const json::value* next = data.if_contains("next_cursor");
    if (next == nullptr) return ids;
    take_out(arguments, data);
    arguments["cursor"] = *next;
  }
  fail(call.operation + " has no last page");
}

void r3(Context& context) {
  const RoleCall call = prepare(context, "reconcile/1");
  const std::set<std::string> whole = read_pages(context, call, 1000);
  require(read_pages(context, call, 1000) == whole, call.operation + " gives the same state another event_id");
  require(read_pages(context, call, 1) == whole, call.operation + " tells other events in pages of one");
}

void r4(Context& context) {
  const RoleCall call = prepare(context, "enrich/1");
  json::object arguments = call.arguments();
  json::array& fingerprints = arguments.at("fingerprints").as_array();
  fingerprints.emplace_back("no-such-source:no-such-alert");  // errors are told for each, and keep nothing else back
  const json::object data = call.ask(context, arguments);
  const json::array& alerts = data.at("alerts").as_array();
  require(alerts.size() == fingerprints.size(), call.operation + ", asked about " +
                                                    std::to_string(fingerprints.size()) + " fingerprints, tells of " +
                                                    std::to_string(alerts.size()));
  for (std::size_t at = 0; at < alerts.size(); ++at)
    require(alerts[at].at("fingerprint") == fingerprints[at],
            call.operation + " tells of the fingerprints in another order");
}

void r5(Context& context) {
  const RoleCall call = prepare(context, "explain_delivery/1");
  forbid_network();
  for (const std::string_view arguments : call.role.arguments) call.ask(context, json::parse(arguments).as_object());
  call.ask(context, call.arguments());
  require(network_attempts() == 0, call.operation + " uses the network");
}

void r6(Context& context) {
  const RoleCall call = prepare(context, "diagnose_source/1");
  call.ask(context, call.arguments());
}

}  // namespace

std::vector<Check> role_checks() {
  return {
      {"R1", Level::must, "Roles are those of the contract, each on one operation, for its audience",
       "Compare with docs/documents.md section 6; roles of your own are \"vendor.name/1\".", "D4", r1},
      {"R2", Level::must, "The argument schema of an operation with a role accepts the role's arguments",
       "Add the arguments, and require none but those that the role always has.", "R1", r2},
      {"R3", Level::must, "reconcile/1 answers in pages of at most limit events, each event once, the same every time",
       "Order by a key, put the key of the last row into next_cursor, make event_id of the state.", "R2", r3},
      {"R4", Level::must, "enrich/1 tells of each fingerprint in order, and errors one by one",
       "Write one entry a fingerprint: what is known, or an error.", "R2", r4},
      {"R5", Level::must, "explain_delivery/1 says cause and sentence, without network",
       "Work on the given bytes and the settings alone.", "R2", r5},
      {"R6", Level::must, "diagnose_source/1 comes to a verdict", "One of healthy, incomplete, broken, unknown.", "R2",
       r6},
  };
}

}  // namespace autoheal::validator
