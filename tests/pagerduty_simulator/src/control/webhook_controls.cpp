// Controls over webhooks: the rules of delivery, the log, and deliveries that PagerDuty would never send.
#include "base/random.hpp"
#include "control/control_routes.hpp"
#include "control/members.hpp"
#include "simulator.hpp"

#include <algorithm>

namespace simulator {
namespace {

namespace json = boost::json;

json::object delivery_object(const Delivery& row, bool with_body) {
  json::array attempts;
  for (const DeliveryAttempt& attempt : row.attempts) {
    attempts.emplace_back(
        json::object{{"at", render_time_ms(attempt.at)},
                     {"status", attempt.status == 0 ? json::value(nullptr) : json::value(attempt.status)},
                     {"error", attempt.error.empty() ? json::value(nullptr) : json::value(attempt.error)}});
  }
  json::object out{{"webhook_id", row.webhook_id}, {"event_id", row.event_id}, {"event_type", row.event_type}};
  out["subscription"] = row.subscription;
  out["state"] = row.state;
  out["created_at"] = render_time_ms(row.created_at);
  out["next_attempt_at"] = row.state == "queued" ? json::value(render_time_ms(row.due)) : json::value(nullptr);
  out["attempts"] = std::move(attempts);
  if (with_body) {
    json::object headers;
    for (const auto& [name, value] : row.headers) headers[name] = value;
    out["headers"] = std::move(headers);
    // What is no valid UTF-8 cannot stand in JSON.
    boost::system::error_code invalid;
    json::parse(json::serialize(json::value(row.body)), invalid);
    out["body"] = invalid ? json::value(nullptr) : json::value(row.body);
  }
  return out;
}

std::string signature_for(const std::string& kind, const std::string& body, const std::vector<std::string>& secrets) {
  const std::string good = sign_body(body, secrets);
  const std::string bad = sign_body(body, {"not the secret"});
  if (kind == "valid" || kind.empty()) return good;
  if (kind == "wrong") return bad;
  if (kind == "rotated_first") return good + "," + bad;
  if (kind == "rotated_last") return bad + "," + good;
  if (kind == "foreign_version") return "v2=" + good.substr(3);
  if (kind == "upper_case_version") return "V1=" + good.substr(3);
  if (kind == "bare_hex") return good.substr(3);
  if (kind == "empty") return "";
  fail_input("signature is unknown: " + kind);
}

int hex_digit(char c) {
  const std::size_t digit = std::string_view("0123456789abcdef").find(c);
  if (digit == std::string_view::npos) fail_input("body_hex must be lower-case hex.");
  return static_cast<int>(digit);
}

// For bodies that are no valid UTF-8.
std::string decode_hex(const std::string& text) {
  if (text.size() % 2 != 0) fail_input("body_hex must be lower-case hex.");
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(static_cast<char>(hex_digit(text[i]) * 16 + hex_digit(text[i + 1])));
  }
  return bytes;
}

// A body of our own, or the bytes of an earlier delivery.
Delivery parse_delivery(Simulator& simulator, const json::object& wanted) {
  Webhooks& webhooks = simulator.webhooks;
  Delivery row;
  const std::string replay = text_member(wanted, "replay");
  if (!replay.empty()) {
    const auto& log = webhooks.log();
    const auto found = std::find_if(log.begin(), log.end(), [&](const Delivery& d) { return d.webhook_id == replay; });
    if (found == log.end()) fail_not_found();
    row = *found;
    row.attempts.clear();
    return row;
  }
  const Index index = webhooks.subscriptions.find(text_member(wanted, "subscription"));
  Subscription subscription;
  if (index != kNone) subscription = webhooks.subscriptions.at(index);
  row.subscription = subscription.id.empty() ? "PCUSTOM" : subscription.id;
  subscription.id = row.subscription;
  if (const std::string secret = text_member(wanted, "secret"); !secret.empty()) subscription.secrets = {secret};
  row.url = text_member(wanted, "url");
  if (row.url.empty()) row.url = subscription.url;
  if (row.url.empty()) fail_input("url or subscription is required.");
  if (const json::value* event = wanted.if_contains("event")) {
    row.body = json::serialize(json::object{{"event", *event}});
  } else if (wanted.contains("body_hex")) {
    row.body = decode_hex(text_member(wanted, "body_hex"));
  } else {
    row.body = text_member(wanted, "body");
  }
  if (const auto padding = int_member(wanted, "pad_to_bytes");
      padding && row.body.size() < static_cast<std::size_t>(*padding)) {
    row.body.append(static_cast<std::size_t>(*padding) - row.body.size(), ' ');
  }
  row.webhook_id = text_member(wanted, "webhook_id");
  if (row.webhook_id.empty()) row.webhook_id = webhooks.new_webhook_id();
  row.headers = webhooks.headers_for(subscription, row.webhook_id, row.body);
  const std::string kind = text_member(wanted, "signature");
  for (auto& [name, value] : row.headers) {
    if (name == "x-pagerduty-signature" && kind != "missing")
      value = signature_for(kind, row.body, subscription.secrets);
  }
  if (kind == "missing") std::erase_if(row.headers, [](const Header& h) { return h.first == "x-pagerduty-signature"; });
  return row;
}

struct Repeats {
  int left = 1;
  json::array statuses;
};

void send_repeatedly(Simulator& simulator, const Delivery& row, const std::shared_ptr<Repeats>& repeats,
                     const Reactor::Send& send) {
  simulator.webhooks.send_once(row, [&simulator, row, repeats, send](const Delivery& sent) {
    const DeliveryAttempt& attempt = sent.attempts.back();
    repeats->statuses.emplace_back(attempt.status == 0 ? json::value(attempt.error) : json::value(attempt.status));
    if (--repeats->left > 0) return send_repeatedly(simulator, row, repeats, send);
    json::object out = delivery_object(sent, true);
    out["statuses"] = repeats->statuses;
    send(json_response(200, out));
  });
}

}  // namespace

Response control_webhook_rules(Simulator& simulator, const Request& request) {
  DeliveryRules& rules = simulator.webhooks.rules;
  if (request.method != "GET") {
    const json::object body = parse_body(request);
    if (const auto timeout = int_member(body, "timeout_ms")) rules.timeout_ms = *timeout;
    if (const auto seconds = number_member(body, "give_up_after_seconds")) {
      rules.give_up_after = static_cast<Millis>(*seconds * 1000);
    }
    if (const auto seconds = number_member(body, "disabled_for_seconds")) {
      rules.disabled_for = static_cast<Millis>(*seconds * 1000);
    }
    if (const auto drops = int_member(body, "drops_until_disabled")) rules.drops_until_disabled = *drops;
    if (const json::value* delays = body.if_contains("retry_delays_seconds")) {
      if (!delays->is_array() || delays->as_array().empty()) fail_input("retry_delays_seconds must be a list.");
      rules.retry_delays.clear();
      for (const json::value& delay : delays->as_array()) {
        if (!delay.is_number()) fail_input("retry_delays_seconds must hold numbers.");
        rules.retry_delays.push_back(static_cast<Millis>(delay.to_number<double>() * 1000));
      }
    }
  }
  json::array delays;
  for (const Millis delay : rules.retry_delays) delays.emplace_back(static_cast<double>(delay) / 1000);
  return json_response(200, json::object{{"timeout_ms", rules.timeout_ms},
                                         {"retry_delays_seconds", std::move(delays)},
                                         {"give_up_after_seconds", rules.give_up_after / kSecond},
                                         {"drops_until_disabled", rules.drops_until_disabled},
                                         {"disabled_for_seconds", rules.disabled_for / kSecond}});
}

Response control_rotate_secret(Simulator& simulator, const Request& request) {
  const json::object body = parse_body(request);
  const Index index = simulator.webhooks.subscriptions.find(text_member(body, "subscription"));
  if (index == kNone) fail_not_found();
  auto& secrets = simulator.webhooks.subscriptions.at(index).secrets;
  if (bool_member(body, "finish").value_or(false)) {
    if (secrets.size() > 1) secrets.pop_back();
  } else {
    secrets.insert(secrets.begin(), make_secret());
    secrets.resize(2);
  }
  return json_response(200, json::object{{"secret", secrets.front()}, {"secrets_in_use", secrets.size()}});
}

void control_settle(Simulator& simulator, const Reactor::Send& send) {
  simulator.webhooks.when_settled([send] { send(json_response(200, json::object{{"settled", true}})); });
}

void control_deliveries(Simulator& simulator, const Request& request, const Reactor::Send& send) {
  if (request.method == "POST") {
    const json::object wanted = parse_body(request);
    const auto repeats = std::make_shared<Repeats>();
    repeats->left = std::max(1, int_member(wanted, "repeat").value_or(1));
    return send_repeatedly(simulator, parse_delivery(simulator, wanted), repeats, send);
  }
  if (request.method == "DELETE") simulator.webhooks.clear_log();
  const bool with_body = Query(request.query).flag("bodies");
  json::array rows;
  for (const Delivery& row : simulator.webhooks.log()) rows.emplace_back(delivery_object(row, with_body));
  send(json_response(200, json::object{{"deliveries", std::move(rows)}}));
}

}  // namespace simulator
