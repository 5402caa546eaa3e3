#include "reads/directory.hpp"

#include "api/directory.hpp"
#include "kit/answer/query.hpp"
#include "reads/reads.hpp"

namespace autoheal::pagerduty::reads {
namespace {

constexpr std::chrono::milliseconds kLookAgain{20};  // how often a waiting call looks at its cancel and deadline

void put_list(Names& names, Kind kind, std::shared_ptr<const void> list) {
  switch (kind) {
    case Kind::team:
      names.teams = std::static_pointer_cast<const std::vector<model::Team>>(list);
      break;
    case Kind::service:
      names.services = std::static_pointer_cast<const std::vector<model::Service>>(list);
      break;
    case Kind::escalation_policy:
      names.escalation_policies = std::static_pointer_cast<const std::vector<model::EscalationPolicy>>(list);
      break;
    case Kind::schedule:
      names.schedules = std::static_pointer_cast<const std::vector<model::ScheduleName>>(list);
      break;
    case Kind::user:
      names.users = std::static_pointer_cast<const std::vector<model::User>>(list);
      break;
  }
}

// What one list's read came to: the list, or why not.
struct Outcome {
  std::shared_ptr<const void> list;
  std::optional<kit::Error> error;
  std::vector<std::string> warnings;
  bool in_part = false;
};

template <class T>
std::function<Outcome()> start(kit::http::Exchange& exchange, kit::http::Request request, std::string_view key,
                               T (*read)(const kit::JsonReader&)) {
  auto reading = read_list<T>(exchange, std::move(request), key, read);
  return [reading]() -> Outcome {
    if (reading->error) return {nullptr, reading->error, {}, false};
    const bool in_part = !reading->is_whole();
    return {std::make_shared<const std::vector<T>>(std::move(reading->rows)), std::nullopt, reading->warnings, in_part};
  };
}

// Both generations of schedules are one list; an account or key without the newer one still has the older.
std::function<Outcome()> start_schedules(kit::http::Exchange& exchange) {
  auto classic =
      read_list<model::ScheduleName>(exchange, api::build_list_schedules(), "schedules", api::read_schedule_name);
  auto newer =
      read_list<model::ScheduleName>(exchange, api::build_list_v3_schedules(), "schedules", api::read_v3_schedule_name);
  return [classic, newer]() -> Outcome {
    if (classic->error) return {nullptr, classic->error, {}, false};
    Outcome out;
    out.in_part = !classic->is_whole();
    out.warnings = classic->warnings;
    auto all = std::make_shared<std::vector<model::ScheduleName>>(std::move(classic->rows));
    for (model::ScheduleName& schedule : newer->rows) {
      const bool known = std::any_of(all->begin(), all->end(), [&](const auto& s) { return s.id == schedule.id; });
      if (!known) all->push_back(std::move(schedule));
    }
    bool absent =
        newer->error && (newer->error->code == kit::Errc::not_found || newer->error->code == kit::Errc::plan_required);
    out.in_part = out.in_part || (!newer->is_whole() && !absent);
    if (newer->error && !absent)
      out.warnings.push_back("Shift-based schedules could not be read: " + newer->error->message);
    out.list = std::move(all);
    return out;
  };
}

std::function<Outcome()> start(kit::http::Exchange& exchange, Kind kind) {
  switch (kind) {
    case Kind::team:
      return start<model::Team>(exchange, api::build_list_teams(), "teams", api::read_team);
    case Kind::service:
      return start<model::Service>(exchange, api::build_list_services(), "services", api::read_service);
    case Kind::escalation_policy:
      return start<model::EscalationPolicy>(exchange, api::build_list_escalation_policies(), "escalation_policies",
                                            api::read_escalation_policy);
    case Kind::schedule:
      return start_schedules(exchange);
    case Kind::user:
      return start<model::User>(exchange, api::build_list_users(), "users", api::read_user);
  }
  return [] {
    return Outcome{nullptr, kit::Error::of(kit::Errc::internal, "There is no such kind of name."), {}, false};
  };
}

}  // namespace

std::string_view name(Kind kind) noexcept {
  constexpr std::array<std::string_view, kKinds> kNames{"team", "service", "escalation_policy", "schedule", "user"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view words(Kind kind) noexcept {
  return kind == Kind::escalation_policy ? std::string_view("escalation policy") : name(kind);
}

// Holds the right to load some kinds; whatever happens, nobody waits for them afterwards.
class Directory::Load {
 public:
  Load(Directory& directory, const std::vector<Kind>& kinds) : directory_(directory), kinds_(kinds) {}
  ~Load() {
    {
      const std::lock_guard lock(directory_.mutex_);
      for (Kind kind : kinds_) directory_.slots_[static_cast<std::size_t>(kind)].loading = false;
    }
    directory_.changed_.notify_all();
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

 private:
  Directory& directory_;
  const std::vector<Kind>& kinds_;
};

bool Directory::is_fresh(const Slot& slot, kit::UtcTime now, std::chrono::seconds oldest) const {
  return slot.list != nullptr && now - slot.read_at <= oldest && now >= slot.read_at;
}

Names Directory::get(kit::Query& query, std::span<const Kind> kinds, std::chrono::seconds oldest) {
  Names names;
  std::vector<Kind> mine;
  std::vector<Kind> theirs;
  {
    std::lock_guard lock(mutex_);
    for (Kind kind : kinds) {
      Slot& slot = slots_[static_cast<std::size_t>(kind)];
      if (is_fresh(slot, query.now(), oldest)) continue;
      (slot.loading ? theirs : mine).push_back(kind);
      slot.loading = true;
    }
  }
  if (!mine.empty()) load(query, mine, names);
  for (Kind kind : theirs) {
    if (wait_for(query, kind)) continue;
    const std::vector<Kind> again{kind};
    load(query, again, names);
  }
  std::lock_guard lock(mutex_);
  for (Kind kind : kinds) {
    const Slot& slot = slots_[static_cast<std::size_t>(kind)];
    if (slot.list == nullptr || names.errors[static_cast<std::size_t>(kind)]) continue;
    put_list(names, kind, slot.list);
    names.in_part[static_cast<std::size_t>(kind)] = slot.in_part;
    const auto age = std::chrono::floor<std::chrono::seconds>(query.now() - slot.read_at);
    names.age = std::max(names.age, age);
  }
  query.answer.directory_age = names.age;
  return names;
}

kit::Result<Names> Directory::require(kit::Query& query, std::span<const Kind> kinds, std::chrono::seconds oldest) {
  Names names = get(query, kinds, oldest);
  for (auto& error : names.errors) {
    if (error) return kit::failure(std::move(*error));
  }
  for (std::string& warning : names.warnings) query.answer.warnings.push_back(warning);
  return names;
}

void Directory::load(kit::Query& query, const std::vector<Kind>& kinds, Names& names) {
  Load right(*this, kinds);
  std::vector<std::function<Outcome()>> readings;
  for (Kind kind : kinds) readings.push_back(start(query.exchange(), kind));
  query.exchange().run();
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    Outcome outcome = readings[i]();
    const auto at = static_cast<std::size_t>(kinds[i]);
    for (std::string& warning : outcome.warnings) names.warnings.push_back(std::move(warning));
    std::lock_guard lock(mutex_);
    if (outcome.error) {
      const bool old_will_do = slots_[at].list != nullptr && kit::is_retryable(outcome.error->code);
      if (!old_will_do) {
        names.errors[at] = std::move(outcome.error);
        continue;
      }
      names.warnings.push_back("The list of names of kind " + std::string(words(kinds[i])) +
                               " could not be refreshed, an older one is used: " + outcome.error->message);
      continue;
    }
    slots_[at].list = std::move(outcome.list);
    slots_[at].in_part = outcome.in_part;
    slots_[at].read_at = query.now();
  }
}

// True once somebody else has loaded the list; false if this call has to do it, or may not wait any longer.
bool Directory::wait_for(kit::Query& query, Kind kind) {
  const kit::CallScope& scope = query.context().scope;
  std::unique_lock lock(mutex_);
  Slot& slot = slots_[static_cast<std::size_t>(kind)];
  while (slot.loading && !scope.is_cancelled() && std::chrono::steady_clock::now() < scope.deadline) {
    changed_.wait_for(lock, kLookAgain);
  }
  if (!slot.loading && slot.list != nullptr) return true;
  slot.loading = true;
  return false;
}

}  // namespace autoheal::pagerduty::reads
