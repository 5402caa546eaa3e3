#include "plugin/render.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

boost::json::array to_array(const std::vector<std::string>& texts) {
  return boost::json::array(texts.begin(), texts.end());
}

std::string file_text(const std::filesystem::path& file, FileForm form) {
  if (form == FileForm::whole_path) return file.string();
  // A refused directory may have been given with a slash at its end.
  return file.has_filename() ? file.filename().string() : file.parent_path().filename().string();
}

}  // namespace

boost::json::object render(const LoadedPlugin& plugin, FileForm form) {
  return {{"id", plugin.describe.id},
          {"name", plugin.manifest.name},
          {"version", plugin.describe.version},
          {"file", file_text(plugin.file, form)},
          {"description", plugin.manifest.description},
          {"capabilities", to_array(plugin.manifest.capabilities)},
          {"manifest", boost::json::parse(plugin.manifest.document)},
          {"describe", *plugin.describe.document},
          {"warnings", to_array(plugin.manifest.warnings)}};
}

boost::json::object render(const PluginRegistry& registry, FileForm form) {
  boost::json::array plugins;
  for (const auto& plugin : registry.plugins()) plugins.push_back(render(*plugin, form));
  boost::json::array refused;
  for (const RefusedPlugin& one : registry.refused()) {
    refused.push_back(boost::json::object{{"file", file_text(one.file, form)}, {"reason", one.reason}});
  }
  return {{"plugins", std::move(plugins)}, {"refused", std::move(refused)}};
}

}  // namespace autoheal::host
