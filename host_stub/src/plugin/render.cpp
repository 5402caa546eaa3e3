#include "plugin/render.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

boost::json::array to_array(const std::vector<std::string>& texts) {
  boost::json::array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

}  // namespace

boost::json::object render(const LoadedPlugin& plugin) {
  return {{"id", plugin.describe.id},
          {"name", plugin.manifest.name},
          {"version", plugin.describe.version},
          {"file", plugin.file.string()},
          {"description", plugin.manifest.description},
          {"capabilities", to_array(plugin.manifest.capabilities)},
          {"manifest", boost::json::parse(plugin.manifest.document)},
          {"describe", *plugin.describe.document},
          {"warnings", to_array(plugin.manifest.warnings)}};
}

boost::json::object render(const PluginRegistry& registry) {
  boost::json::array plugins;
  for (const auto& plugin : registry.plugins()) plugins.push_back(render(*plugin));
  boost::json::array refused;
  for (const RefusedPlugin& one : registry.refused()) {
    refused.push_back({{"file", one.file.string()}, {"reason", one.reason}});
  }
  return {{"plugins", std::move(plugins)}, {"refused", std::move(refused)}};
}

}  // namespace autoheal::host
