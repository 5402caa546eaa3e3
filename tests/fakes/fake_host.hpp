// A host in memory for tests that load a built plugin, and the way to its entry.
// Threads: everything of FakeHost is [any-thread].
#pragma once

#include "autoheal/plugin_client.hpp"

#include <atomic>
#include <chrono>
#include <dlfcn.h>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace autoheal::test {

// What a host offers, in memory: secrets that a test sets, a clock that it moves, every log line kept.
class FakeHost : public client::HostServices {
 public:
  void set_secret(std::string name, std::string value) {
    const std::lock_guard lock(mutex_);
    secrets_[std::move(name)] = std::move(value);
  }
  void clear_secret(const std::string& name) {
    const std::lock_guard lock(mutex_);
    secrets_.erase(name);
  }
  void lock_secrets() { locked_ = true; }
  void set_now(std::chrono::sys_time<std::chrono::nanoseconds> now) { now_ = now.time_since_epoch().count(); }
  int secret_reads() const { return reads_; }
  std::string log_text() const {
    const std::lock_guard lock(mutex_);
    return log_;
  }

  void log(std::int32_t, std::string_view message, std::string_view fields_json) override {
    const std::lock_guard lock(mutex_);
    log_.append(message).append(" ").append(fields_json).append("\n");
  }
  autoheal_status read_secret(std::string_view name, const Give& give) override {
    ++reads_;
    if (locked_) return AUTOHEAL_UNAVAILABLE;
    const std::lock_guard lock(mutex_);
    const auto found = secrets_.find(std::string(name));
    return found == secrets_.end() ? AUTOHEAL_NOT_FOUND : give(found->second);
  }
  std::chrono::sys_time<std::chrono::nanoseconds> now() override {
    return std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(now_));
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> secrets_;  // guarded by mutex_
  std::string log_;                             // guarded by mutex_
  std::atomic<bool> locked_ = false;
  std::atomic<int> reads_ = 0;
  std::atomic<std::int64_t> now_ = 1'773'480'000'000'000'000;  // 2026-03-14T09:20:00Z
};

// The entry of the library in that file; it is never unloaded before the process ends.
inline client::EntryFunction load_entry(const char* file) {
  void* library = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(::dlerror());
  return reinterpret_cast<client::EntryFunction>(::dlsym(library, AUTOHEAL_ENTRY_SYMBOL));
}

}  // namespace autoheal::test
