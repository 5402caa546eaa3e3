// What a settings document that somebody gave does to an integration: absent keeps, null clears, secrets are set apart,
// everything is checked against the plugin's schema and against what the operator allows. Nothing is stored here.
// Threads: pure functions, [any-thread].
#pragma once

#include "base/result.hpp"
#include "base/secret_text.hpp"
#include "plugin/describe.hpp"

#include <boost/json/fwd.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct SettingsChange {
  std::shared_ptr<const boost::json::object> settings;  // what is stored from now on, without secrets
  std::map<std::string, std::optional<SecretText>, std::less<>>
      secrets;                     // new value, or nothing: cleared; absent: kept
  std::vector<std::string> wiped;  // secrets cleared because a setting that they belong to changed
  std::vector<std::string> notes;  // sentences for the person: what was done besides what was asked
};

// Errc::invalid_settings with one problem per mistake. Errc::forbidden: an x-operator-only setting holds a URL that no
// --allow-endpoint names.
// secrets_set: the secrets that the store holds now.
Result<SettingsChange> apply_settings(const Describe& describe, const boost::json::object& stored,
                                      const std::set<std::string, std::less<>>& secrets_set,
                                      const boost::json::object& given,
                                      const std::vector<std::string>& allowed_endpoints);

// The operator's rule alone, for settings that were stored under another start of the host.
Result<void> check_operator_settings(const Describe& describe, const boost::json::object& settings,
                                     const std::vector<std::string>& allowed_endpoints);

// A secret as somebody pasted it, without blanks and line breaks at its ends.
std::string_view trim_secret(std::string_view text);

}  // namespace autoheal::host
