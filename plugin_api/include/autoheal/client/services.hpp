// The services a host offers to one instance, as a class to derive from; the C table is made here.
// Threads: every virtual is [any-thread], returns soon, never calls a plugin. Ownership: must outlive the instance.
// Errors: what an override throws becomes AUTOHEAL_INTERNAL.
#pragma once

#include "autoheal/abi.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace autoheal::client {

class HostServices {
 public:
  using Give = std::function<autoheal_status(std::string_view chunk)>;

  HostServices() noexcept {
    table_.struct_size = sizeof table_;
    table_.abi_minor = AUTOHEAL_ABI_MINOR;
    table_.ctx = this;
    table_.log = &on_log;
    table_.unix_ns = &on_unix_ns;
    table_.secret_read = &on_secret_read;
    table_.extension = &on_extension;
  }
  virtual ~HostServices() = default;
  HostServices(const HostServices&) = delete;
  HostServices& operator=(const HostServices&) = delete;

  const autoheal_host* table() const noexcept { return &table_; }

  // level: AUTOHEAL_LOG_*. Both texts are UTF-8 and at most 16 KiB, whatever the plugin wrote; fields_json may still
  // be no JSON.
  virtual void log(std::int32_t level, std::string_view message, std::string_view fields_json) = 0;

  // Hands the secret to `give` and returns what `give` returned; AUTOHEAL_NOT_FOUND or AUTOHEAL_UNAVAILABLE else.
  virtual autoheal_status read_secret(std::string_view name, const Give& give) = 0;

  virtual std::chrono::sys_time<std::chrono::nanoseconds> now() {
    return std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  }
  // A feature beyond the contract, by "vendor.name/REVISION": a table that lives as long as this object, or null.
  virtual const void* extension(std::string_view) { return nullptr; }

 private:
  static constexpr std::size_t kLongestText = 16 * 1024;

  static HostServices& self(void* ctx) noexcept { return *static_cast<HostServices*>(ctx); }

  static std::string clean(autoheal_text text) {
    std::string_view view = to_view(text).substr(0, kLongestText);
    while (!view.empty() && view.size() < text.size && !is_utf8(view) && view.size() + 3 > kLongestText)
      view.remove_suffix(1);  // do not cut a character in two
    if (is_utf8(view)) return std::string(view);
    std::string clean;
    for (std::size_t at = 0; at < view.size();) {
      const std::size_t length = utf8_sequence(view, at);
      clean += length == 0 ? std::string_view("\xEF\xBF\xBD") : view.substr(at, length);
      at += length == 0 ? 1 : length;
    }
    return clean;
  }

  static void on_log(void* ctx, std::int32_t level, autoheal_text message, autoheal_text fields) noexcept {
    try {
      const bool known = level >= AUTOHEAL_LOG_DEBUG && level <= AUTOHEAL_LOG_PLUGIN_MISBEHAVING;
      self(ctx).log(known ? level : AUTOHEAL_LOG_ERROR, clean(message), clean(fields));
    } catch (...) {  // a line that cannot be written is not worth a call
    }
  }
  static std::int64_t on_unix_ns(void* ctx) noexcept {
    try {
      return self(ctx).now().time_since_epoch().count();
    } catch (...) {
      return 0;
    }
  }
  static autoheal_status on_secret_read(void* ctx, autoheal_text name, void* sink, autoheal_write_fn write) noexcept {
    try {
      if (!is_whole(name) || write == nullptr) return AUTOHEAL_INVALID_ARGUMENT;
      return self(ctx).read_secret(to_view(name),
                                   [&](std::string_view chunk) { return write(sink, chunk.data(), chunk.size()); });
    } catch (...) {
      return AUTOHEAL_INTERNAL;
    }
  }
  static const void* on_extension(void* ctx, const char* id) noexcept {
    try {
      return id == nullptr ? nullptr : self(ctx).extension(id);
    } catch (...) {
      return nullptr;
    }
  }

  autoheal_host table_{};
};

}  // namespace autoheal::client
