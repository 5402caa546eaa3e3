// IntegrationService: the webhook URLs. A URL is {base}/api/webhooks/{plugin}/{public id}.{secret}; the secret has 256
// bits, the store holds its hash and, encrypted, itself.
#include "integrations/integrations_state.hpp"
#include "log/log.hpp"
#include "log/redactor.hpp"

namespace autoheal::host {
namespace {

constexpr std::size_t kPublicIdBytes = 9;
constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kField = "@webhook_url";  // no setting can have this name

Bytes hash_of(std::string_view secret) {
  const Sha256 hash = sha256(as_bytes(secret));
  return {hash.begin(), hash.end()};
}

}  // namespace

Result<std::string> IntegrationService::State::url_of(const EndpointRow& row) {
  AH_TRY(const SecretText secret, host.secrets().open(row.endpoint.integration_id, kField, row.url_secret));
  AH_TRY(const std::string base, host.webhook_base());
  redactor().add(secret.reveal());
  return base + "/api/webhooks/" + row.endpoint.plugin + "/" + row.endpoint.public_id + "." +
         std::string{secret.reveal()};
}

Result<EndpointRow> IntegrationService::State::endpoint_of(std::int64_t id) {
  AH_TRY(auto found, get_endpoint(db, id));
  if (!found) {
    const SecretText secret{random_token(kSecretBytes)};
    AH_TRY(const Bytes record, host.secrets().seal(id, kField, secret.reveal()));
    AH_TRY(Transaction transaction, db.begin());
    AH_TRY_VOID(
        db.run("INSERT INTO webhook_endpoints(integration_id, public_id, secret_hash, url_secret) "
               "VALUES(?, ?, ?, ?) ON CONFLICT(integration_id) DO NOTHING",
               id, random_token(kPublicIdBytes), hash_of(secret.reveal()), record));
    AH_TRY_VOID(touch_integration(db, id));
    AH_TRY_VOID(transaction.commit());
    AH_TRY(found, get_endpoint(db, id));
  }
  if (!found) return failure(Errc::not_found, "The integration has been removed.");
  return std::move(*found);
}

Result<WebhookEndpoint> IntegrationService::webhook(std::string_view name) {
  const std::lock_guard lock{state_->mutex};
  AH_TRY(const Integration stored, get_integration(state_->db, name));
  const auto plugin = state_->host.plugins().find(stored.plugin);
  if (plugin.has_value() && !plugin.value()->describe.webhook) {
    return failure(Errc::unsupported, "The plugin " + stored.plugin + " takes no webhooks.");
  }
  AH_TRY(EndpointRow row, state_->endpoint_of(stored.id));
  return std::move(row.endpoint);
}

Result<WebhookEndpoint> IntegrationService::set_webhook(std::string_view name, bool enabled) {
  AH_TRY(const WebhookEndpoint endpoint, webhook(name));
  {
    const std::lock_guard lock{state_->mutex};
    const std::string now = state_->now();
    AH_TRY_VOID(
        state_->db.run("UPDATE webhook_endpoints SET enabled = ?, "
                       "enabled_at = CASE WHEN ? AND NOT enabled THEN ? ELSE enabled_at END "
                       "WHERE integration_id = ?",
                       enabled, enabled, now, endpoint.integration_id));
  }
  log_info("alert source switched", {{"integration", name}, {"enabled", enabled}});
  return webhook(name);
}

Result<std::string> IntegrationService::webhook_url(std::string_view name) {
  AH_TRY(const WebhookEndpoint endpoint, webhook(name));
  const std::lock_guard lock{state_->mutex};
  AH_TRY(const EndpointRow row, state_->endpoint_of(endpoint.integration_id));
  return state_->url_of(row);
}

Result<std::string> IntegrationService::rotate_webhook(std::string_view name, std::chrono::seconds grace) {
  AH_TRY(const WebhookEndpoint endpoint, webhook(name));
  const std::int64_t id = endpoint.integration_id;
  const SecretText secret{random_token(kSecretBytes)};
  const std::lock_guard lock{state_->mutex};
  AH_TRY(const Bytes record, state_->host.secrets().seal(id, kField, secret.reveal()));
  {
    AH_TRY(Transaction transaction, state_->db.begin());
    AH_TRY_VOID(state_->db.run(
        "UPDATE webhook_endpoints SET previous_hash = secret_hash, previous_until = ?, "
        "secret_hash = ?, url_secret = ?, rotated_at = ? WHERE integration_id = ?",
        render_utc(state_->host.clock().now() + grace), hash_of(secret.reveal()), record, state_->now(), id));
    AH_TRY_VOID(touch_integration(state_->db, id));
    AH_TRY_VOID(transaction.commit());
  }
  log_info("webhook URL rotated", {{"integration", name}, {"grace_s", grace.count()}});
  AH_TRY(const EndpointRow row, state_->endpoint_of(id));
  return state_->url_of(row);
}

Result<WebhookEndpoint> IntegrationService::find_endpoint(std::string_view public_id, std::string_view secret) {
  const Bytes given = hash_of(secret);
  const std::lock_guard lock{state_->mutex};
  AH_TRY(auto row, find_endpoint_row(state_->db, public_id));
  // An id that is not there costs the same comparisons as one that is.
  const Bytes nothing(given.size());
  const Bytes& current = row ? row->secret_hash : nothing;
  const Bytes& previous = row && !row->previous_hash.empty() ? row->previous_hash : nothing;
  const bool is_current = equal_constant_time(given, current);
  const bool is_previous = equal_constant_time(given, previous);
  const bool in_grace = row && row->endpoint.previous_until && state_->now() < *row->endpoint.previous_until;
  if (!row || !(is_current || (is_previous && in_grace))) {
    return failure(Errc::not_found, "There is no such webhook URL.");
  }
  row->endpoint.matched_previous = !is_current;
  return std::move(row->endpoint);
}

}  // namespace autoheal::host
