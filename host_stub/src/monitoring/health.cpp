#include "monitoring/health.hpp"

#include "store/integration_repository.hpp"
#include "store/meta_repository.hpp"

#include <string_view>

namespace autoheal::host {
namespace {

constexpr std::chrono::seconds kHealthLookEvery{1};
constexpr std::chrono::seconds kLookTooOld{10};  // the look itself hangs: on the disk, or on somebody's lock
constexpr std::string_view kCheckedKey = "health_checked_at";

}  // namespace

Health::Health(const HostParts& host) : host_(host) {
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
  seen.secrets = host_.secrets.check().has_value();
  seen.plugins = host_.plugins.plugins().size();
  const bool mended = mend && seen.store && try_write();
  const std::scoped_lock lock(mutex_);
  seen_ = seen;
  seen_at_ = std::chrono::steady_clock::now();
  if (mended) mended_ = failures;
}

bool Health::look_at_store(HealthState& seen) {
  const auto counts = host_.store.integrations().count_by_plugin();
  if (!counts.has_value()) return false;
  for (const auto& [plugin, count] : counts.value()) {
    seen.integrations += count;
    if (!host_.plugins.find(plugin).has_value()) seen.without_plugin += count;
  }
  return true;
}

// A read tells nothing of a full disk.
bool Health::try_write() { return host_.store.meta().put(kCheckedKey, render_utc(host_.clock.now())).has_value(); }

}  // namespace autoheal::host
