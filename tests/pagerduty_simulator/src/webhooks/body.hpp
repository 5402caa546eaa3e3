// The bodies of v3 webhooks, with the members in the order in which PagerDuty sends them.
#pragma once

#include "store/account.hpp"

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace simulator {

struct WebhookEvent {
  std::string type;  // "incident.triggered"
  Millis at = 0;
  Agent agent;
  std::string client;  // name of the Events API client, may be empty
  std::string client_url;
  boost::json::object data;
  Index service = kNone;   // for the filters; kNone only for pings
  Index incident = kNone;  // for the order of delivery
};

boost::json::object webhook_incident(const Account& account, Index incident);
boost::json::object webhook_incident_reference(const Account& account, Index incident);
boost::json::object webhook_user(const Account& account, Index user);
// The whole body, serialised once: what is signed is what is sent.
std::string webhook_body(const Account& account, const WebhookEvent& event, std::string_view event_id);

}  // namespace simulator
