#include "settings/settings.hpp"

#include "kit/settings/settings_document.hpp"
#include "kit/text/text.hpp"
#include "kit/text/utf8.hpp"
#include "kit/time/rfc3339.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostEntries = 64;  // of labels and of severity_map
constexpr std::size_t kLongestValue = 255;

constexpr std::array<std::string_view, 7> kSettings{
    "region", "endpoint", "time_zone", "labels", "severity_map", "ca_bundle", "signing_secret_previous_until"};
constexpr std::array<std::string_view, 4> kSecrets{"api_key", "signing_secret", "signing_secret_previous",
                                                   "webhook_url"};

bool is_label_name(std::string_view name) {
  const auto first = [](char c) { return kit::is_lower(c) || c == '_'; };
  return !name.empty() && name.size() <= 63 && first(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return first(c) || kit::is_digit(c); });
}

bool is_plain_value(std::string_view value) {
  return !value.empty() && value.size() <= kLongestValue && is_utf8(value) &&
         std::none_of(value.begin(), value.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

// Reads one document; every mistake is kept, nothing stops at the first.
class Parser {
 public:
  explicit Parser(kit::SettingsDocument& document) : document_(document), root_(document.root()) {}

  void read_settings() {
    document_.refuse_others(kSettings, kSecrets);
    read_region();
    settings.endpoint = document_.endpoint("endpoint");
    if (std::string zone = document_.time_zone("time_zone"); !zone.empty()) settings.time_zone = std::move(zone);
    read_labels();
    read_severity_map();
    settings.ca_bundle = document_.ca_bundle("ca_bundle");
  }

  kit::Result<void> read_secrets(const SecretReader& read) {
    AH_TRY(std::optional<kit::Secret> key, read("api_key"));
    read_api_key(key ? key->reveal() : std::string_view());
    AH_TRY_VOID(read_trimmed(read, "signing_secret", settings.signing_secret));
    AH_TRY_VOID(read_trimmed(read, "signing_secret_previous", settings.signing_secret_previous));
    AH_TRY_VOID(read_trimmed(read, "webhook_url", settings.webhook_url));
    read_previous_until();
    return kit::success();
  }

  Settings settings;

 private:
  void problem(std::string_view name, std::string message) { document_.problem(name, std::move(message)); }
  void warn(std::string_view name, std::string message) {
    settings.warnings.push_back({kit::child_path("", name), std::move(message)});
  }

  void read_region() {
    const std::string region = root_.text_or("region", "us");
    if (region == "eu") {
      settings.region = model::Region::eu;
    } else if (region != "us") {
      problem("region", "The service region is \"us\" or \"eu\"; accounts at *.eu.pagerduty.com are in \"eu\".");
    }
  }

  // Calls entry(name, value, path) for each member of a map of texts.
  template <class Entry>
  void read_map(std::string_view name, const Entry& entry) {
    const json::value* value = root_.raw(name);
    if (value == nullptr) return;
    const json::object* map = value->if_object();
    if (map == nullptr) return problem(name, "This must be an object of names and values.");
    if (map->size() > kMostEntries) problem(name, "At most 64 entries are allowed.");
    for (const auto& member : *map) {
      const std::string_view key(member.key().data(), member.key().size());
      const std::string path = kit::child_path(kit::child_path("", name), key);
      const json::string* text = member.value().if_string();
      if (text == nullptr) {
        document_.problem_at(path, "The value must be text.");
      } else {
        entry(key, std::string_view(text->data(), text->size()), path);
      }
    }
  }

  void read_labels() {
    read_map("labels", [this](std::string_view key, std::string_view value, const std::string& path) {
      const std::string_view trimmed = kit::trim(value);
      if (!is_label_name(key)) {
        document_.problem_at(path, "A label's name is made of a-z, 0-9 and _, and does not start with a digit.");
      } else if (!is_plain_value(trimmed)) {
        document_.problem_at(path, "A label's value is one line of 1 to 255 bytes.");
      } else {
        settings.labels.emplace(key, trimmed);
      }
    });
  }

  void read_severity_map() {
    read_map("severity_map", [this](std::string_view key, std::string_view value, const std::string& path) {
      const std::string priority = kit::to_lower(kit::trim(key));
      const std::optional<model::Severity> severity = model::parse_severity(kit::trim(value));
      if (!is_plain_value(priority)) {
        document_.problem_at(path, "Name a PagerDuty priority by its name (\"P1\") or id.");
      } else if (!severity) {
        document_.problem_at(path, "The severity must be critical, high, medium, low or info.");
      } else if (!settings.severity_map.emplace(priority, *severity).second) {
        document_.problem_at(path, "This priority is named twice; the case of letters does not matter.");
      }
    });
  }

  void read_api_key(std::string_view pasted) {
    auto parsed = parse_api_key(pasted);
    if (auto* wrong = std::get_if<std::string>(&parsed)) return problem("api_key", std::move(*wrong));
    settings.api_key = std::get<ApiKey>(std::move(parsed));
    if (!settings.api_key.warning.empty()) warn("api_key", settings.api_key.warning);
  }

  kit::Result<void> read_trimmed(const SecretReader& read, std::string_view name, kit::Secret& out) {
    AH_TRY(std::optional<kit::Secret> secret, read(name));
    if (!secret) return kit::success();
    const std::string_view trimmed = kit::trim(secret->reveal());
    if (trimmed.size() != secret->size()) warn(name, "There were blanks around the value, which were removed.");
    out = kit::Secret(trimmed);
    return kit::success();
  }

  void read_previous_until() {
    constexpr std::string_view kUntil = "signing_secret_previous_until";
    const std::string text = root_.text_or(kUntil);
    if (text.empty()) {
      if (!settings.signing_secret_previous.empty()) {
        problem(kUntil, "Say until when the previous signing secret is accepted, or clear that secret.");
      }
      return;
    }
    settings.signing_secret_previous_until = kit::parse_rfc3339(text);
    if (!settings.signing_secret_previous_until) {
      problem(kUntil, "This must be a time such as \"2026-03-14T09:26:53Z\".");
    } else if (settings.signing_secret_previous.empty()) {
      warn(kUntil, "There is no previous signing secret; the time has no effect.");
    }
  }

  kit::SettingsDocument& document_;
  const kit::JsonReader root_;
};

}  // namespace

kit::Result<Settings> parse_settings(std::string_view settings_json, const SecretReader& read_secret) {
  AH_TRY(auto document, kit::SettingsDocument::parse(settings_json));
  Parser parser(document);
  parser.read_settings();
  AH_TRY_VOID(parser.read_secrets(read_secret));
  AH_TRY_VOID(document.check());
  return std::move(parser.settings);
}

}  // namespace autoheal::pagerduty
