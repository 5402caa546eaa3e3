// EndpointRepository: the webhook endpoints, at most one of an integration: its URL's hashed and sealed secret, its
// switch, and what deliveries have left behind (they are counted in the batch that stores them). And the base that all
// URLs begin with. As store/store.hpp promises.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host {

struct WebhookEndpoint {
  std::int64_t integration_id = 0;
  std::string integration;  // name
  std::string plugin;
  std::string public_id;
  bool enabled = false;
  std::optional<std::string> previous_until;  // the URL before the last rotation works until then
  std::optional<std::string> enabled_at;
  bool matched_previous = false;  // of a look-up by URL: the old URL was used
};

struct EndpointRecord {
  WebhookEndpoint endpoint;
  Bytes secret_hash;
  Bytes url_secret;     // sealed
  Bytes previous_hash;  // empty: never rotated
};

struct NewEndpoint {
  std::string public_id;
  Bytes secret_hash;
  Bytes url_secret;
};

struct EndpointRotation {
  Bytes secret_hash;
  Bytes url_secret;
  std::string previous_until;
  std::string at;
};

struct EndpointActivity {
  bool enabled = false;
  std::optional<std::string> enabled_at;
  std::optional<std::string> previous_until;
  std::int64_t deliveries_total = 0;
  std::int64_t rejected_in_a_row = 0;
  std::optional<std::string> last_rejected_at;
  std::optional<std::string> last_event_at;
  std::string last_event_type;
  std::string last_event_outcome;
  std::optional<std::string> last_ping_at;
};

class EndpointRepository {
 public:
  virtual ~EndpointRepository() = default;

  virtual Result<std::optional<EndpointRecord>> find(std::int64_t integration_id) = 0;
  virtual Result<std::optional<EndpointRecord>> find_by_public_id(std::string_view public_id) = 0;
  virtual Result<std::optional<EndpointActivity>> find_activity(std::int64_t integration_id) = 0;
  // Rejections in a row by integration, of those that are switched on.
  virtual Result<std::map<std::int64_t, std::int64_t>> list_rejections() = 0;

  // Off at first. Nothing changes if there is one. A new endpoint and a rotation raise the integration's revision.
  virtual Result<void> add_if_absent(std::int64_t integration_id, const NewEndpoint& endpoint) = 0;
  virtual Result<void> rotate(std::int64_t integration_id, const EndpointRotation& rotation) = 0;
  virtual Result<void> set_enabled(std::int64_t integration_id, bool enabled, std::string_view at) = 0;
  virtual Result<void> clear_rejections(std::int64_t integration_id) = 0;

  virtual Result<std::optional<std::string>> find_base() = 0;
  // A new base raises the revision of every integration that has an endpoint.
  virtual Result<void> set_base(std::string_view url) = 0;
};

}  // namespace autoheal::host
