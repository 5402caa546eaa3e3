// One integration's settings, checked as a whole: the JSON object of configure, and the secrets that the host keeps
// under the names of their settings.
// Threads: parse_settings is [any-thread]; Settings is immutable once built and shared by pointer.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/result.hpp"
#include "kit/core/secret.hpp"
#include "kit/http/endpoint.hpp"
#include "model/region.hpp"
#include "model/severity.hpp"
#include "settings/api_key.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty {

struct Settings {
  ApiKey api_key;
  model::Region region = model::Region::us;
  std::string endpoint;                                 // origin that an operator set; empty: the region's
  std::string time_zone = "UTC";                        // IANA name that the tz database knows
  std::map<std::string, std::string> labels;            // static labels; they only fill gaps
  std::map<std::string, model::Severity> severity_map;  // lower-case priority name or id
  kit::Secret signing_secret;                           // empty: signatures are not checked
  kit::Secret signing_secret_previous;                  // accepted until:
  std::optional<kit::UtcTime> signing_secret_previous_until;
  std::string ca_bundle;    // absolute path of a PEM file; empty: the system's
  kit::Secret webhook_url;  // the host's own address for this integration's webhook, if the alert source is on
  std::vector<kit::Problem> warnings;

  // The one origin that the key is sent to.
  std::string_view origin() const noexcept { return endpoint.empty() ? model::origin_of(region) : endpoint; }
};

// The secret of that name: nothing if it is not set, secrets_locked if the host cannot read its store.
using SecretReader = std::function<kit::Result<std::optional<kit::Secret>>(std::string_view name)>;

// invalid_settings with one problem per mistake, all in one go; secrets_locked as the reader says it. No network;
// reads the file that ca_bundle names. An empty text is an empty object.
kit::Result<Settings> parse_settings(std::string_view settings_json, const SecretReader& read_secret);

}  // namespace autoheal::pagerduty
