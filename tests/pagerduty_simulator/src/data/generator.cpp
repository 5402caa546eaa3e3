#include "data/data.hpp"
#include "data/history.hpp"

namespace simulator {
namespace {

// Mostly minutes, sometimes hours, now and then a day.
Millis draw_duration(Random& random) {
  const auto draw = random.below(100);
  if (draw < 70) return random.between(3, 60) * kMinute;
  if (draw < 96) return random.between(60, 600) * kMinute;
  return random.between(10, 40) * kHour;
}

}  // namespace

void add_generated_incidents(Account& account, std::size_t count, std::uint64_t seed) {
  account.incidents.reserve(count);
  Random random(seed ^ hash_text("incidents"));
  const Millis now = account.started;
  const Millis first = add_months(now, -14);
  const Millis step = (now - first) / static_cast<Millis>(count + 1);
  for (std::size_t i = 0; i < count; ++i) {
    const Millis at = first + static_cast<Millis>(i) * step + random.between(0, std::max<Millis>(1, step - 1));
    const Millis created = at / kSecond * kSecond;
    // A few services make most of the noise.
    const auto services = static_cast<std::size_t>(account.services.size());
    const auto service = static_cast<Index>(random.chance(60) ? random.below(12) : random.below(services));
    const std::uint64_t incident_seed = make_seed(random.below(incident_kinds()), random);
    Millis duration = draw_duration(random);  // one draw a statement: compilers differ in the order within one
    duration += random.between(0, 59) * kSecond;
    if (created + duration >= now) duration = 0;  // not over yet
    account.incidents.add(
        make_past_incident(account, service, static_cast<std::int32_t>(i + 1), incident_seed, created, duration));
  }
}

}  // namespace simulator
