#include "integrations/webhook_endpoints.hpp"

#include "base/bytes.hpp"
#include "log/log.hpp"
#include "log/redactor.hpp"
#include "store/integration_repository.hpp"

namespace autoheal::host {
namespace {

constexpr const char* kDefaultWebhookBase = "http://127.0.0.1:8421";
constexpr std::size_t kPublicIdBytes = 9;
constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kField = "@webhook_url";  // no setting can have this name

Bytes hash_of_secret(std::string_view secret) {
  const Sha256 hash = sha256(as_bytes(secret));
  return {hash.begin(), hash.end()};
}

}  // namespace

Result<std::string> WebhookEndpoints::base() const {
  if (!host_.options.public_url.empty()) return host_.options.public_url;
  AH_TRY(const auto stored, host_.store.endpoints().find_base());
  return stored.value_or(kDefaultWebhookBase);
}

// Plugins know their URL as a secret: with the revision that goes up they read it again.
Result<void> WebhookEndpoints::set_base(const std::string& url) { return host_.store.endpoints().set_base(url); }

Result<std::string> WebhookEndpoints::render_url(const EndpointRecord& record) const {
  const WebhookEndpoint& endpoint = record.endpoint;
  AH_TRY(const SecretText secret, host_.secrets.open(endpoint.integration_id, kField, record.url_secret));
  AH_TRY(const std::string start, base());
  redactor().add(secret.reveal());
  return start + "/api/webhooks/" + endpoint.plugin + "/" + endpoint.public_id + "." + std::string{secret.reveal()};
}

Result<EndpointRecord> WebhookEndpoints::get_record(std::int64_t integration_id) {
  AH_TRY(auto found, host_.store.endpoints().find(integration_id));
  if (!found) {
    const SecretText secret{random_token(kSecretBytes)};
    NewEndpoint endpoint;
    endpoint.public_id = random_token(kPublicIdBytes);
    endpoint.secret_hash = hash_of_secret(secret.reveal());
    AH_TRY(endpoint.url_secret, host_.secrets.seal(integration_id, kField, secret.reveal()));
    AH_TRY_VOID(host_.store.endpoints().add_if_absent(integration_id, endpoint));
    AH_TRY(found, host_.store.endpoints().find(integration_id));
  }
  if (!found) return failure(Errc::not_found, "The integration has been removed.");
  return std::move(*found);
}

Result<WebhookEndpoint> WebhookEndpoints::get(std::string_view integration) {
  AH_TRY(const Integration stored, host_.store.integrations().get(integration));
  const auto plugin = host_.plugins.find(stored.plugin);
  if (plugin.has_value() && !plugin.value()->describe.webhook) {
    return failure(Errc::unsupported, "The plugin " + stored.plugin + " takes no webhooks.");
  }
  AH_TRY(EndpointRecord record, get_record(stored.id));
  return std::move(record.endpoint);
}

Result<WebhookEndpoint> WebhookEndpoints::set_enabled(std::string_view integration, bool enabled) {
  AH_TRY(const WebhookEndpoint endpoint, get(integration));
  AH_TRY_VOID(host_.store.endpoints().set_enabled(endpoint.integration_id, enabled, render_utc(host_.clock.now())));
  log_info("alert source switched", {{"integration", integration}, {"enabled", enabled}});
  return get(integration);
}

Result<std::string> WebhookEndpoints::url(std::string_view integration) {
  AH_TRY(const WebhookEndpoint endpoint, get(integration));
  AH_TRY(const EndpointRecord record, get_record(endpoint.integration_id));
  return render_url(record);
}

Result<std::string> WebhookEndpoints::rotate(std::string_view integration, std::chrono::seconds grace) {
  AH_TRY(const WebhookEndpoint endpoint, get(integration));
  const SecretText secret{random_token(kSecretBytes)};
  EndpointRotation rotation;
  rotation.secret_hash = hash_of_secret(secret.reveal());
  AH_TRY(rotation.url_secret, host_.secrets.seal(endpoint.integration_id, kField, secret.reveal()));
  rotation.previous_until = render_utc(host_.clock.now() + grace);
  rotation.at = render_utc(host_.clock.now());
  AH_TRY_VOID(host_.store.endpoints().rotate(endpoint.integration_id, rotation));
  log_info("webhook URL rotated", {{"integration", integration}, {"grace_s", grace.count()}});
  AH_TRY(const EndpointRecord record, get_record(endpoint.integration_id));
  return render_url(record);
}

Result<std::optional<std::string>> WebhookEndpoints::find_url(std::int64_t integration_id) const {
  AH_TRY(const auto record, host_.store.endpoints().find(integration_id));
  if (!record) return std::optional<std::string>{};
  AH_TRY(std::string url, render_url(*record));
  return std::optional<std::string>{std::move(url)};
}

Result<WebhookEndpoint> WebhookEndpoints::find(std::string_view public_id, std::string_view secret) const {
  const Bytes given = hash_of_secret(secret);
  AH_TRY(auto record, host_.store.endpoints().find_by_public_id(public_id));
  // An id that is not there costs the same comparisons as one that is.
  const Bytes nothing(given.size());
  const Bytes& current = record ? record->secret_hash : nothing;
  const Bytes& previous = record && !record->previous_hash.empty() ? record->previous_hash : nothing;
  const bool is_current = equal_constant_time(given, current);
  const bool is_previous = equal_constant_time(given, previous);
  const bool in_grace =
      record && record->endpoint.previous_until && render_utc(host_.clock.now()) < *record->endpoint.previous_until;
  if (!record || !(is_current || (is_previous && in_grace))) {
    return failure(Errc::not_found, "There is no such webhook URL.");
  }
  record->endpoint.matched_previous = !is_current;
  return std::move(record->endpoint);
}

}  // namespace autoheal::host
