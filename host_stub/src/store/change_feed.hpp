// ChangeFeed: what changed, for readers that tell others about it.
//
// Promise: the changes of alerts are numbered, and so are deliveries. When a number can be read, every lower one of its
// kind can be read, too, or never will be: whoever has read up to a number and goes on behind it misses nothing. A
// number is never given twice. An alert is listed with its last change only.
//   A backend whose transactions end in another order than they began takes the numbers from one counter that stays
//   locked until the commit. SQLite has one writer at a time.
// Threads: [serialized], with a connection of its own; the rest as store/store.hpp promises.
#pragma once

#include "store/alert_repository.hpp"
#include "store/delivery_repository.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace autoheal::host {

// Everything up to these numbers has been read.
struct ChangeMark {
  std::int64_t alert = 0;
  std::int64_t delivery = 0;
};

struct ChangedAlert {
  AlertRecord alert;
  std::int64_t number = 0;
};

class ChangeFeed {
 public:
  virtual ~ChangeFeed() = default;

  // True at the first call, and whenever anything at all was committed since the last one, by this process or another.
  // May be true for nothing; never false for something. Costs next to nothing.
  virtual Result<bool> has_changed() = 0;

  virtual Result<ChangeMark> newest() = 0;
  virtual Result<std::vector<ChangedAlert>> list_alerts_after(std::int64_t number, std::size_t limit) = 0;  // by number
  // By number, which is the delivery's id.
  virtual Result<std::vector<DeliveryRecord>> list_deliveries_after(std::int64_t number, std::size_t limit) = 0;
};

}  // namespace autoheal::host
