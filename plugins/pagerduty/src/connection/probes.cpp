#include "connection/probes.hpp"

#include "kit/http/get_one.hpp"
#include "kit/json/json_reader.hpp"

#include <memory>

namespace autoheal::pagerduty::connection {
namespace {

constexpr int kPageSize = 100;
constexpr int kMostPages = 10;

// Pages of subscriptions follow each other; advancing by the rows received, as the API asks.
class Subscriptions {
 public:
  Subscriptions(kit::http::Exchange& exchange, std::vector<kit::Result<kit::http::Response>>& pages)
      : exchange_(exchange), pages_(pages) {}

  void ask(std::size_t offset) {
    exchange_.get(
        {"/webhook_subscriptions", {{"limit", std::to_string(kPageSize)}, {"offset", std::to_string(offset)}}},
        [this, offset](kit::Result<kit::http::Response> reply) { take(offset, std::move(reply)); });
  }

 private:
  void take(std::size_t offset, kit::Result<kit::http::Response> reply) {
    std::size_t rows = 0;
    bool more = false;
    if (reply.has_value()) {
      const kit::Result<kit::JsonDocument> page = kit::parse_json(reply.value().body);
      if (page.has_value()) {
        rows = page.value().rows("webhook_subscriptions").size();
        more = page.value().root().boolean_or("more", false);
      }
    }
    pages_.push_back(std::move(reply));
    if (more && rows > 0 && pages_.size() < kMostPages) ask(offset + rows);
  }

  kit::http::Exchange& exchange_;
  std::vector<kit::Result<kit::http::Response>>& pages_;
};

}  // namespace

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
  Subscriptions subscriptions(*exchange, answers.subscriptions);
  for (std::size_t i = 0; i < answers.reads.size(); ++i) {
    exchange->get({std::string(read_probes()[i].path), {{"limit", "1"}}},
                  [&answers, i](kit::Result<kit::http::Response> reply) { answers.reads[i] = std::move(reply); });
  }
  exchange->get({"/users/me", {}}, [&](kit::Result<kit::http::Response> reply) { answers.me = std::move(reply); });
  if (ask_subscriptions) subscriptions.ask(0);
  exchange->run();
  return answers;
}

kit::Result<kit::http::Response> ask_me(kit::http::Client& client, const kit::CallScope& scope) {
  return kit::http::get_one(*client.open(scope, kit::http::Priority::probe), {"/users/me", {}});
}

}  // namespace autoheal::pagerduty::connection
