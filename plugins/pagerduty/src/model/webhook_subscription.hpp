// Where PagerDuty delivers its events. Threads: a value.
#pragma once

#include "kit/core/secret.hpp"

#include <string>
#include <vector>

namespace autoheal::pagerduty::model {

struct WebhookSubscription {
  std::string id;
  kit::Secret url;  // whoever knows it may deliver: compared, never shown
  std::string description;
  bool active = true;
  bool temporarily_disabled = false;  // by PagerDuty, after rejected deliveries
  std::vector<std::string> events;
  std::string filter_type;  // account, service, team
  std::string filter_id;
};

}  // namespace autoheal::pagerduty::model
