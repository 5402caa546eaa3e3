// IntegrationService: live instances, and the calls that go through them.
#include "base/json.hpp"
#include "integrations/integrations_state.hpp"
#include "log/log.hpp"
#include "plugin/roles.hpp"
#include "schema/schema.hpp"
#include "store/endpoint_repository.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

std::string status_of(const json::object& table) {
  const std::string verdict = text_at(table, "verdict");
  if (verdict == "pass") return "connected";
  return verdict == "partial" ? "partial" : "error";
}

Error unknown_operation(const LoadedPlugin& plugin, std::string_view operation) {
  std::vector<std::string> names;
  std::string list;
  for (const Operation& one : plugin.describe.operations) {
    names.push_back(one.name);
    list.append(list.empty() ? "" : ", ").append(one.name);
  }
  const std::string near = nearest_name(operation, names);
  return Error::of(Errc::not_found,
                   "The plugin " + plugin.describe.id + " has no operation " + std::string{operation} + ".",
                   (near.empty() ? "" : "Did you mean " + near + "? ") + "It has: " + list + ".");
}

// A diagnosis that finds the sender in order.
bool finds_sender_healthy(const Operation& operation, std::string_view envelope) {
  if (operation.role != roles::kDiagnoseSource) return false;
  const auto document = parse_json_object(envelope, "The envelope");
  if (!document.has_value()) return false;
  const auto* data = object_at(document.value(), "data");
  return data != nullptr && text_at(*data, "verdict") == "healthy";
}

}  // namespace

void IntegrationService::State::clear_rejections(const Integration& integration) {
  const auto done = host.store.endpoints().clear_rejections(integration.id);
  if (done.has_value()) return;
  log_warning("the count of rejected deliveries could not be cleared",
              {{"integration", integration.name}, {"why", done.error().message}});
}

std::shared_ptr<LiveInstance> IntegrationService::State::take_out(std::int64_t id) {
  const std::lock_guard lock{mutex};
  const auto found = live.find(id);
  if (found == live.end()) return nullptr;
  auto taken = std::move(found->second);
  live.erase(found);
  return taken;
}

Result<std::shared_ptr<PluginInstance>> IntegrationService::State::live_instance(Integration row) {
  AH_TRY(const auto plugin, host.plugins.find(row.plugin));
  std::shared_ptr<LiveInstance> live_one;
  {
    const std::lock_guard lock{mutex};
    auto& slot = live[row.id];
    if (!slot) slot = std::make_shared<LiveInstance>();
    live_one = slot;
  }
  const std::lock_guard lock{live_one->mutex};
  if (live_one->instance && live_one->revision >= row.revision) return live_one->instance;
  AH_TRY(const json::object settings, parse_json_object(row.settings, "The stored settings"));
  AH_TRY_VOID(check_operator_settings(plugin->describe, settings, host.options.allow_endpoints));
  AH_TRY_VOID(host.secrets.check());
  auto instance = live_one->instance;
  if (!instance) {
    const std::string id = std::to_string(row.id);  // never given away again
    AH_TRY(instance, PluginInstance::create(plugin, {id, row.name}, call_within(kConfigureTime, Asker::nobody())));
  }
  AH_TRY_VOID(instance->configure(row.settings, reader(row.id), call_within(kConfigureTime, Asker::nobody())));
  live_one->instance = instance;
  live_one->revision = row.revision;
  return instance;
}

Result<std::shared_ptr<PluginInstance>> IntegrationService::instance(std::string_view name) {
  AH_TRY(Integration row, get(name));
  return state_->live_instance(std::move(row));
}

Result<std::shared_ptr<PluginInstance>> IntegrationService::instance(std::int64_t id) {
  auto row = get(id);
  if (!row.has_value() && row.error().code == Errc::not_found) state_->take_out(id);  // removed by another process
  AH_TRY(Integration found, std::move(row));
  return state_->live_instance(std::move(found));
}

std::string IntegrationService::operation_for(const Integration& integration, std::string_view role) const {
  const auto plugin = state_->host.plugins.find(integration.plugin);
  const auto* operation = plugin.has_value() ? roles::find(plugin.value()->describe, role) : nullptr;
  return operation == nullptr ? std::string{} : operation->name;
}

Result<std::string> IntegrationService::test(std::string_view name, const CallOptions& options,
                                             const json::object* unsaved) {
  AH_TRY(const Integration stored, get(name));
  if (unsaved != nullptr) {
    AH_TRY(const auto plugin, state_->host.plugins.find(stored.plugin));
    AH_TRY(const SettingsChange change, state_->apply(*plugin, stored, *unsaved));
    AH_TRY(const auto tried, state_->try_out(plugin, stored.name, stored.id, change, options));
    return tried->test_connection(options);
  }
  AH_TRY(const auto live, state_->live_instance(stored));
  AH_TRY(std::string table, live->test_connection(options));
  AH_TRY(json::object document, parse_json_object(table, "The connection table"));
  const std::string status = status_of(document);
  document["at"] = state_->now();
  // Only if it is still the configuration that was tested.
  AH_TRY_VOID(state_->rows().set_status(stored.id, stored.revision, status, json::serialize(document)));
  return table;
}

Result<std::string> IntegrationService::test_unsaved(std::string_view plugin_id, const json::object& settings,
                                                     const CallOptions& options) {
  AH_TRY(const auto plugin, state_->host.plugins.find(plugin_id));
  AH_TRY(const SettingsChange change, state_->apply(*plugin, {}, settings));
  AH_TRY(const auto tried, state_->try_out(plugin, "unsaved " + plugin->describe.id, 0, change, options));
  return tried->test_connection(options);
}

Result<std::string> IntegrationService::query(std::string_view name, std::string_view operation,
                                              const json::object& arguments, const CallOptions& options) {
  AH_TRY(const Integration stored, get(name));
  AH_TRY(const auto plugin, state_->host.plugins.find(stored.plugin));
  const Operation* known = plugin->describe.find_operation(operation);
  if (known == nullptr) return failure(unknown_operation(*plugin, operation));
  if (auto problems = check_against_schema(*known->arguments, arguments); !problems.empty()) {
    Error error = Error::of(Errc::invalid_argument, "The arguments of " + known->name + " are not right.");
    error.problems = std::move(problems);
    return failure(std::move(error));
  }
  AH_TRY(const auto live, state_->live_instance(stored));
  auto envelope = live->query(operation, json::serialize(arguments), options);
  if (!envelope.has_value() && envelope.error().code == Errc::upstream_refused) {
    log_warning("credential refused upstream", {{"integration", stored.name}});
    AH_TRY_VOID(state_->rows().set_status(stored.id, stored.revision, "needs_attention", std::nullopt));
  }
  if (envelope.has_value() && finds_sender_healthy(*known, envelope.value())) state_->clear_rejections(stored);
  return envelope;
}

}  // namespace autoheal::host
