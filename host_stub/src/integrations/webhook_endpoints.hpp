// WebhookEndpoints: the URLs to which an integration's source delivers. A URL is
// {base}/api/webhooks/{plugin}/{public id}.{secret}; the secret has 256 bits, the store holds its hash and, sealed,
// itself.
// Threads: [any-thread]; no lock is held. Errors: not_found, unsupported (the plugin takes no webhooks), locked, store,
// busy.
#pragma once

#include "base/result.hpp"
#include "integrations/host_parts.hpp"
#include "store/endpoint_repository.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host {

class WebhookEndpoints {
 public:
  explicit WebhookEndpoints(const HostParts& host) : host_(host) {}

  // Where the sources reach the webhook listener, without a slash at the end: --public-url, else what the last `serve`
  // stored with set_base, else the default listener.
  Result<std::string> base() const;
  Result<void> set_base(const std::string& url);

  // By the integration's name. An endpoint is made at its first use, switched off.
  Result<WebhookEndpoint> get(std::string_view integration);
  Result<WebhookEndpoint> set_enabled(std::string_view integration, bool enabled);
  Result<std::string> url(std::string_view integration);  // in full: it holds a secret
  Result<std::string> rotate(std::string_view integration, std::chrono::seconds grace);

  // The URL in full, if there is an endpoint.
  Result<std::optional<std::string>> find_url(std::int64_t integration_id) const;
  // The endpoint of an incoming URL `{public id}.{secret}`; not_found for all that do not match, in like time.
  Result<WebhookEndpoint> find(std::string_view public_id, std::string_view secret) const;

 private:
  Result<EndpointRecord> get_record(std::int64_t integration_id);
  Result<std::string> render_url(const EndpointRecord& record) const;

  const HostParts host_;
};

}  // namespace autoheal::host
