#include "plugin/verdicts.hpp"

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/version.hpp"
#include "log/log.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

constexpr std::size_t kMaxBytes = 1U << 20U;
constexpr std::size_t kMaxVerdicts = 512;

std::string key_of(const PluginFile& plugin) {
  return std::string{kHostVersion} + "|" + render_hex(plugin.hash) + "|" + std::to_string(plugin.identity.size) + "|" +
         std::to_string(plugin.identity.mtime_ns) + "|" + plugin.path.string();
}

}  // namespace

Verdicts::Verdicts(std::filesystem::path file) : file_(std::move(file)) {
  const auto text = read_file(file_, kMaxBytes);
  if (!text.has_value()) return;
  const auto document = parse_json_object(text.value(), "verdicts");
  if (!document.has_value()) return;
  for (const auto& member : document.value()) {
    if (member.value().is_string()) {
      reasons_.emplace(std::string{member.key().data(), member.key().size()}, member.value().get_string().c_str());
    }
  }
}

std::optional<std::string> Verdicts::find(const PluginFile& plugin) const {
  const auto found = reasons_.find(key_of(plugin));
  if (found == reasons_.end()) return std::nullopt;
  return found->second;
}

void Verdicts::remember(const PluginFile& plugin, const std::string& reason) {
  if (reasons_.size() >= kMaxVerdicts) reasons_.clear();
  reasons_[key_of(plugin)] = reason;
  changed_ = true;
}

void Verdicts::save() const {
  if (!changed_) return;
  boost::json::object document;
  for (const auto& [key, reason] : reasons_) document[key] = reason;
  const auto written = write_private_file(file_, boost::json::serialize(document));
  if (!written.has_value()) log_warning("verdicts on plugins not kept", {{"why", written.error().message}});
}

}  // namespace autoheal::host
