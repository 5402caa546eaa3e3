#include "log/log.hpp"

#include "autoheal/plugin_api.h"
#include "base/clock.hpp"
#include "log/redactor.hpp"

#include <atomic>
#include <boost/json.hpp>
#include <memory>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxPluginText = 4096;
std::atomic<LogLevel> g_level{LogLevel::off};

spdlog::logger& logger() {
  static const auto instance = [] {
    auto created = std::make_shared<spdlog::logger>("host", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    created->set_pattern("%v");
    created->set_level(spdlog::level::trace);
    created->flush_on(spdlog::level::trace);
    return created;
  }();
  return *instance;
}

std::string_view name(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    default:
      return "error";
  }
}

json::value clean(std::string_view text) { return json::value(escape_controls(text)); }

json::value to_json(const LogField& field) {
  return std::visit(
      [](const auto& value) -> json::value {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string_view>) {
          return clean(value);
        } else {
          return json::value(value);
        }
      },
      field.value);
}

// Redacts the finished line: also what a field or a plugin brought along.
void write_line(const json::object& line) { logger().info("{}", redactor().redact(json::serialize(line))); }

json::object begin_line(std::string_view level, std::string_view message) {
  return {{"time", render_utc(system_clock().now())}, {"level", level}, {"message", clean(message)}};
}

struct PluginLevel {
  LogLevel level;
  std::string_view name;
};

PluginLevel plugin_level(std::int32_t level) {
  switch (level) {
    case AUTOHEAL_LOG_DEBUG:
      return {LogLevel::debug, "debug"};
    case AUTOHEAL_LOG_INFO:
      return {LogLevel::info, "info"};
    case AUTOHEAL_LOG_WARNING:
      return {LogLevel::warning, "warning"};
    case AUTOHEAL_LOG_HOST_MISBEHAVING:
      return {LogLevel::error, "host_misbehaving"};
    case AUTOHEAL_LOG_PLUGIN_MISBEHAVING:
      return {LogLevel::error, "plugin_misbehaving"};
    default:
      return {LogLevel::error, "error"};
  }
}

json::value plugin_fields(std::string_view text) {
  boost::system::error_code ec;
  json::value value = text.size() > kMaxPluginText ? json::value{} : json::parse({text.data(), text.size()}, ec);
  if (!ec && value.is_object()) return value;
  return clean(text.substr(0, kMaxPluginText));
}

}  // namespace

void start_log(LogLevel level) { g_level.store(level); }

bool log_enabled(LogLevel level) noexcept {
  const LogLevel current = g_level.load(std::memory_order_relaxed);
  return current != LogLevel::off && level >= current;
}

void write_log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  json::object line = begin_line(name(level), message);
  for (const LogField& field : fields) line[json::string_view{field.name.data(), field.name.size()}] = to_json(field);
  write_line(line);
}

void log_from_plugin(std::string_view instance, std::int32_t level, std::string_view message,
                     std::string_view fields_json) {
  const PluginLevel known = plugin_level(level);
  if (!log_enabled(known.level)) return;
  json::object line = begin_line(known.name, message.substr(0, kMaxPluginText));
  line["instance"] = clean(instance);
  if (!fields_json.empty()) line["fields"] = plugin_fields(fields_json);
  write_line(line);
}

}  // namespace autoheal::host
