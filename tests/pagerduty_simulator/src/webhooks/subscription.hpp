// Generic Webhook v3 subscriptions, as data.
#pragma once

#include "net/message.hpp"
#include "store/account.hpp"

#include <string>
#include <vector>

namespace simulator {

struct Subscription {
  enum class Scope : std::uint8_t { account, service, team };
  std::string id;
  std::string method_id;  // of the delivery method
  bool active = true;
  std::string url;
  std::string description;
  std::vector<std::string> events;
  Scope scope = Scope::account;
  Index scope_index = kNone;  // service or team
  std::vector<Header> custom_headers;
  std::vector<std::string> secrets;  // the first is the one given out; a second one while it is being rotated
  Millis disabled_until = 0;         // 0: not disabled
  int drops_in_a_row = 0;
};

// The event types that can be subscribed to.
const std::vector<std::string>& subscribable_events();
// `v1=<hex>` per secret, comma-separated: HMAC-SHA-256 of the body's bytes, keyed with the secret's characters.
std::string sign_body(const std::string& body, const std::vector<std::string>& secrets);
// A signing secret as PagerDuty makes them: 64 characters of the base64 alphabet. Not deterministic.
std::string make_secret();

}  // namespace simulator
