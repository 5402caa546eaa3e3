#include "plugin/checked_plugin.hpp"

#include "autoheal/plugin_client.hpp"
#include "base/version.hpp"
#include "plugin/call.hpp"
#include "plugin/library.hpp"

#include <variant>

namespace autoheal::host {
namespace {

Result<Describe> read_describe(const client::Plugin& plugin) {
  const client::Outcome outcome = client::describe(plugin, call_within(std::chrono::seconds{2}, Asker::nobody()), {});
  if (outcome.status != AUTOHEAL_OK) {
    return failure(Errc::plugin_fault,
                   "its describe function failed (" + std::string{status_name(outcome.status)} + ")");
  }
  auto describe = parse_describe(outcome.document);
  if (!describe.has_value()) return failure(Errc::plugin_fault, describe.error().message);
  if (describe.value().id != plugin.id) {
    return failure(Errc::plugin_fault,
                   "its table says " + plugin.id + " and its describe document " + describe.value().id);
  }
  return describe;
}

}  // namespace

Result<CheckedPlugin> open_plugin(const std::filesystem::path& absolute_path,
                                  const std::function<void(const char* step)>& enter) {
  enter("load");
  AH_TRY(const client::EntryFunction entry, load_library(absolute_path));
  enter("negotiate");
  auto negotiated = client::negotiate(entry, kHostName, kHostVersion);
  if (const auto* refusal = std::get_if<client::Refusal>(&negotiated)) {
    return failure(Errc::plugin_fault, refusal->sentence);
  }
  CheckedPlugin plugin;
  plugin.api = std::get<client::Plugin>(std::move(negotiated));
  enter("describe");
  AH_TRY(plugin.describe, read_describe(plugin.api));
  return plugin;
}

}  // namespace autoheal::host
