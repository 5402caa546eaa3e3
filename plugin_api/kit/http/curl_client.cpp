#include "kit/http/curl_client.hpp"

#include "kit/http/curl_exchange.hpp"
#include "kit/text/url.hpp"

#include <cstdlib>

namespace autoheal::kit::http {
namespace {

// Behind a proxy the connection goes to the proxy, which may well be private; the service's name is resolved there.
bool uses_proxy() {
  for (const char* name : {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return true;
  }
  return false;
}

class CurlClient final : public Client {
 public:
  CurlClient(std::shared_ptr<TransferLoop> loop, std::shared_ptr<const Target> target)
      : loop_(std::move(loop)), target_(std::move(target)) {}

  std::unique_ptr<Exchange> open(const CallScope& scope, Priority priority) override {
    return make_curl_exchange(loop_, target_, scope, priority);
  }

  std::optional<RateBudget> rate_budget() const override {
    return target_->key->rate_budget(std::chrono::steady_clock::now());
  }

 private:
  const std::shared_ptr<TransferLoop> loop_;
  const std::shared_ptr<const Target> target_;
};

}  // namespace

std::shared_ptr<Client> make_curl_client(std::shared_ptr<TransferLoop> loop, Destination destination) {
  auto target = std::make_shared<Target>();
  target->service = destination.service;
  target->origin = std::move(destination.origin);
  target->host = authority_of(target->origin);
  target->authorization = std::move(destination.authorization);
  target->ca_bundle = std::move(destination.ca_bundle);
  target->public_addresses_only = target->service->is_own_origin(target->origin) && !uses_proxy();
  target->patience = destination.patience;
  target->key = key_state_of(*target->service, target->origin, target->authorization.reveal());
  target->key->forget_refusal();
  return std::make_shared<CurlClient>(std::move(loop), std::move(target));
}

}  // namespace autoheal::kit::http
