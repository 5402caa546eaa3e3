// The log: one JSON object a line on standard error. Every text passes the redactor, and control characters come out
// escaped. Before start_log nothing is written.
//   log_info("webhook stored", {{"integration", name}, {"bytes", 812}});
// Threads: [any-thread].
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace autoheal::host {

enum class LogLevel : std::uint8_t { debug, info, warning, error, off };

struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double, bool> value;

  LogField(std::string_view n, std::string_view v) : name(n), value(v) {}
  LogField(std::string_view n, const std::string& v) : name(n), value(std::string_view{v}) {}
  LogField(std::string_view n, const char* v) : name(n), value(std::string_view{v}) {}
  LogField(std::string_view n, double v) : name(n), value(v) {}
  LogField(std::string_view n, bool v) : name(n), value(v) {}
  template <class T>
  requires std::is_integral_v<T> LogField(std::string_view n, T v) : name(n), value(static_cast<std::int64_t>(v)) {}
};

void start_log(LogLevel level);
bool log_enabled(LogLevel level) noexcept;

void write_log(LogLevel level, std::string_view message, std::initializer_list<LogField> fields = {});
inline void log_debug(std::string_view message, std::initializer_list<LogField> fields = {}) {
  write_log(LogLevel::debug, message, fields);
}
inline void log_info(std::string_view message, std::initializer_list<LogField> fields = {}) {
  write_log(LogLevel::info, message, fields);
}
inline void log_warning(std::string_view message, std::initializer_list<LogField> fields = {}) {
  write_log(LogLevel::warning, message, fields);
}
inline void log_error(std::string_view message, std::initializer_list<LogField> fields = {}) {
  write_log(LogLevel::error, message, fields);
}

// A line from a plugin. level as in plugin_api.h; fields_json: an object, or empty. Text beyond 4 KiB is cut.
void log_from_plugin(std::string_view instance, std::int32_t level, std::string_view message,
                     std::string_view fields_json);

}  // namespace autoheal::host
