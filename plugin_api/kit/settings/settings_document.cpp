#include "kit/settings/settings_document.hpp"

#include "kit/http/ca_bundle.hpp"
#include "kit/http/endpoint.hpp"
#include "kit/time/time_zone.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::kit {
namespace {

bool is_among(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

SettingsDocument::SettingsDocument(JsonDocument document)
    : document_(std::move(document)), mistakes_(std::make_unique<JsonMistakes>()) {}

Result<SettingsDocument> SettingsDocument::parse(std::string_view settings_json) {
  Result<JsonDocument> document = parse_json(settings_json.empty() ? "{}" : settings_json, Poison::refuse);
  if (document.has_value()) return SettingsDocument(std::move(document.value()));
  return failure(Errc::invalid_settings, "The settings cannot be read: " + document.error().message + ".");
}

JsonReader SettingsDocument::root() const { return JsonReader(&document_.value(), "", *mistakes_); }

void SettingsDocument::problem(std::string_view setting, std::string message) {
  problem_at(child_path("", setting), std::move(message));
}

void SettingsDocument::problem_at(std::string pointer, std::string message) {
  mistakes_->add(std::move(pointer), std::move(message));
}

void SettingsDocument::require(std::string_view setting, std::string message) {
  const boost::json::value* value = root().raw(setting);
  const boost::json::string* text = value == nullptr ? nullptr : value->if_string();
  if (value == nullptr || (text != nullptr && text->empty())) problem(setting, std::move(message));
}

void SettingsDocument::refuse_others(std::span<const std::string_view> settings,
                                     std::span<const std::string_view> secrets) {
  for (const auto& member : document_.value().get_object()) {
    const std::string_view name(member.key().data(), member.key().size());
    if (is_among(secrets, name)) {
      problem(name, "This is a secret; it belongs into the secret store, not into the settings.");
    } else if (!is_among(settings, name)) {
      problem(name, "There is no such setting.");
    }
  }
}

std::string SettingsDocument::endpoint(std::string_view setting) {
  const std::string text = root().text_or(setting);
  if (text.empty()) return {};
  auto parsed = http::parse_endpoint(text);
  if (auto* origin = std::get_if<std::string>(&parsed)) return std::move(*origin);
  problem(setting, std::string(std::get<std::string_view>(parsed)));
  return {};
}

std::string SettingsDocument::time_zone(std::string_view setting) {
  std::string zone = root().text_or(setting);
  if (zone.empty() || is_time_zone(zone)) return zone;
  problem(setting, "This is not a time zone of the tz database; use a name such as \"Europe/Berlin\" or \"UTC\".");
  return {};
}

std::string SettingsDocument::ca_bundle(std::string_view setting) {
  std::string path = root().text_or(setting);
  if (path.empty()) return {};
  std::string wrong = http::check_ca_bundle(path);
  if (wrong.empty()) return path;
  problem(setting, std::move(wrong));
  return {};
}

Result<void> SettingsDocument::check() const {
  const std::vector<Problem>& problems = mistakes_->problems();
  if (problems.empty()) return success();
  Error error = Error::of(
      Errc::invalid_settings,
      problems.size() == 1 ? problems.front().message : std::to_string(problems.size()) + " settings need a change.",
      "Correct the settings named in problems and save again.");
  error.problems = problems;
  return failure(std::move(error));
}

}  // namespace autoheal::kit
