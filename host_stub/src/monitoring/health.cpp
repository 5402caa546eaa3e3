#include "monitoring/health.hpp"

#include "app/host.hpp"

#include <string>

namespace autoheal::host {
namespace {

constexpr std::chrono::seconds kHealthLookEvery{1};
constexpr std::chrono::seconds kLookTooOld{10};  // the look itself hangs: on the disk, or on somebody's lock

}  // namespace

Health::Health(Host& host, Database db) : host_(host), db_(std::move(db)) {
  look();
  thread_ = std::jthread([this](std::stop_token stop) {
    while (!stop.stop_requested()) {
      {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, kHealthLookEvery, [] { return false; });
      }
      if (!stop.stop_requested()) look();
    }
  });
}

Health::~Health() = default;

HealthState Health::state() const {
  const std::scoped_lock lock(mutex_);
  HealthState state = seen_;
  if (failures_ != mended_ || std::chrono::steady_clock::now() - seen_at_ > kLookTooOld) state.store = false;
  return state;
}

void Health::write_failed() {
  const std::scoped_lock lock(mutex_);
  ++failures_;
}

void Health::look() {
  std::uint64_t failures = 0;
  bool mend = false;
  {
    const std::scoped_lock lock(mutex_);
    failures = failures_;
    mend = failures_ != mended_;
  }
  HealthState seen;
  seen.store = look_at_store(seen);
  seen.secrets = host_.secrets().check().has_value();
  seen.plugins = host_.plugins().plugins().size();
  const bool mended = mend && seen.store && try_write();
  const std::scoped_lock lock(mutex_);
  seen_ = seen;
  seen_at_ = std::chrono::steady_clock::now();
  if (mended) mended_ = failures;
}

bool Health::look_at_store(HealthState& seen) {
  auto row = db_.query("SELECT plugin, count(*) FROM integrations GROUP BY plugin");
  if (!row.has_value()) return false;
  for (;;) {
    const auto more = row.value().next();
    if (!more.has_value()) return false;
    if (!more.value()) return true;
    const auto count = static_cast<std::size_t>(row.value().integer(1));
    seen.integrations += count;
    if (!host_.plugins().find(row.value().text(0)).has_value()) seen.without_plugin += count;
  }
}

// A read tells nothing of a full disk.
bool Health::try_write() {
  auto transaction = db_.begin();
  if (!transaction.has_value()) return false;
  if (!write_meta(db_, "health_checked_at", render_utc(host_.clock().now())).has_value()) return false;
  return transaction.value().commit().has_value();
}

}  // namespace autoheal::host
