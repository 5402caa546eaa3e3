// DeliveryRepository: the log of webhook deliveries and of what the host wrote in their stead. Rows are written in
// batches (store/write_batch.hpp), where it is also said how many are kept. As store/store.hpp promises.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct DeliveryRecord {
  std::int64_t id = 0;
  std::string integration;  // name
  std::string received_at;
  std::optional<std::string> event_id;
  std::optional<std::string> event_type;
  std::optional<std::string> incident;  // JSON object
  std::string outcome;
  std::int64_t http_status = 0;
  std::string signature;
  std::optional<std::string> explanation;
  std::int64_t duration_us = 0;
  std::int64_t bytes = 0;
  std::optional<std::int64_t> alert_id;
  std::optional<std::string> source_ip;
  std::string steps;  // JSON array
};

struct DeliveryContent {
  DeliveryRecord record;
  std::string headers;        // JSON array, redacted
  std::optional<Bytes> body;  // absent: none came, or it is not kept any more
};

struct DeliveryFilter {
  std::string outcome;  // empty: all
  std::int64_t limit = 50;
  std::optional<std::int64_t> before;  // id; only older ones
};

class DeliveryRepository {
 public:
  virtual ~DeliveryRepository() = default;

  // All lists: by id, the highest first.
  virtual Result<std::vector<DeliveryRecord>> list(std::int64_t integration_id, const DeliveryFilter& filter) = 0;
  virtual Result<std::vector<DeliveryRecord>> list_of_alert(std::int64_t alert_id, std::int64_t limit) = 0;
  virtual Result<std::optional<DeliveryRecord>> find(std::int64_t id) = 0;
  virtual Result<std::optional<DeliveryContent>> find_content(std::int64_t id) = 0;
  virtual Result<void> set_explanation(std::int64_t id, std::string_view explanation) = 0;
};

}  // namespace autoheal::host
