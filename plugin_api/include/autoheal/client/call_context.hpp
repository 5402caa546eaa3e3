// One call into a plugin, seen from the host: until when, how to cancel it, where its bytes go.
// Threads: CancelSource is [any-thread]; a CallContext is made and read by the caller's thread, while the plugin may
// use its C table from any thread until the call returns.
#pragma once

#include "autoheal/abi.hpp"
#include "autoheal/client/breach.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace autoheal::client {

using Steady = std::chrono::steady_clock;

// Cancels calls: every call that was given this source, now and later. Never resets.
class CancelSource {
 public:
  CancelSource() noexcept : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}  // -1 when out of descriptors: poll only
  ~CancelSource() {
    if (fd_ >= 0) ::close(fd_);
  }
  CancelSource(const CancelSource&) = delete;
  CancelSource& operator=(const CancelSource&) = delete;

  void cancel() noexcept {
    std::int64_t expected = 0;
    if (!cancelled_at_.compare_exchange_strong(expected, Steady::now().time_since_epoch().count())) return;
    const std::uint64_t one = 1;
    if (fd_ < 0) return;
    [[maybe_unused]] const auto written = ::write(fd_, &one, sizeof one);  // cannot block: the counter was 0
  }
  bool cancelled() const noexcept { return cancelled_at_ != 0; }
  std::optional<Steady::time_point> cancelled_at() const noexcept {
    const std::int64_t at = cancelled_at_;
    if (at == 0) return std::nullopt;
    return Steady::time_point(Steady::duration(at));
  }
  int fd() const noexcept { return fd_; }

 private:
  int fd_;
  std::atomic<std::int64_t> cancelled_at_ = 0;
};

struct CallOptions {
  Steady::time_point deadline = Steady::time_point::max();  // max: none
  std::shared_ptr<CancelSource> cancel = nullptr;
  std::function<void(std::uint32_t permyriad, std::string_view message)> progress = nullptr;  // [any-thread]
  std::string trace_parent = {};
  std::size_t max_result_bytes = 4 * 1024 * 1024;
  std::size_t max_error_bytes = 64 * 1024;
};

class CallContext {
 public:
  explicit CallContext(CallOptions options) : options_(std::move(options)) {
    table_.struct_size = sizeof table_;
    table_.cancel_fd = options_.cancel ? options_.cancel->fd() : -1;
    table_.ctx = this;
    if (options_.deadline != Steady::time_point::max()) {
      const auto at = options_.deadline.time_since_epoch().count();
      table_.deadline_ns = at > 0 ? static_cast<std::uint64_t>(at) : 1;
    }
    table_.trace_parent = to_text(options_.trace_parent);
    table_.is_cancelled = &on_is_cancelled;
    if (options_.progress) table_.progress = &on_progress;
    table_.write_result = &on_write_result;
    table_.write_error = &on_write_error;
  }
  CallContext(const CallContext&) = delete;
  CallContext& operator=(const CallContext&) = delete;

  const autoheal_call* table() const noexcept { return &table_; }
  const CallOptions& options() const noexcept { return options_; }

  // What the plugin left behind. Call once, after the call returned: from then on its functions do nothing.
  struct Written {
    std::string result;
    std::string error;
    autoheal_status refused = AUTOHEAL_OK;  // what a writer answered last, if it refused
    std::vector<Breach> breaches;
  };
  Written close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    return std::exchange(written_, {});
  }

 private:
  static CallContext& self(void* ctx) noexcept { return *static_cast<CallContext*>(ctx); }

  static std::int32_t on_is_cancelled(void* ctx) noexcept {
    const CallOptions& options = self(ctx).options_;
    if (options.cancel && options.cancel->cancelled()) return 1;
    return options.deadline != Steady::time_point::max() && Steady::now() >= options.deadline ? 1 : 0;
  }

  static void on_progress(void* ctx, std::uint32_t permyriad, autoheal_text message) noexcept {
    try {
      CallContext& call = self(ctx);
      {
        const std::lock_guard lock(call.mutex_);
        if (call.closed_) return;
        if (permyriad > 10000) call.note("X5", "Progress went beyond 10000.");
        if (!is_whole(message) || !is_utf8(to_view(message))) {
          call.note("X5", "A progress message was not UTF-8 text.");
          message = {};
        }
      }
      call.options_.progress(permyriad > 10000 ? 10000 : permyriad, to_view(message));
    } catch (...) {  // progress is a courtesy
    }
  }

  static autoheal_status on_write_result(void* ctx, const void* data, std::size_t size) noexcept {
    return self(ctx).take(self(ctx).written_.result, self(ctx).options_.max_result_bytes, data, size);
  }
  static autoheal_status on_write_error(void* ctx, const void* data, std::size_t size) noexcept {
    return self(ctx).take(self(ctx).written_.error, self(ctx).options_.max_error_bytes, data, size);
  }

  autoheal_status take(std::string& into, std::size_t most, const void* data, std::size_t size) noexcept {
    const std::lock_guard lock(mutex_);
    if (closed_) return AUTOHEAL_CANCELLED;
    try {
      if (written_.refused != AUTOHEAL_OK) {
        note("Q6", "The plugin went on writing after a writer had refused.");
        return written_.refused;
      }
      if (data == nullptr && size != 0) {
        note("Q2", "The plugin wrote bytes from nowhere.");
        return written_.refused = AUTOHEAL_CANCELLED;
      }
      // Past the deadline a result is still welcome: an answer cut short is an answer. After a cancel nobody listens.
      if (options_.cancel && options_.cancel->cancelled()) return written_.refused = AUTOHEAL_CANCELLED;
      if (size > most - into.size()) return written_.refused = AUTOHEAL_RESULT_TOO_LARGE;
      into.append(static_cast<const char*>(data), size);
      return AUTOHEAL_OK;
    } catch (...) {
      return written_.refused = AUTOHEAL_RESULT_TOO_LARGE;
    }
  }

  // Once per requirement: a plugin that misbehaves in a loop does not fill the memory.
  void note(std::string_view requirement, const char* message) {
    for (const Breach& breach : written_.breaches)
      if (breach.requirement == requirement) return;
    written_.breaches.push_back({requirement, message});
  }

  CallOptions options_;
  autoheal_call table_{};
  std::mutex mutex_;
  Written written_;
  bool closed_ = false;
};

}  // namespace autoheal::client
