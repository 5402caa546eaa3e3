#include "webhooks/webhooks.hpp"

#include "base/random.hpp"

#include <algorithm>

namespace simulator {
namespace {

bool is_temporary(const OutgoingResult& result) {
  return result.status == 0 || result.status == 429 || result.status >= 500;
}

}  // namespace

DeliveryRules default_delivery_rules() {
  DeliveryRules rules;
  rules.retry_delays = {5 * kSecond, 15 * kSecond, 30 * kSecond, kMinute,      2 * kMinute,
                        5 * kMinute, 10 * kMinute, 20 * kMinute, 30 * kMinute, kHour};
  return rules;
}

Webhooks::Webhooks(Account& account, Reactor& reactor)
    : account_(account),
      reactor_(reactor),
      run_(mix(static_cast<std::uint64_t>(Clock::real_now()) ^ hash_text(make_secret()))) {}

bool Webhooks::exists(Index subscription) const {
  return subscription != kNone &&
         std::find(removed_.begin(), removed_.end(), subscriptions.at(subscription).id) == removed_.end();
}

std::string Webhooks::new_webhook_id() { return make_uuid(run_ ^ mix(++counter_)); }

std::string Webhooks::new_event_id() { return "01" + make_id('H', 24, "event", run_ ^ mix(++counter_)); }

bool Webhooks::is_disabled(const Subscription& subscription) const {
  return subscription.disabled_until > account_.clock.now();
}

void Webhooks::enable(Index index) {
  Subscription& subscription = subscriptions.at(index);
  subscription.disabled_until = 0;
  subscription.drops_in_a_row = 0;
}

bool Webhooks::wants(const Subscription& subscription, const WebhookEvent& event) const {
  if (!subscription.active || is_disabled(subscription)) return false;
  if (std::find(subscription.events.begin(), subscription.events.end(), event.type) == subscription.events.end()) {
    return false;
  }
  if (subscription.scope == Subscription::Scope::service) return subscription.scope_index == event.service;
  if (subscription.scope == Subscription::Scope::account) return true;
  const auto& teams = account_.services.at(event.service).teams;
  return std::find(teams.begin(), teams.end(), subscription.scope_index) != teams.end();
}

void Webhooks::emit(const WebhookEvent& event) {
  const std::string event_id = new_event_id();
  for (Index i = 0; i < subscriptions.size(); ++i) {
    if (exists(i) && wants(subscriptions.at(i), event)) enqueue(i, event, event_id);
  }
  pump();
}

void Webhooks::ping(Index subscription, Index user) {
  WebhookEvent event;
  event.type = "pagey.ping";
  event.at = account_.clock.now();
  event.data = {{"message", "Hello from your friend Pagey!"}, {"type", "ping"}};
  if (user != kNone) event.agent = Agent::of_user(user);
  enqueue(subscription, event, new_event_id());
  pump();
}

std::vector<Header> Webhooks::headers_for(const Subscription& subscription, const std::string& webhook_id,
                                          const std::string& body) const {
  std::vector<Header> headers = {{"accept", "application/json"},
                                 {"content-type", "application/json"},
                                 {"user-agent", "PagerDuty-Webhook/V3.0"},
                                 {"x-pagerduty-signature", sign_body(body, subscription.secrets)},
                                 {"x-webhook-id", webhook_id},
                                 {"x-webhook-subscription", subscription.id}};
  headers.insert(headers.end(), subscription.custom_headers.begin(), subscription.custom_headers.end());
  return headers;
}

void Webhooks::enqueue(Index index, const WebhookEvent& event, const std::string& event_id) {
  const Subscription& subscription = subscriptions.at(index);
  Delivery row;
  row.webhook_id = new_webhook_id();
  row.event_id = event_id;
  row.event_type = event.type;
  row.subscription = subscription.id;
  row.incident = event.incident;
  row.body = webhook_body(account_, event, event_id);
  if (event.type == "pagey.ping" && event.agent.kind == Agent::Kind::user) {
    // The ping names its agent by id and type alone.
    boost::json::value body = boost::json::parse(row.body);
    body.at("event").as_object()["agent"] =
        boost::json::object{{"id", account_.users.at(event.agent.index).id}, {"type", "user_reference"}};
    row.body = boost::json::serialize(body);
  }
  row.url = subscription.url;
  row.headers = headers_for(subscription, row.webhook_id, row.body);
  row.created_at = row.due = account_.clock.now();
  const bool too_large = row.body.size() > rules.largest_body;
  if (too_large) row.state = "too_large";
  log_.push_back(std::move(row));
  if (!too_large) {
    queues_[{subscription.id, event.incident}].deliveries.push_back(first_sequence_ + log_.size() - 1);
  }
}

void Webhooks::pump() {
  const Millis now = account_.clock.now();
  std::vector<QueueName> ready;
  for (const auto& [name, queue] : queues_) {
    if (!queue.under_way && !queue.deliveries.empty() && delivery(queue.deliveries.front()).due <= now) {
      ready.push_back(name);
    }
  }
  for (const QueueName& name : ready) attempt(name);
  schedule_next();
}

void Webhooks::attempt(const QueueName& name) {
  Queue& queue = queues_[name];
  queue.under_way = true;
  Delivery& row = delivery(queue.deliveries.front());
  row.attempts.push_back({account_.clock.now(), 0, ""});
  OutgoingRequest request;
  request.url = row.url;
  request.headers = row.headers;
  request.body = row.body;
  request.timeout_ms = rules.timeout_ms;
  reactor_.fetch(request, [this, name](const OutgoingResult& result) { finish_attempt(name, result); });
}

void Webhooks::finish_attempt(const QueueName& name, const OutgoingResult& result) {
  Queue& queue = queues_[name];
  queue.under_way = false;
  if (queue.deliveries.empty()) return pump();  // switched off meanwhile
  Delivery& row = delivery(queue.deliveries.front());
  row.attempts.back().status = result.status;
  row.attempts.back().error = result.error;
  const Index subscription = subscriptions.find(name.first);
  if (result.status >= 200 && result.status < 300) {
    subscriptions.at(subscription).drops_in_a_row = 0;
    pop(name, "delivered");
  } else if (is_temporary(result)) {
    const std::size_t tries = row.attempts.size() - 1;
    row.due = account_.clock.now() + rules.retry_delays[std::min(tries, rules.retry_delays.size() - 1)];
    if (row.due > row.created_at + rules.give_up_after) drop(name);
  } else {
    drop(name);
  }
  pump();
}

void Webhooks::pop(const QueueName& name, const char* state) {
  Queue& queue = queues_[name];
  delivery(queue.deliveries.front()).state = state;
  queue.deliveries.pop_front();
  if (queue.deliveries.empty()) queues_.erase(name);
}

void Webhooks::drop(const QueueName& name) {
  Subscription& subscription = subscriptions.at(subscriptions.find(name.first));
  pop(name, "dropped");
  if (++subscription.drops_in_a_row < rules.drops_until_disabled) return;
  subscription.disabled_until = account_.clock.now() + rules.disabled_for;
  subscription.drops_in_a_row = 0;
  discard_all(name.first);
}

void Webhooks::discard_all(const std::string& subscription) {
  for (auto& [name, queue] : queues_) {
    if (name.first != subscription) continue;
    for (const std::size_t sequence : queue.deliveries) delivery(sequence).state = "discarded";
    queue.deliveries.clear();
  }
}

void Webhooks::remove(Index subscription) {
  removed_.push_back(subscriptions.at(subscription).id);
  discard_all(removed_.back());
}

void Webhooks::schedule_next() {
  const Millis now = account_.clock.now();
  Millis next = -1;
  bool busy = false;
  for (const auto& [name, queue] : queues_) {
    busy = busy || queue.under_way;
    if (queue.under_way || queue.deliveries.empty()) continue;
    const Millis due = delivery(queue.deliveries.front()).due;
    if (next < 0 || due < next) next = due;
    busy = busy || due <= now;
  }
  const double rate = account_.clock.rate();
  const bool waits = next >= 0 && rate > 0;
  const auto delay = waits ? static_cast<Millis>(static_cast<double>(std::max<Millis>(0, next - now)) / rate) + 1 : -1;
  reactor_.schedule("webhooks", delay, [this] { pump(); });
  if (busy) return;
  for (auto& done : std::exchange(settled_, {})) done();
}

void Webhooks::when_settled(std::function<void()> done) {
  settled_.push_back(std::move(done));
  pump();
}

void Webhooks::send_once(Delivery row, std::function<void(const Delivery&)> done) {
  row.created_at = row.due = account_.clock.now();
  row.attempts.push_back({account_.clock.now(), 0, ""});
  OutgoingRequest request;
  request.url = row.url;
  request.headers = row.headers;
  request.body = row.body;
  request.timeout_ms = rules.timeout_ms;
  reactor_.fetch(request, [row = std::move(row), done = std::move(done)](const OutgoingResult& result) mutable {
    row.attempts.back().status = result.status;
    row.attempts.back().error = result.error;
    row.state = "sent";
    done(row);
  });
}

void Webhooks::clear_log() {
  // What still waits in a queue stays.
  while (!log_.empty() && log_.front().state != "queued") {
    log_.pop_front();
    ++first_sequence_;
  }
}

}  // namespace simulator
