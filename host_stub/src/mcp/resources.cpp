#include "mcp/resources.hpp"

#include "integrations/integrations.hpp"
#include "store/alert_repository.hpp"

#include <charconv>
#include <set>

namespace autoheal::host::mcp {
namespace {

namespace json = boost::json;

constexpr std::string_view kAlerts = "autoheal://alerts";
constexpr std::string_view kAlertTemplate = "autoheal://alerts/{id}";
constexpr std::string_view kGuideTemplate = "autoheal://guides/{plugin}";
constexpr std::string_view kGuidePrefix = "autoheal://guides/";
constexpr std::int64_t kNewest = 100;
constexpr std::int64_t kCompletedFrom = 1000;
constexpr std::size_t kMostCompletions = 100;

bool starts_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

std::set<std::string> plugins_in_use(const std::vector<Integration>& integrations) {
  std::set<std::string> plugins;
  for (const Integration& integration : integrations) plugins.insert(integration.plugin);
  return plugins;
}

json::object contents(std::string_view uri, std::string_view mime_type, std::string text) {
  return {{"contents", json::array{{{"uri", uri}, {"mimeType", mime_type}, {"text", std::move(text)}}}}};
}

void append_list(std::string& text, std::string_view title, const std::vector<std::string>& items, bool numbered) {
  if (items.empty()) return;
  text += "\n## " + std::string(title) + "\n\n";
  int n = 0;
  for (const std::string& item : items) text += (numbered ? std::to_string(++n) + ". " : "- ") + item + "\n";
}

// The manifest as Markdown.
std::string guide(const Manifest& manifest) {
  std::string text = "# " + manifest.name + "\n\n" + manifest.description + "\n";
  append_list(text, "Capabilities", manifest.capabilities, false);
  std::vector<std::string> lines;
  for (const ManifestExample& e : manifest.examples)
    lines.push_back(e.question + " `" + e.operation + " " + e.arguments + "`");
  append_list(text, "Example questions", lines, false);
  append_list(text, "Setup", manifest.setup, true);
  append_list(text, "Alert source", manifest.alert_source, true);
  lines.clear();
  for (const ManifestPermission& p : manifest.permissions) {
    lines.push_back(p.name + (p.required ? "" : " (optional)") + ": " + p.reason);
  }
  append_list(text, "Required permissions", lines, false);
  for (const ManifestTroubleshooting& t : manifest.troubleshooting) append_list(text, t.symptom, t.checks, false);
  return text;
}

Result<json::object> read_newest_alerts(const AgentServices& services) {
  AH_TRY(const auto open, services.host.store.alerts().list_open(kNewest));
  json::array alerts;
  for (const auto& row : open) {
    json::value alert = json::parse(row.document);
    alert.as_object()["id"] = std::to_string(row.id);
    alerts.push_back(std::move(alert));
  }
  return contents(kAlerts, "application/json", json::serialize(json::object{{"alerts", std::move(alerts)}}));
}

Result<json::object> read_alert(const AgentServices& services, std::string_view uri, std::string_view id_text) {
  std::int64_t id = 0;
  const auto [end, failed] = std::from_chars(id_text.data(), id_text.data() + id_text.size(), id);
  if (failed != std::errc{} || end != id_text.data() + id_text.size()) {
    return failure(Errc::not_found, "There is no alert of that id.");
  }
  AH_TRY(const auto found, services.host.store.alerts().find(id));
  if (!found) return failure(Errc::not_found, "There is no alert " + std::to_string(id) + ".");
  return contents(uri, "application/json", found->document);
}

Result<json::object> read_guide(const AgentServices& services, std::string_view uri, std::string_view plugin) {
  AH_TRY(auto loaded, services.host.plugins.find(plugin));
  return contents(uri, "text/markdown", guide(loaded->manifest));
}

json::object resource(std::string_view uri, std::string_view name, std::string_view title, std::string_view description,
                      std::string_view mime_type) {
  return {{"uri", uri}, {"name", name}, {"title", title}, {"description", description}, {"mimeType", mime_type}};
}

}  // namespace

Result<json::array> list_resources(const AgentServices& services) {
  json::array out;
  out.push_back(
      resource(kAlerts, "alerts", "Open alerts", "The newest alerts that are not resolved.", "application/json"));
  AH_TRY(auto integrations, services.integrations.list());
  for (const std::string& plugin : plugins_in_use(integrations)) {
    auto loaded = services.host.plugins.find(plugin);
    if (!loaded.has_value()) continue;
    const Manifest& manifest = loaded.value()->manifest;
    out.push_back(resource(std::string(kGuidePrefix) + plugin, plugin + " guide", manifest.name + " guide",
                           "Set-up, permissions, example questions and troubleshooting.", "text/markdown"));
  }
  AH_TRY(const auto open, services.host.store.alerts().list_open(kNewest));
  for (const auto& alert : open) {
    const std::string id = std::to_string(alert.id);
    out.push_back(resource(std::string(kAlerts) + "/" + id, "alert " + id, alert.name,
                           "An alert that is " + alert.status + ".", "application/json"));
  }
  return out;
}

json::array resource_templates() {
  return {{{"uriTemplate", kAlertTemplate},
           {"name", "alert"},
           {"title", "One alert"},
           {"mimeType", "application/json"},
           {"description", "The alert of that id, folded from its events."}},
          {{"uriTemplate", kGuideTemplate},
           {"name", "guide"},
           {"title", "Guide of an integration"},
           {"mimeType", "text/markdown"},
           {"description", "Set-up, permissions, example questions and troubleshooting."}}};
}

Result<json::object> read_resource(const AgentServices& services, std::string_view uri) {
  if (uri == kAlerts) return read_newest_alerts(services);
  if (starts_with(uri, std::string(kAlerts) + "/")) return read_alert(services, uri, uri.substr(kAlerts.size() + 1));
  if (starts_with(uri, kGuidePrefix)) return read_guide(services, uri, uri.substr(kGuidePrefix.size()));
  return failure(Errc::not_found, "There is no resource of that URI.");
}

Result<std::vector<std::string>> complete_variable(const AgentServices& services, std::string_view uri_template,
                                                   std::string_view variable, std::string_view prefix) {
  std::vector<std::string> values;
  if (uri_template == kGuideTemplate && variable == "plugin") {
    for (const auto& plugin : services.host.plugins.plugins()) {
      if (starts_with(plugin->manifest.id, prefix)) values.push_back(plugin->manifest.id);
    }
  } else if (uri_template == kAlertTemplate && variable == "id") {
    AH_TRY(const auto ids, services.host.store.alerts().list_newest_ids(kCompletedFrom));
    for (const auto number : ids) {
      if (values.size() >= kMostCompletions) break;
      std::string id = std::to_string(number);
      if (starts_with(id, prefix)) values.push_back(std::move(id));
    }
  } else {
    return failure(Errc::not_found, "There is no template with that variable.");
  }
  return values;
}

}  // namespace autoheal::host::mcp
