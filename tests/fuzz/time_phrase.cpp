// A phrase for a moment or a window, in a zone with daylight saving time.
#include "kit/time/time_phrase.hpp"

#include "target.hpp"

using namespace autoheal::kit;

AUTOHEAL_FUZZ_TARGET(time_phrase) {
  static const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  const UtcTime now(std::chrono::sys_days(std::chrono::year(2026) / 3 / 29) + std::chrono::minutes(90));
  for (const Lean lean : {Lean::past, Lean::future}) {
    const PhraseContext context{now, &berlin, lean};
    const auto window = parse_window("window", input, context);
    if (window.has_value()) {
      AUTOHEAL_CHECK(window.value().since < window.value().until);
    } else {
      AUTOHEAL_CHECK(window.error().code == Errc::invalid_argument);
    }
    const auto instant = parse_instant("at", input, context);
    AUTOHEAL_CHECK(instant.has_value() || instant.error().code == Errc::invalid_argument);
    const auto since = parse_since_until(input, {}, std::chrono::hours(24), context);
    AUTOHEAL_CHECK(!since.has_value() || since.value().since < since.value().until);
  }
}
