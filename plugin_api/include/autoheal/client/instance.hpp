// One live instance of a plugin: every call guarded, counted and judged; destroyed last.
// Threads: all members are [any-thread]; configure is serialised here, so callers need not. close() (or the
// destructor) waits for the calls in flight; keep an Instance in a shared_ptr that each caller holds during its call.
// Ownership: the HostServices must outlive the Instance. Errors: an Outcome; only bad_alloc is thrown.
#pragma once

#include "autoheal/abi.hpp"
#include "autoheal/client/breach.hpp"
#include "autoheal/client/call_context.hpp"
#include "autoheal/client/negotiate.hpp"
#include "autoheal/client/outcome.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace autoheal::client {

// A delivery to hand in; the views must live until the call returns.
struct Delivery {
  std::vector<autoheal_header> headers;  // in order, duplicates kept
  std::string_view method = "POST";
  std::string_view target;
  std::string_view body;
  std::int64_t received_unix_ns = 0;
};

// The describe document, without an instance.
inline Outcome describe(const Plugin& plugin, CallOptions options, const OnBreach& on_breach) {
  const Judge judge("describe", on_breach);
  CallContext call(std::move(options));
  autoheal_status status = AUTOHEAL_INTERNAL;
  try {
    status = plugin.table.describe(call.table());
  } catch (...) {
    return judge.broken("H3", "threw an exception");
  }
  return judge.judge(status, call, {});
}

class Instance {
 public:
  // The instance, or why there is none.
  static std::variant<std::shared_ptr<Instance>, Outcome> create(const Plugin& plugin, const autoheal_host* services,
                                                                 const Identity& identity, CallOptions options,
                                                                 OnBreach on_breach) {
    const Judge judge("create", on_breach);
    autoheal_identity given{};
    given.struct_size = sizeof given;
    given.id = to_text(identity.id);
    given.label = to_text(identity.label);
    CallContext call(std::move(options));
    autoheal_instance* raw = nullptr;
    autoheal_status status = AUTOHEAL_INTERNAL;
    try {
      status = plugin.table.create(services, &given, call.table(), &raw);
    } catch (...) {
      return judge.broken("H3", "threw an exception");
    }
    if (status == AUTOHEAL_OK && raw == nullptr) return judge.broken("L3", "returned OK without an instance");
    if (status == AUTOHEAL_OK) return std::shared_ptr<Instance>(new Instance(plugin, raw, std::move(on_breach)));
    if (raw != nullptr && on_breach) on_breach({"L3", "create: failed and handed out an instance all the same"});
    return judge.judge(status, call, {});
  }

  ~Instance() { close(); }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  Outcome configure(std::string_view settings_json, CallOptions options) {
    const std::lock_guard lock(configure_mutex_);
    return run("configure", std::move(options), {.needs_result = false, .http_status = {}},
               [&](const auto* call) { return plugin_.table.configure(raw_, to_text(settings_json), call); });
  }

  Outcome test_connection(CallOptions options) {
    return run("test_connection", std::move(options), {},
               [&](const auto* call) { return plugin_.table.test_connection(raw_, call); });
  }

  Outcome query(std::string_view operation, std::string_view arguments_json, CallOptions options) {
    return run("query", std::move(options), {}, [&](const auto* call) {
      return plugin_.table.query(raw_, to_text(operation), to_text(arguments_json), call);
    });
  }

  Outcome handle_webhook(const Delivery& delivery, CallOptions options) {
    autoheal_webhook webhook{};
    webhook.struct_size = sizeof webhook;
    webhook.header_count = static_cast<std::uint32_t>(delivery.headers.size());
    webhook.headers = delivery.headers.data();
    webhook.method = to_text(delivery.method);
    webhook.target = to_text(delivery.target);
    webhook.body = to_bytes(delivery.body);
    webhook.received_unix_ns = delivery.received_unix_ns;
    autoheal_webhook_reply reply{};
    reply.struct_size = sizeof reply;
    Expectation expected{.needs_result = true, .http_status = 0};
    return run("handle_webhook", std::move(options), expected, [&](const auto* call, Expectation& seen) {
      const autoheal_status status = plugin_.table.handle_webhook(raw_, &webhook, &reply, call);
      seen.http_status = reply.http_status;
      return status;
    });
  }

  // No call begins any more; waits for those in flight, then destroys. Idempotent.
  void close() noexcept {
    std::unique_lock lock(mutex_);
    closed_ = true;
    idle_.wait(lock, [&] { return in_flight_ == 0; });
    autoheal_instance* raw = std::exchange(raw_, nullptr);
    lock.unlock();
    if (raw == nullptr) return;
    try {
      plugin_.table.destroy(raw);
    } catch (...) {
      if (on_breach_) on_breach_({"H3", "destroy: threw an exception"});
    }
  }

  const Plugin& plugin() const noexcept { return plugin_; }

 private:
  Instance(const Plugin& plugin, autoheal_instance* raw, OnBreach on_breach)
      : plugin_(plugin), on_breach_(std::move(on_breach)), raw_(raw) {}

  bool enter() {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    ++in_flight_;
    return true;
  }
  void leave() noexcept {
    const std::lock_guard lock(mutex_);
    if (--in_flight_ == 0) idle_.notify_all();  // under the lock: the waiter may destroy the condition afterwards
  }

  template <class Invoke>
  Outcome run(std::string_view verb, CallOptions options, Expectation expected, Invoke&& invoke) {
    struct Leave {
      Instance& instance;
      ~Leave() { instance.leave(); }
    };
    if (!enter())
      return {AUTOHEAL_INVALID_STATE,
              R"({"code":"invalid_state","message":"The integration was removed.","retryable":false})", 0};
    const Leave leave{*this};
    const Judge judge(verb, on_breach_);
    CallContext call(std::move(options));
    autoheal_status status = AUTOHEAL_INTERNAL;
    try {
      if constexpr (std::is_invocable_v<Invoke, const autoheal_call*, Expectation&>)
        status = invoke(call.table(), expected);
      else
        status = invoke(call.table());
    } catch (...) {
      return judge.broken("H3", "threw an exception");
    }
    return judge.judge(status, call, expected);
  }

  const Plugin plugin_;
  const OnBreach on_breach_;
  std::mutex configure_mutex_;
  std::mutex mutex_;  // guards the three below
  std::condition_variable idle_;
  autoheal_instance* raw_;
  int in_flight_ = 0;
  bool closed_ = false;
};

}  // namespace autoheal::client
