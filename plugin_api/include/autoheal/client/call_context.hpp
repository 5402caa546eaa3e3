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

using autoheal::Steady;

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
  // [any-thread]; 0..10000, or AUTOHEAL_PROGRESS_UNKNOWN.
  std::function<void(std::uint32_t permyriad, std::string_view message)> progress = nullptr;
  std::string trace_parent = {};
  std::size_t max_result_bytes = AUTOHEAL_DEFAULT_RESULT_BYTES;
  std::size_t max_error_bytes = AUTOHEAL_DEFAULT_ERROR_BYTES;
  std::uint32_t max_upstream_calls = 0;  // 0: what the plugin allows itself
  Caller caller = Caller::person;
  std::string actor = {};            // JSON object of docs/documents.md section 7, or empty
  std::string idempotency_key = {};  // is_idempotency_key
};

class CallContext {
 public:
  explicit CallContext(CallOptions options) : options_(std::move(options)) {
    if (options_.max_result_bytes == 0) options_.max_result_bytes = AUTOHEAL_DEFAULT_RESULT_BYTES;
    if (options_.max_error_bytes == 0) options_.max_error_bytes = AUTOHEAL_DEFAULT_ERROR_BYTES;
    table_.struct_size = sizeof table_;
    table_.cancel_fd = options_.cancel ? options_.cancel->fd() : -1;
    table_.ctx = this;
    table_.deadline_ns = to_deadline_ns(options_.deadline);
    table_.max_result_bytes = options_.max_result_bytes;
    table_.max_error_bytes = options_.max_error_bytes;
    table_.max_upstream_calls = options_.max_upstream_calls;
    table_.caller = static_cast<std::uint32_t>(options_.caller);
    table_.trace_parent = to_text(options_.trace_parent);
    table_.actor = to_text(options_.actor);
    table_.idempotency_key = to_text(options_.idempotency_key);
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
    autoheal_status refused = AUTOHEAL_OK;  // what a writer answered when it refused: the status of the call
    bool error_refused = false;             // nothing more is taken, not even an error document
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
      const bool beyond = permyriad > 10000 && permyriad != AUTOHEAL_PROGRESS_UNKNOWN;
      {
        const std::lock_guard lock(call.mutex_);
        if (call.closed_) return;
        if (beyond) call.note("X5", "Progress went beyond 10000.");
        if (!is_whole(message) || !is_utf8(to_view(message))) {
          call.note("X5", "A progress message was not UTF-8 text.");
          message = {};
        }
      }
      call.options_.progress(beyond ? 10000 : permyriad, to_view(message));
    } catch (...) {  // progress is a courtesy
    }
  }

  static autoheal_status on_write_result(void* ctx, const void* data, std::size_t size) noexcept {
    CallContext& call = self(ctx);
    const std::lock_guard lock(call.mutex_);
    if (call.closed_) return AUTOHEAL_CANCELLED;
    if (call.written_.refused != AUTOHEAL_OK) return call.refuse_again();
    return call.take(call.written_.result, call.options_.max_result_bytes, data, size);
  }
  // A result that was too large still leaves room for the document that says so.
  static autoheal_status on_write_error(void* ctx, const void* data, std::size_t size) noexcept {
    CallContext& call = self(ctx);
    const std::lock_guard lock(call.mutex_);
    if (call.closed_) return AUTOHEAL_CANCELLED;
    Written& written = call.written_;
    if (written.error_refused || written.refused == AUTOHEAL_CANCELLED) return call.refuse_again();
    const autoheal_status taken = call.take(written.error, call.options_.max_error_bytes, data, size);
    written.error_refused = taken != AUTOHEAL_OK;
    return taken;
  }

  autoheal_status refuse_again() noexcept {
    try {
      note("Q6", "The plugin went on writing after a writer had refused.");
    } catch (...) {  // out of memory: the refusal counts
    }
    return written_.refused;
  }

  autoheal_status take(std::string& into, std::size_t most, const void* data, std::size_t size) noexcept {
    try {
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
