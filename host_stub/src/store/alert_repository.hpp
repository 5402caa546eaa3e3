// AlertRepository: alerts and their events, to read; they are written in batches (store/write_batch.hpp). As
// store/store.hpp promises.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct AlertRecord {
  std::int64_t id = 0;
  std::string integration;  // name
  std::string document;     // the folded alert
  std::string received_at;
};

enum class AlertSort : std::uint8_t { updated_at, starts_at, received_at, severity, status, name, service };

// Empty members match all.
struct AlertFilter {
  std::vector<std::string> statuses;
  std::vector<std::string> severities;
  std::string source;
  std::string service;
  std::string integration;  // name
  std::string text;   // looked for in names, descriptions, labels and ids, without regard to the case of ASCII letters
  std::string since;  // compared with updated_at
  std::string until;  // excluded
  AlertSort sort = AlertSort::updated_at;
  bool descending = true;  // severity: most severe first
  std::int64_t limit = 50;
  std::int64_t offset = 0;
};

struct AlertCounts {
  std::int64_t firing = 0;
  std::int64_t acknowledged = 0;
  std::int64_t resolved = 0;
};

struct StoredEvent {
  std::string document;
  std::string received_at;
  std::optional<std::int64_t> delivery_id;
};

struct OpenAlert {
  std::int64_t id = 0;
  std::string name;
  std::string status;
  std::string document;
};

struct OpenFingerprint {
  std::string fingerprint;
  std::string starts_at;
};

class AlertRepository {
 public:
  virtual ~AlertRepository() = default;

  // In the order that the filter names, then newest update first, then by id.
  virtual Result<std::vector<AlertRecord>> list(const AlertFilter& filter) = 0;
  // By status, of all that match the filter; its statuses, order and limits are not looked at.
  virtual Result<AlertCounts> count(const AlertFilter& filter) = 0;
  virtual Result<std::optional<AlertRecord>> find(std::int64_t id) = 0;
  // The newest `limit` of them, in the order of their time and then of their id.
  virtual Result<std::vector<StoredEvent>> list_events(std::int64_t alert_id, std::int64_t limit) = 0;
  virtual Result<bool> has_event(std::int64_t integration_id, std::string_view event_id) = 0;

  // Open alerts are those that are not resolved.
  virtual Result<std::vector<OpenAlert>> list_open(std::int64_t limit) = 0;           // newest update first
  virtual Result<std::vector<std::int64_t>> list_newest_ids(std::int64_t limit) = 0;  // newest first
  // Of one integration, and only those whose fingerprint begins so, or only those whose does not (newest update first).
  virtual Result<std::vector<OpenFingerprint>> list_open_with_prefix(std::int64_t integration_id,
                                                                     std::string_view prefix) = 0;
  virtual Result<std::vector<OpenFingerprint>> list_open_without_prefix(std::int64_t integration_id,
                                                                        std::string_view prefix,
                                                                        std::int64_t limit) = 0;
};

}  // namespace autoheal::host
