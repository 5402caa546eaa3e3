// The account's names: teams, services, escalation policies, schedules and users, read once over all pages and kept
// for five minutes. One per instance and credential.
// Threads: [any-thread]. Calls that need the same list at the same time share one read of it; nothing is locked while
// reading.
#pragma once

#include "kit/answer/query.hpp"
#include "kit/core/clock.hpp"
#include "kit/core/result.hpp"
#include "model/directory_entries.hpp"

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace autoheal::pagerduty::reads {

enum class Kind : std::uint8_t { team, service, escalation_policy, schedule, user };
inline constexpr std::size_t kKinds = 5;

std::string_view name(Kind kind) noexcept;   // "escalation_policy", as arguments are called
std::string_view words(Kind kind) noexcept;  // "escalation policy", for sentences

template <class T>
using Listing = std::shared_ptr<const std::vector<T>>;

// The lists that were asked for; the others are null.
struct Names {
  Listing<model::Team> teams;
  Listing<model::Service> services;
  Listing<model::EscalationPolicy> escalation_policies;
  Listing<model::ScheduleName> schedules;
  Listing<model::User> users;
  std::chrono::seconds age{0};  // of the oldest list
  std::vector<std::string> warnings;
  std::array<std::optional<kit::Error>, kKinds> errors;  // of lists that could not be read
  std::array<bool, kKinds> in_part{};                    // lists that could not be read to their end
};

class Directory {
 public:
  Directory() = default;
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  // Reads what is missing or older than `oldest`, running the call's exchange. A list that cannot be read is an entry
  // in errors.
  Names get(kit::Query& query, std::span<const Kind> kinds, std::chrono::seconds oldest = std::chrono::minutes{5});

  // The same for lists without which there is nothing to say: the first error is returned.
  kit::Result<Names> require(kit::Query& query, std::span<const Kind> kinds,
                             std::chrono::seconds oldest = std::chrono::minutes{5});

 private:
  struct Slot {
    std::shared_ptr<const void> list;
    kit::UtcTime read_at{};
    bool in_part = false;
    bool loading = false;
  };
  class Load;

  bool is_fresh(const Slot& slot, kit::UtcTime now, std::chrono::seconds oldest) const;
  void load(kit::Query& query, const std::vector<Kind>& kinds, Names& names);
  bool wait_for(kit::Query& query, Kind kind);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::array<Slot, kKinds> slots_;  // guarded by mutex_
};

}  // namespace autoheal::pagerduty::reads
