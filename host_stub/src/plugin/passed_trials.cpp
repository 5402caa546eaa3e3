#include "plugin/passed_trials.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/version.hpp"
#include "log/log.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

constexpr std::size_t kMaxTrialsBytes = 1U << 20U;
constexpr std::size_t kMaxKept = 512;

std::string key_of(const PluginFile& plugin) {
  return std::string{kHostVersion} + "|" + render_hex(plugin.hash) + "|" + std::to_string(plugin.identity.size) + "|" +
         std::to_string(plugin.identity.mtime_ns) + "|" + plugin.path.string();
}

}  // namespace

PassedTrials::PassedTrials(std::filesystem::path file) : file_(std::move(file)) {
  const auto text = read_file(file_, kMaxTrialsBytes);
  if (!text.has_value()) return;
  const auto document = parse_json_object(text.value(), "passed trials");
  if (!document.has_value()) return;
  for (const auto& member : document.value()) {
    // Earlier versions kept reasons of refusals here; those count no more.
    if (member.value().is_string() && member.value().get_string().empty()) keys_.emplace(member.key());
  }
}

bool PassedTrials::contains(const PluginFile& plugin) const { return keys_.contains(key_of(plugin)); }

void PassedTrials::remember(const PluginFile& plugin) {
  if (keys_.size() >= kMaxKept) keys_.clear();
  keys_.insert(key_of(plugin));
  changed_ = true;
}

void PassedTrials::save() const {
  if (!changed_) return;
  boost::json::object document;
  for (const auto& key : keys_) document[key] = "";
  const auto written = write_private_file(file_, boost::json::serialize(document));
  if (!written.has_value()) log_warning("passed trials of plugins not kept", {{"why", written.error().message}});
}

}  // namespace autoheal::host
