// A delivered body, whatever it is: the answer is well-formed, bounded, and the same each time.
#include "kit/text/utf8.hpp"
#include "target.hpp"
#include "webhook/handler.hpp"

#include <boost/json.hpp>

using namespace autoheal::kit;
using namespace autoheal::pagerduty;
using namespace autoheal::pagerduty::webhook;

AUTOHEAL_FUZZ_TARGET(webhook_body) {
  WebhookRules rules;
  rules.mapping.labels = {{"env", "prod"}};
  const UtcTime now(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14));
  const Delivery delivery{.headers = {},
                          .body = {reinterpret_cast<const std::uint8_t*>(input.data()), input.size()},
                          .received_at = now,
                          .now = now};
  const Answer answer = handle_delivery(rules, delivery);
  AUTOHEAL_CHECK(answer.http_status == kAccepted);
  AUTOHEAL_CHECK(answer.document.size() < 64 * 1024);
  AUTOHEAL_CHECK(autoheal::is_utf8(answer.document));
  AUTOHEAL_CHECK(handle_delivery(rules, delivery).document == answer.document);

  const boost::json::value document = boost::json::parse(answer.document);
  const boost::json::array& events = document.at("events").as_array();
  AUTOHEAL_CHECK(events.empty() == document.as_object().contains("quarantined"));
  for (const boost::json::value& event : events) {
    AUTOHEAL_CHECK(!event.at("event_id").as_string().empty());
    const boost::json::value* alert = event.as_object().if_contains("alert");
    if (alert == nullptr) continue;
    AUTOHEAL_CHECK(!alert->at("name").as_string().empty());
    AUTOHEAL_CHECK(alert->at("name").as_string().size() <= 255);
    AUTOHEAL_CHECK(alert->at("fingerprint").as_string().size() <= 255);
    AUTOHEAL_CHECK(alert->at("labels").at("env") == "prod");
  }
}
