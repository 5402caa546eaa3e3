// Folding an alert again from all stored events of its fingerprint, inside the batch that stored them.
// Threads: as WriteBatch. Errors: store, busy, invalid_argument (a stored document is no JSON).
#pragma once

#include "store/write_batch.hpp"

#include <cstdint>
#include <string_view>

namespace autoheal::host {

struct Refolded {
  std::int64_t id = 0;
  bool changed = false;
};

// Makes the alert if there is none, then it is received at `received_at`; writes it only if it differs.
Result<Refolded> refold_alert(WriteBatch& batch, std::int64_t integration_id, std::string_view fingerprint,
                              std::string_view received_at);

}  // namespace autoheal::host
