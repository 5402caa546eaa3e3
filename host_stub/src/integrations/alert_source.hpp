// AlertSourceService: the state of an integration's alert source as the page shows it: switch, counters, strikes, first
// event. Threads: [any-thread]. Errors: not_found, unsupported, store, busy.
#pragma once

#include "base/result.hpp"
#include "integrations/integrations.hpp"
#include "integrations/webhook_endpoints.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <string_view>

namespace autoheal::host {

// "none", "warning" from the first rejection in a row, "disabled" from the third: then the sender has probably stopped.
std::string_view strike_of(std::int64_t rejected_in_a_row);

class AlertSourceService {
 public:
  AlertSourceService(const HostParts& host, const WebhookEndpoints& endpoints) : host_(host), endpoints_(endpoints) {}

  // AlertSource of docs/http-api.md.
  Result<boost::json::object> get(const Integration& integration) const;
  // Integration of docs/http-api.md, alert source included.
  Result<boost::json::object> render_with_source(const Integration& integration) const;

 private:
  const HostParts host_;
  const WebhookEndpoints& endpoints_;
};

}  // namespace autoheal::host
