// What Test Connection asks PagerDuty, all side by side. Threads: runs on the thread of the call.
#pragma once

#include "kit/http/client.hpp"
#include "reads/webhook_subscriptions.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty::connection {

// One read that the product needs, and how a person calls it.
struct ReadProbe {
  std::string_view name;   // also the row's
  std::string_view title;  // "Read incidents"
  std::string_view what;   // "incidents"
  std::string_view path;   // "/incidents"
  std::string_view list;   // the reply's list: "incidents"
  std::string_view proves;
  bool required;
};

// The four documented permissions first, then what the other questions use.
const std::vector<ReadProbe>& read_probes();

struct Answers {
  std::vector<std::optional<kit::Result<kit::http::Response>>> reads;  // parallel to read_probes()
  std::optional<kit::Result<kit::http::Response>> me;                  // GET /users/me
  std::shared_ptr<const reads::SubscriptionList> subscriptions;        // nullptr: not asked
};

// Asks everything at once and returns when all is answered or the call is over. ask_subscriptions: with the alert
// source on.
Answers ask_all(kit::http::Client& client, const kit::CallScope& scope, bool ask_subscriptions);

// GET /users/me alone: does this place accept the key?
kit::Result<kit::http::Response> ask_me(kit::http::Client& client, const kit::CallScope& scope);

}  // namespace autoheal::pagerduty::connection
