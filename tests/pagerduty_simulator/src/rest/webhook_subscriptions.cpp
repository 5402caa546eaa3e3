// Webhook subscriptions: create, read, change, delete, ping, enable.
#include "base/random.hpp"
#include "net/url.hpp"
#include "rest/body.hpp"
#include "rest/page.hpp"
#include "rest/references.hpp"
#include "rest/resources.hpp"
#include "webhooks/webhooks.hpp"

#include <algorithm>

namespace simulator {
namespace {

constexpr std::size_t kMostPerScope = 10;

json::object filter_object(const Account& account, const Subscription& row) {
  switch (row.scope) {
    case Subscription::Scope::service:
      return json::object{{"id", account.services.at(row.scope_index).id}, {"type", "service_reference"}};
    case Subscription::Scope::team:
      return json::object{{"id", account.teams.at(row.scope_index).id}, {"type", "team_reference"}};
    case Subscription::Scope::account:
      break;
  }
  return json::object{{"type", "account_reference"}};
}

// The secret is shown in the answer of the create call and never again; values of custom headers never.
json::object subscription_object(const Call& call, const Subscription& row, bool with_secret) {
  json::array headers;
  for (const auto& [name, value] : row.custom_headers) {
    headers.emplace_back(json::object{{"name", name}, {"value", "-- redacted --"}});
  }
  json::object method{{"id", row.method_id}, {"type", "http_delivery_method"}, {"url", row.url}};
  method["secret"] = with_secret ? json::value(row.secrets.front()) : json::value(nullptr);
  method["temporarily_disabled"] = call.webhooks.is_disabled(row);
  method["custom_headers"] = std::move(headers);
  json::object out{{"id", row.id}, {"type", "webhook_subscription"}, {"active", row.active}};
  out["delivery_method"] = std::move(method);
  out["description"] = row.description;
  out["events"] = json::value_from(row.events);
  out["filter"] = filter_object(call.account, row);
  return out;
}

Response answer(const Call& call, int status, const Subscription& row, bool with_secret = false) {
  return json_response(status, json::object{{"webhook_subscription", subscription_object(call, row, with_secret)}});
}

std::vector<std::string> parse_events(const json::object& body) {
  const json::value* rows = body.if_contains("events");
  if (rows == nullptr || !rows->is_array() || rows->as_array().empty()) fail_input("Events cannot be empty.");
  std::vector<std::string> events;
  const auto& known = subscribable_events();
  for (const json::value& row : rows->as_array()) {
    if (!row.is_string()) fail_input("Events is invalid.");
    std::string event(row.as_string());
    if (std::find(known.begin(), known.end(), event) == known.end())
      fail_input("Events contains an unknown type: " + event);
    events.push_back(std::move(event));
  }
  return events;
}

void parse_filter(const Account& account, const json::object& body, Subscription& row) {
  const json::value* filter = body.if_contains("filter");
  if (filter == nullptr || !filter->is_object()) fail_input("Filter is required.");
  const std::string type = text_member(filter->as_object(), "type");
  const std::string id = text_member(filter->as_object(), "id");
  if (type == "account_reference") {
    row.scope = Subscription::Scope::account;
    return;
  }
  row.scope = type == "service_reference" ? Subscription::Scope::service : Subscription::Scope::team;
  if (type == "service_reference") row.scope_index = account.services.find(id);
  if (type == "team_reference") row.scope_index = account.teams.find(id);
  if (row.scope_index == kNone) fail_input("Filter is invalid.");
}

void parse_method(const json::object& body, Subscription& row) {
  const json::value* method = body.if_contains("delivery_method");
  if (method == nullptr || !method->is_object()) fail_input("Delivery method is required.");
  const json::object& members = method->as_object();
  if (text_member(members, "type") != "http_delivery_method") fail_input("Delivery method type is invalid.");
  row.url = text_member(members, "url");
  if (!parse_url(row.url)) fail_input("Url is invalid.");
  const json::value* headers = members.if_contains("custom_headers");
  if (headers == nullptr || !headers->is_array()) return;
  row.custom_headers.clear();
  for (const json::value& header : headers->as_array()) {
    if (!header.is_object()) fail_input("Custom headers is invalid.");
    const std::string name = text_member(header.as_object(), "name");
    const bool repeated = std::any_of(row.custom_headers.begin(), row.custom_headers.end(),
                                      [&](const Header& h) { return equal_ignoring_case(h.first, name); });
    if (name.empty() || repeated || name.find_first_of(": \r\n") != std::string::npos) {
      fail_input("Custom headers is invalid.");
    }
    row.custom_headers.emplace_back(name, text_member(header.as_object(), "value"));
  }
}

void check_room(const Webhooks& webhooks, const Subscription& wanted) {
  std::size_t same = 0;
  for (Index i = 0; i < webhooks.subscriptions.size(); ++i) {
    const Subscription& row = webhooks.subscriptions.at(i);
    if (webhooks.exists(i) && row.scope == wanted.scope && row.scope_index == wanted.scope_index) ++same;
  }
  if (same >= kMostPerScope) fail(400, 2019, "Product Limit Reached");
}

void check_manager(const Call& call) {
  if (!call.key.may_manage) fail_denied();
}

Index find_webhook_subscription(const Call& call) {
  const Index index = call.webhooks.subscriptions.find(call.args[0]);
  if (!call.webhooks.exists(index)) fail_not_found();
  return index;
}

Response create(Call& call) {
  check_manager(call);
  const json::object body = parse_wrapped_body(call.request, "webhook_subscription");
  Subscription row;
  row.events = parse_events(body);
  parse_filter(call.account, body, row);
  parse_method(body, row);
  check_room(call.webhooks, row);
  row.description = text_member(body, "description");
  if (const json::value* active = body.if_contains("active")) row.active = !active->is_bool() || active->as_bool();
  row.id = make_id('P', 7, "subscription", call.account.next_id++);
  row.method_id = make_id('P', 7, "delivery method", call.account.next_id++);
  row.secrets = {make_secret()};
  const Index index = call.webhooks.subscriptions.add(std::move(row));
  return answer(call, 201, call.webhooks.subscriptions.at(index), true);
}

bool in_scope(const Call& call, const Subscription& row) {
  const auto type = call.query.get("filter_type");
  if (!type) return true;
  const auto id = call.query.get("filter_id");
  if (*type == "account") return row.scope == Subscription::Scope::account;
  if (*type != "service" && *type != "team") fail_input("Filter type is invalid.");
  if (!id) fail_input("Filter id is required.");
  if (*type == "service") {
    return row.scope == Subscription::Scope::service && call.account.services.find(*id) == row.scope_index;
  }
  return row.scope == Subscription::Scope::team && call.account.teams.find(*id) == row.scope_index;
}

Response list_webhook_subscriptions(Call& call) {
  check_manager(call);
  const Page page = parse_page(call.query);
  std::vector<Index> rows;
  for (Index i = 0; i < call.webhooks.subscriptions.size(); ++i) {
    if (in_scope(call, call.webhooks.subscriptions.at(i)) && call.webhooks.exists(i)) rows.push_back(i);
  }
  return json_response(200, render_page("webhook_subscriptions", rows, page, [&](Index row) {
                         return subscription_object(call, call.webhooks.subscriptions.at(row), false);
                       }));
}

Response get_webhook_subscription(Call& call) {
  check_manager(call);
  return answer(call, 200, call.webhooks.subscriptions.at(find_webhook_subscription(call)));
}

Response update(Call& call) {
  check_manager(call);
  Subscription& row = call.webhooks.subscriptions.at(find_webhook_subscription(call));
  const json::object body = parse_wrapped_body(call.request, "webhook_subscription");
  Subscription changed = row;
  if (body.contains("events")) changed.events = parse_events(body);
  if (body.contains("filter")) parse_filter(call.account, body, changed);
  if (body.contains("description")) changed.description = text_member(body, "description");
  if (const json::value* active = body.if_contains("active"); active != nullptr && active->is_bool()) {
    changed.active = active->as_bool();
  }
  row = std::move(changed);
  return answer(call, 200, row);
}

Response remove(Call& call) {
  check_manager(call);
  call.webhooks.remove(find_webhook_subscription(call));
  Response response;
  response.status = 204;
  return response;
}

Response ping(Call& call) {
  check_manager(call);
  call.webhooks.ping(find_webhook_subscription(call), call.key.user);
  Response response;
  response.status = 202;
  return response;
}

Response enable(Call& call) {
  check_manager(call);
  const Index index = find_webhook_subscription(call);
  call.webhooks.enable(index);
  return answer(call, 200, call.webhooks.subscriptions.at(index));
}

}  // namespace

void add_webhook_subscription_routes(Router& router) {
  router.add("GET", "/webhook_subscriptions", "webhook_subscriptions.read", list_webhook_subscriptions);
  router.add("POST", "/webhook_subscriptions", "webhook_subscriptions.write", create);
  router.add("GET", "/webhook_subscriptions/{id}", "webhook_subscriptions.read", get_webhook_subscription);
  router.add("PUT", "/webhook_subscriptions/{id}", "webhook_subscriptions.write", update);
  router.add("DELETE", "/webhook_subscriptions/{id}", "webhook_subscriptions.write", remove);
  router.add("POST", "/webhook_subscriptions/{id}/ping", "webhook_subscriptions.write", ping);
  router.add("POST", "/webhook_subscriptions/{id}/enable", "webhook_subscriptions.write", enable);
}

}  // namespace simulator
