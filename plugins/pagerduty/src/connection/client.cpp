#include "connection/client.hpp"

#include "api/pagerduty_service.hpp"

#include <string>

namespace autoheal::pagerduty::connection {
namespace {

std::shared_ptr<kit::http::Client> make_client_at(std::string_view origin,
                                                  std::shared_ptr<kit::http::TransferLoop> loop,
                                                  const Settings& settings, kit::http::Patience patience) {
  kit::http::Destination destination;
  destination.service = &api::kPagerDuty;
  destination.origin = origin;
  std::string authorization = settings.api_key.authorization();
  destination.authorization = kit::Secret(authorization);
  kit::wipe(authorization);
  destination.ca_bundle = settings.ca_bundle;
  destination.patience = patience;
  return kit::http::make_curl_client(std::move(loop), std::move(destination));
}

}  // namespace

std::shared_ptr<kit::http::Client> make_client(std::shared_ptr<kit::http::TransferLoop> loop, const Settings& settings,
                                               kit::http::Patience patience) {
  return make_client_at(settings.origin(), std::move(loop), settings, patience);
}

std::shared_ptr<kit::http::Client> make_other_region_client(std::shared_ptr<kit::http::TransferLoop> loop,
                                                            const Settings& settings) {
  if (!settings.endpoint.empty()) return nullptr;
  return make_client_at(model::origin_of(model::other(settings.region)), std::move(loop), settings, {});
}

}  // namespace autoheal::pagerduty::connection
