// What one batch of the event writer stores: new events, re-folded alerts, log rows and counters.
// Threads: as WriteBatch. Errors: store, busy, invalid_argument (a document is no JSON); after one, let the batch go.
#pragma once

#include "base/result.hpp"
#include "intake/write_job.hpp"
#include "store/write_batch.hpp"

#include <vector>

namespace autoheal::host {

// What becomes of each job once the batch is committed, in their order. `done` of the jobs is not called.
Result<std::vector<DeliveryReport>> store_jobs(WriteBatch& batch, const std::vector<WriteJob>& jobs);

}  // namespace autoheal::host
