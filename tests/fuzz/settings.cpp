// A settings document: taken, or refused with at least one problem.
#include "settings/settings.hpp"

#include "target.hpp"

using namespace autoheal::kit;
using namespace autoheal::pagerduty;

AUTOHEAL_FUZZ_TARGET(settings) {
  const SecretReader reader = [](std::string_view name) -> Result<std::optional<Secret>> {
    if (name == "api_key") return std::optional<Secret>(Secret("y_NbAkKc66ryYTWUXYEu"));
    return std::optional<Secret>();
  };
  const Result<Settings> settings = parse_settings(input, reader);
  if (!settings.has_value()) {
    AUTOHEAL_CHECK(settings.error().code == Errc::invalid_settings);
    AUTOHEAL_CHECK(!settings.error().message.empty());
    return;
  }
  AUTOHEAL_CHECK(settings.value().origin().substr(0, 4) == "http");
  AUTOHEAL_CHECK(settings.value().labels.size() <= 64);
}
