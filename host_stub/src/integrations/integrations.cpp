#include "integrations/integrations.hpp"

#include "base/json.hpp"
#include "integrations/integrations_state.hpp"
#include "log/log.hpp"
#include "log/redactor.hpp"
#include "schema/schema.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestName = 100;
constexpr int kStoreTries = 5;

Result<void> check_name(std::string_view name) {
  const bool blank_ends = !name.empty() && (name.front() == ' ' || name.back() == ' ');
  if (name.empty() || name.size() > kLongestName || blank_ends || name.find('/') != std::string_view::npos ||
      name == "." || name == ".." || escape_controls(name) != name) {
    return failure(Errc::invalid_argument, "This name cannot be used for an integration.",
                   "1 to 100 bytes of text, without a slash, control characters or blanks at its ends.");
  }
  return success();
}

// Settings whose change does not touch the connection: what the alert source needs.
bool concerns_connection(const Describe& describe, const json::object& given) {
  const json::value* properties = describe.settings->if_contains("properties");
  for (const auto& member : given) {
    const json::value* property = properties == nullptr ? nullptr : properties->get_object().if_contains(member.key());
    if (property == nullptr || !property->is_object() || text_at(property->get_object(), "x-group") != "alert_source") {
      return true;
    }
  }
  return false;
}

void log_secrets(std::int64_t id, const std::vector<SecretChange>& secrets) {
  for (const SecretChange& secret : secrets) {
    if (secret.record) {
      log_info("secret set", {{"integration", id}, {"field", secret.field}, {"fingerprint", secret.fingerprint}});
    } else {
      log_info("secret cleared", {{"integration", id}, {"field", secret.field}});
    }
  }
}

}  // namespace

IntegrationService::IntegrationService(const HostParts& host, WebhookEndpoints& endpoints)
    : state_(std::make_unique<State>(host, endpoints)) {}
IntegrationService::~IntegrationService() = default;

// ---- what the parts share ----

SecretReader IntegrationService::State::reader(std::int64_t id, const SettingsChange* change) {
  return [this, id, change](std::string_view name) -> Result<std::optional<SecretText>> {
    if (change != nullptr) {
      if (const auto changed = change->secrets.find(name); changed != change->secrets.end()) {
        if (!changed->second || changed->second->empty()) return std::optional<SecretText>{};
        return std::optional<SecretText>{changed->second->clone()};
      }
    }
    if (id == 0) return std::optional<SecretText>{};
    AH_TRY(const auto record, rows().find_secret(id, name));
    if (record) {
      AH_TRY(SecretText text, host.secrets.open(id, name, *record));
      return std::optional<SecretText>{std::move(text)};
    }
    AH_TRY(const Integration row, rows().get(id));
    const auto plugin = host.plugins.find(row.plugin);
    const bool is_url = plugin.has_value() && plugin.value()->describe.webhook &&
                        plugin.value()->describe.webhook->url_secret == name && !name.empty();
    if (!is_url) return std::optional<SecretText>{};
    AH_TRY(const auto url, endpoints.find_url(id));
    return url ? std::optional<SecretText>{SecretText{*url}} : std::nullopt;
  };
}

Result<std::shared_ptr<PluginInstance>> IntegrationService::State::try_out(
    const std::shared_ptr<const LoadedPlugin>& plugin, std::string label, std::int64_t id, const SettingsChange& change,
    const CallOptions& options) {
  CallOptions configure = options;
  configure.progress = nullptr;
  AH_TRY(auto instance, PluginInstance::create(plugin, {.label = label}, configure));
  AH_TRY_VOID(instance->configure(json::serialize(*change.settings), reader(id, &change), configure));
  return instance;
}

Result<SettingsChange> IntegrationService::State::apply(const LoadedPlugin& plugin, const Integration& stored,
                                                        const json::object& given) const {
  json::object settings;
  if (!stored.settings.empty()) {
    AH_TRY(settings, parse_json_object(stored.settings, "The stored settings"));
  }
  std::set<std::string, std::less<>> set;
  for (const auto& [field, info] : stored.secrets) set.insert(field);
  return apply_settings(plugin.describe, settings, set, given, host.options.allow_endpoints);
}

Result<std::vector<SecretChange>> IntegrationService::State::seal(std::int64_t id, const SettingsChange& change) const {
  std::vector<SecretChange> sealed;
  for (const auto& [field, value] : change.secrets) {
    SecretChange& secret = sealed.emplace_back();
    secret.field = field;
    if (!value || value->empty()) continue;
    redactor().add(value->reveal());
    AH_TRY(secret.record, host.secrets.seal(id, field, value->reveal()));
    AH_TRY(secret.fingerprint, host.secrets.fingerprint(value->reveal()));
  }
  return sealed;
}

// ---- set up ----

Result<Integration> IntegrationService::add(std::string_view name, std::string_view plugin_id,
                                            const json::object& settings) {
  AH_TRY_VOID(check_name(name));
  AH_TRY(const auto plugin, state_->host.plugins.find(plugin_id));
  AH_TRY(const SettingsChange change, state_->apply(*plugin, {}, settings));
  AH_TRY(auto tried,
         state_->try_out(plugin, std::string{name}, 0, change, call_within(kConfigureTime, Asker::person())));
  tried.reset();
  IntegrationChange row;
  row.name = name;
  row.settings = json::serialize(*change.settings);
  row.at = state_->now();
  std::vector<SecretChange> sealed;
  const auto seal = [&](std::int64_t id) -> Result<std::vector<SecretChange>> {
    AH_TRY(sealed, state_->seal(id, change));
    return sealed;
  };
  AH_TRY(const std::int64_t id, state_->rows().add(plugin_id, row, seal));
  log_secrets(id, sealed);
  log_info("integration added", {{"integration", name}, {"plugin", plugin_id}});
  AH_TRY(Integration added, state_->rows().get(id));
  added.notes = change.notes;
  return added;
}

Result<Integration> IntegrationService::set(std::string_view name, const json::object& settings,
                                            std::optional<std::string_view> new_name) {
  if (new_name) {
    AH_TRY_VOID(check_name(*new_name));
  }
  for (int i = 0; i < kStoreTries; ++i) {
    AH_TRY(const Integration stored, get(name));
    AH_TRY(const auto plugin, state_->host.plugins.find(stored.plugin));
    AH_TRY(const SettingsChange change, state_->apply(*plugin, stored, settings));
    AH_TRY(auto tried,
           state_->try_out(plugin, stored.name, stored.id, change, call_within(kConfigureTime, Asker::person())));
    tried.reset();
    IntegrationChange row;
    row.name = new_name.value_or(stored.name);
    row.settings = json::serialize(*change.settings);
    row.forget_test = concerns_connection(plugin->describe, settings);
    row.at = state_->now();
    AH_TRY(row.secrets, state_->seal(stored.id, change));
    AH_TRY(const bool done, state_->rows().update(stored.id, stored.revision, row));
    if (!done) continue;  // another revision is stored by now: start again from it
    log_secrets(stored.id, row.secrets);
    AH_TRY(Integration changed, get(stored.id));
    changed.notes = change.notes;
    return changed;
  }
  return failure(Errc::busy, "The integration " + std::string{name} + " is being changed elsewhere.", "Try again.");
}

Result<std::vector<Integration>> IntegrationService::list() { return state_->rows().list(); }
Result<Integration> IntegrationService::get(std::string_view name) { return state_->rows().get(name); }
Result<Integration> IntegrationService::get(std::int64_t id) { return state_->rows().get(id); }

Result<void> IntegrationService::remove(std::string_view name) {
  AH_TRY(const Integration stored, get(name));
  AH_TRY_VOID(state_->rows().remove(stored.id));
  const auto ended = state_->take_out(stored.id);  // ends here: it may wait for calls in flight
  log_info("integration removed", {{"integration", stored.name}});
  return success();
}

Result<void> IntegrationService::set_secret(std::string_view name, std::string_view field, const SecretText& value) {
  AH_TRY(const Integration stored, get(name));
  AH_TRY(const auto plugin, state_->host.plugins.find(stored.plugin));
  if (!plugin->describe.is_secret(field)) {
    const std::vector<std::string> names = plugin->describe.secret_names();
    std::string known;
    for (const std::string& one : names) known.append(known.empty() ? "" : ", ").append(one);
    return failure(Errc::invalid_argument, "The plugin " + stored.plugin + " has no secret " + std::string{field} + ".",
                   "Its secrets are: " + known + ".");
  }
  json::object settings;
  if (value.empty()) {
    settings[{field.data(), field.size()}] = nullptr;
  } else {
    settings[{field.data(), field.size()}] = json::string_view{value.reveal().data(), value.reveal().size()};
  }
  AH_TRY_VOID(set(name, settings));
  return success();
}

Result<void> IntegrationService::clear_secret(std::string_view name, std::string_view field) {
  return set_secret(name, field, SecretText{});
}

// ---- documents ----

json::object render(const Integration& integration, const Describe* describe) {
  json::object secrets;
  if (describe != nullptr) {
    for (const std::string& name : describe->secret_names()) secrets[name] = {{"set", false}};
  }
  for (const auto& [name, info] : integration.secrets) {
    secrets[name] = {{"set", true}, {"fingerprint", info.fingerprint}, {"updated_at", info.updated_at}};
  }
  const auto document = [](const std::string& text) {
    boost::system::error_code ec;
    json::value value = json::parse(text, ec);
    return ec ? json::value{} : value;
  };
  json::object out{{"name", integration.name},
                   {"plugin", integration.plugin},
                   {"settings", document(integration.settings)},
                   {"secrets", std::move(secrets)},
                   {"status", integration.status}};
  if (integration.last_test) out["last_test"] = document(*integration.last_test);
  out["created_at"] = integration.created_at;
  out["updated_at"] = integration.updated_at;
  if (!integration.notes.empty()) {
    json::array& notes = out["notes"].emplace_array();
    for (const std::string& note : integration.notes) notes.emplace_back(note);
  }
  return out;
}

}  // namespace autoheal::host
