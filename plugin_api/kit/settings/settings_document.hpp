// The settings document of configure, read so that every mistake is named at once: the integration reads its own
// settings from root(), the kit those that most integrations have, and check() refuses what has a problem.
//
//   AH_TRY(auto document, SettingsDocument::parse(settings_json));
//   document.refuse_others(kSettings, kSecrets);
//   settings.origin = document.endpoint("endpoint");
//   if (document.root().text_or("region") == "mars") document.problem("region", "There is no such region.");
//   AH_TRY_VOID(document.check());
//
// Threads: a value of one thread. No network.
#pragma once

#include "kit/json/json_reader.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace autoheal::kit {

class SettingsDocument {
 public:
  // An empty text is an empty object. Error: invalid_settings, if it is not one JSON object in sound UTF-8.
  static Result<SettingsDocument> parse(std::string_view settings_json);

  JsonReader root() const;  // its mistakes become problems; valid as long as this document

  void problem(std::string_view setting, std::string message);
  void problem_at(std::string pointer, std::string message);  // JSON pointer into the document

  // A problem with that message if the setting is absent or an empty text.
  void require(std::string_view setting, std::string message);

  // A problem for each member that is neither. A secret among the settings is told apart: it would be shown and logged.
  void refuse_others(std::span<const std::string_view> settings, std::span<const std::string_view> secrets = {});

  // Each of these is empty if the setting is absent, empty, or has a problem, which is noted.
  std::string endpoint(std::string_view setting);   // an origin, as parse_endpoint makes it
  std::string time_zone(std::string_view setting);  // a name that the tz database knows
  std::string ca_bundle(std::string_view setting);  // a file that check_ca_bundle found good; reads it

  // invalid_settings with problems[], if there are any.
  Result<void> check() const;

 private:
  explicit SettingsDocument(JsonDocument document);

  JsonDocument document_;
  std::unique_ptr<JsonMistakes> mistakes_;  // readers point to it
};

}  // namespace autoheal::kit
