// Sends webhooks as PagerDuty does: signed, in order per subscription and incident, retried with growing delays while
// the receiver is unwell, dropped when it refuses, and switched off for a day after three drops in a row. Delays run on
// the account's clock: set, speed up or advance it and they come due. Only the five seconds in which a receiver must
// answer are real.
#pragma once

#include "net/reactor.hpp"
#include "webhooks/body.hpp"
#include "webhooks/subscription.hpp"

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace simulator {

struct DeliveryAttempt {
  Millis at = 0;
  int status = 0;  // 0: no answer
  std::string error;
};

struct Delivery {
  std::string webhook_id;  // the same on every attempt
  std::string event_id;
  std::string event_type;
  std::string subscription;
  Index incident = kNone;
  std::string body;
  std::string url;
  std::vector<Header> headers;
  Millis created_at = 0;
  Millis due = 0;
  // queued, delivered, dropped (refused or given up), discarded (the subscription was switched off), too_large
  std::string state = "queued";
  std::vector<DeliveryAttempt> attempts;
};

struct DeliveryRules {
  int timeout_ms = 5000;
  std::vector<Millis> retry_delays;  // the last one repeats
  Millis give_up_after = 48 * kHour;
  int drops_until_disabled = 3;
  Millis disabled_for = 24 * kHour;
  std::size_t largest_body = 256 * 1024;
};

DeliveryRules default_delivery_rules();

class Webhooks {
 public:
  Webhooks(Account& account, Reactor& reactor);

  Table<Subscription> subscriptions;
  DeliveryRules rules = default_delivery_rules();

  // Queues the event for every subscription that wants it.
  void emit(const WebhookEvent& event);
  // pagey.ping to one subscription, whatever it subscribes to.
  void ping(Index subscription, Index user);
  bool is_disabled(const Subscription& subscription) const;
  void enable(Index subscription);
  bool exists(Index subscription) const;
  // What still waits for it is discarded.
  void remove(Index subscription);
  // Sends what is due; to be called when the clock was changed.
  void pump();
  // Calls `done` once nothing is under way or due.
  void when_settled(std::function<void()> done);
  // One attempt outside of all queues and rules.
  void send_once(Delivery delivery, std::function<void(const Delivery&)> done);
  const std::deque<Delivery>& log() const { return log_; }
  void clear_log();
  std::vector<Header> headers_for(const Subscription& subscription, const std::string& webhook_id,
                                  const std::string& body) const;
  std::string new_webhook_id();
  std::string new_event_id();

 private:
  using QueueName = std::pair<std::string, Index>;  // subscription, incident
  struct Queue {
    std::deque<std::size_t> deliveries;  // sequence numbers
    bool under_way = false;
  };

  void enqueue(Index subscription, const WebhookEvent& event, const std::string& event_id);
  bool wants(const Subscription& subscription, const WebhookEvent& event) const;
  Delivery& delivery(std::size_t sequence) { return log_[sequence - first_sequence_]; }
  void attempt(const QueueName& name);
  void finish_attempt(const QueueName& name, const OutgoingResult& result);
  void drop(const QueueName& name);
  void pop(const QueueName& name, const char* state);
  void discard_all(const std::string& subscription);
  void schedule_next();

  Account& account_;
  Reactor& reactor_;
  std::map<QueueName, Queue> queues_;
  std::deque<Delivery> log_;
  std::size_t first_sequence_ = 0;
  std::vector<std::string> removed_;  // ids of subscriptions that were deleted
  std::vector<std::function<void()>> settled_;
  std::uint64_t counter_ = 0;
  std::uint64_t run_;  // unlike from run to run, so that a receiver that remembers ids takes nothing for a repeat
};

}  // namespace simulator
