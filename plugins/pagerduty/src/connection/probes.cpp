#include "connection/probes.hpp"

#include "api/account.hpp"
#include "kit/http/get_one.hpp"

#include <memory>

namespace autoheal::pagerduty::connection {
const std::vector<ReadProbe>& read_probes() {
  static const std::vector<ReadProbe> kProbes{
      {"incidents", "Read incidents", "incidents", "/incidents", "incidents",
       "Questions about incidents can be answered.", true},
      {"services", "Read services", "services", "/services", "services", "Services can be found by name and looked at.",
       true},
      {"schedules", "Read schedules", "schedules", "/schedules", "schedules", "Schedules and their shifts can be read.",
       true},
      {"users", "Read users", "users", "/users", "users", "People can be named.", true},
      {"on_calls", "Read on-calls", "on-calls", "/oncalls", "oncalls", "Who is on call can be answered.", false},
      {"escalation_policies", "Read escalation policies", "escalation policies", "/escalation_policies",
       "escalation_policies", "Levels and targets of a policy can be read.", false},
      {"teams", "Read teams", "teams", "/teams", "teams", "Questions can be asked by team.", false},
      {"log_entries", "Read log entries", "log entries", "/log_entries", "log_entries",
       "Timelines say who did what and when.", false},
  };
  return kProbes;
}

Answers ask_all(kit::http::Client& client, const kit::CallScope& scope, bool ask_subscriptions) {
  Answers answers;
  answers.reads.resize(read_probes().size());
  const std::unique_ptr<kit::http::Exchange> exchange = client.open(scope, kit::http::Priority::probe);
  for (std::size_t i = 0; i < answers.reads.size(); ++i) {
    exchange->get({std::string(read_probes()[i].path), {{"limit", "1"}}},
                  [&answers, i](kit::Result<kit::http::Response> reply) { answers.reads[i] = std::move(reply); });
  }
  exchange->get(api::build_get_me(), [&](kit::Result<kit::http::Response> reply) { answers.me = std::move(reply); });
  if (ask_subscriptions) answers.subscriptions = reads::read_webhook_subscriptions(*exchange);
  exchange->run();
  return answers;
}

kit::Result<kit::http::Response> ask_me(kit::http::Client& client, const kit::CallScope& scope) {
  return kit::http::get_one(*client.open(scope, kit::http::Priority::probe), api::build_get_me());
}

}  // namespace autoheal::pagerduty::connection
