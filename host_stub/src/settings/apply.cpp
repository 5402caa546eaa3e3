#include "settings/apply.hpp"

#include "base/ascii.hpp"
#include "base/json.hpp"
#include "schema/schema.hpp"
#include "settings/endpoint.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

const json::object& properties_of(const Describe& describe) {
  static const json::object kNone;
  const json::value* properties = describe.settings->if_contains("properties");
  return properties != nullptr && properties->is_object() ? properties->get_object() : kNone;
}

std::vector<std::string> wiped_by(const json::object& property) {
  std::vector<std::string> names;
  const json::value* list = property.if_contains("x-wipes");
  if (list == nullptr || !list->is_array()) return names;
  for (const json::value& name : list->get_array()) {
    if (name.is_string()) names.push_back(text_of(name.get_string()));
  }
  return names;
}

Error forbidden_endpoint(const std::string& name, std::string_view url) {
  Error error =
      Error::of(Errc::forbidden, "The setting " + name + " holds an address that the operator has not allowed.",
                "Start the program with --allow-endpoint " + std::string{url} +
                    " (or AUTOHEAL_ALLOW_ENDPOINT) if that is where the secrets may go, or clear " + name + ".");
  error.problems.push_back({"/" + escape_pointer(name), "is not named by --allow-endpoint"});
  return error;
}

// Collects one change step by step.
class Applying {
 public:
  Applying(const Describe& describe, const json::object& stored, const std::set<std::string, std::less<>>& secrets_set)
      : describe_(describe), stored_(stored), secrets_set_(secrets_set), settings_(stored) {}

  void take(std::string_view name, const json::value& value) {
    if (describe_.is_secret(name)) {
      take_secret(name, value);
    } else if (value.is_null()) {
      settings_.erase({name.data(), name.size()});
    } else {
      settings_[{name.data(), name.size()}] = value;
    }
  }

  // Secrets that belong to a setting which changed, unless they were given anew along with it.
  void wipe_changed() {
    for (const auto& property : properties_of(describe_)) {
      if (!property.value().is_object()) continue;
      const json::value* before = stored_.if_contains(property.key());
      const json::value* after = settings_.if_contains(property.key());
      if ((before == nullptr) == (after == nullptr) && (before == nullptr || *before == *after)) continue;
      for (const std::string& secret : wiped_by(property.value().get_object())) {
        if (secrets_set_.count(secret) == 0 || change_.secrets.count(secret) != 0) continue;
        change_.secrets.emplace(secret, std::nullopt);
        change_.wiped.push_back(secret);
        change_.notes.push_back(secret + " was cleared, because a setting that decides where it is sent has changed.");
      }
    }
  }

  // The document as the schema sees it: settings, new secrets, and a stand-in for each secret that is kept.
  std::vector<Problem> check() const {
    json::object whole = settings_;
    std::set<std::string, std::less<>> kept;
    for (const std::string& secret : secrets_set_) {
      if (change_.secrets.count(secret) == 0) kept.insert(secret);
    }
    for (const std::string& secret : kept) whole[secret] = "";
    for (const auto& [secret, value] : change_.secrets) {
      if (value) whole[secret] = json::string_view{value->reveal().data(), value->reveal().size()};
    }
    std::vector<Problem> problems = problems_;
    for (Problem& problem : check_against_schema(*describe_.settings, whole)) {
      const std::string_view name =
          std::string_view{problem.pointer}.substr(std::min<std::size_t>(1, problem.pointer.size()));
      if (kept.count(name) != 0) continue;
      if (std::find(change_.wiped.begin(), change_.wiped.end(), name) != change_.wiped.end()) {
        problem.message += " again, because a setting that decides where it is sent has changed";
      }
      problems.push_back(std::move(problem));
    }
    return problems;
  }

  SettingsChange finish() && {
    change_.settings = std::make_shared<const json::object>(std::move(settings_));
    return std::move(change_);
  }
  const json::object& settings() const { return settings_; }

 private:
  void take_secret(std::string_view name, const json::value& value) {
    if (value.is_null()) {
      change_.secrets.insert_or_assign(std::string{name}, std::nullopt);
    } else if (value.is_string()) {
      const std::string_view secret = trim_secret({value.get_string().data(), value.get_string().size()});
      change_.secrets.insert_or_assign(std::string{name}, SecretText{secret});
      if (secret.size() != value.get_string().size()) {
        change_.notes.push_back("Blanks or line breaks around " + std::string{name} + " were removed.");
      }
    } else {
      problems_.push_back({"/" + escape_pointer(name), "must be text"});
    }
  }

  const Describe& describe_;
  const json::object& stored_;
  const std::set<std::string, std::less<>>& secrets_set_;
  json::object settings_;
  SettingsChange change_;
  std::vector<Problem> problems_;
};

}  // namespace

Result<SettingsChange> apply_settings(const Describe& describe, const json::object& stored,
                                      const std::set<std::string, std::less<>>& secrets_set, const json::object& given,
                                      const std::vector<std::string>& allowed_endpoints) {
  Applying applying{describe, stored, secrets_set};
  for (const auto& member : given) applying.take(text_of(member.key()), member.value());
  applying.wipe_changed();
  std::vector<Problem> problems = applying.check();
  if (!problems.empty()) {
    Error error = Error::of(Errc::invalid_settings, "The settings are not right.");
    error.problems = std::move(problems);
    return failure(std::move(error));
  }
  AH_TRY_VOID(check_operator_settings(describe, applying.settings(), allowed_endpoints));
  return std::move(applying).finish();
}

Result<void> check_operator_settings(const Describe& describe, const json::object& settings,
                                     const std::vector<std::string>& allowed_endpoints) {
  for (const auto& member : settings) {
    const std::string name = text_of(member.key());
    if (!describe.is_operator_only(name)) continue;
    const std::string value = member.value().is_string() ? text_of(member.value().get_string()) : std::string{};
    if (!is_endpoint_allowed(value, allowed_endpoints)) return failure(forbidden_endpoint(name, value));
  }
  return success();
}

std::string_view trim_secret(std::string_view text) { return trim(text, " \t\r\n\f\v"); }

}  // namespace autoheal::host
