// Turns a C++ class into the slots of IntegrationPlugin: one noexcept function per slot. An author never needs to
// read this file; plugin_export.hpp says what the class looks like.
// Threads: as the slots are tagged in plugin_api.h. A host that breaks the tags is logged (host_misbehaving) and,
// as far as that can be done, kept from harm: a second configure waits, a destroy waits for the calls in flight.
#pragma once

#include "autoheal/author/call.hpp"
#include "autoheal/author/guard.hpp"
#include "autoheal/author/reply.hpp"
#include "autoheal/author/webhook.hpp"
#include "autoheal/json_check.hpp"

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>

namespace autoheal::author {

template <class Plugin>
concept HasWebhook = requires {
  &Plugin::handle_webhook;
};
template <class Plugin>
concept HasExtension = requires {
  &Plugin::extension;
};
template <class Plugin>
concept HasNeeds = requires {
  Plugin::host_needs;
};

// What an autoheal_instance really is.
template <class Plugin>
struct Instance {
  Instance(Host services, const Identity& identity) : host(services), plugin(services, identity) {}

  Host host;
  std::mutex configure_mutex;
  std::atomic<bool> configured = false;
  std::atomic<std::uint32_t> in_flight = 0;
  Plugin plugin;
};

// One call counted in flight.
class InFlight {
 public:
  explicit InFlight(std::atomic<std::uint32_t>& count) noexcept : count_(count) { ++count_; }
  ~InFlight() { --count_; }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

 private:
  std::atomic<std::uint32_t>& count_;
};

template <class Plugin>
class Shims {
 public:
  using Box = Instance<Plugin>;

  static autoheal_status describe(const autoheal_call* call) noexcept {
    const Host nobody(nullptr);
    if (!is_usable(call)) return AUTOHEAL_INVALID_ARGUMENT;
    return guarded(nobody, *call, "describe", [&] {
      const std::string document(Plugin::describe());
      return deliver(nobody, *call, AUTOHEAL_OK, document);
    });
  }

  static autoheal_status create(const autoheal_host* services, const autoheal_identity* identity,
                                const autoheal_call* call, autoheal_instance** out) noexcept {
    if (out != nullptr) *out = nullptr;
    if (services == nullptr || services->struct_size < AUTOHEAL_HOST_SIZE_1_0) return AUTOHEAL_INVALID_ARGUMENT;
    const Host host(services);
    if (!is_usable(call)) return bad_call(host);
    if (out == nullptr) return refuse(host, *call, "O1", "create was called without a place for the instance.", kNoOut);
    if (identity == nullptr || identity->struct_size < AUTOHEAL_IDENTITY_SIZE_1_0)
      return refuse(host, *call, "O1", "create was called without an identity.", kNoIdentity);
    if (!is_text(identity->label) || !is_whole(identity->id) || !is_instance_id(to_view(identity->id)))
      return refuse(host, *call, "O2", "The identity's id or label is not what it must be.", kNotText);
    return guarded(host, *call, "create", [&] {
      if constexpr (HasNeeds<Plugin>) {
        const std::string_view missing = missing_service(host, Plugin::host_needs);
        if (!missing.empty()) return deliver_missing(host, *call, missing);
      }
      *out = reinterpret_cast<autoheal_instance*>(new Box(host, {to_view(identity->id), to_view(identity->label)}));
      return autoheal_status{AUTOHEAL_OK};
    });
  }

  static void destroy(autoheal_instance* instance) noexcept {
    static_assert(std::is_nothrow_destructible_v<Plugin>, "the plugin's destructor must not throw");
    if (instance == nullptr) return;
    Box* box = open(instance);
    if (box->in_flight != 0) {
      log_breach(box->host, "O5", "destroy was called while a call was in flight; waiting for it to end.");
      while (box->in_flight != 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    delete box;
  }

  static autoheal_status configure(autoheal_instance* instance, autoheal_text settings,
                                   const autoheal_call* call) noexcept {
    return serve(instance, call, "configure", State::any, [&](Box& box, Call& scope) {
      if (!is_object(settings))
        return refuse(box.host, *call, "O8", "The settings are not one JSON object.", kNoObject);
      std::unique_lock lock(box.configure_mutex, std::try_to_lock);
      if (!lock.owns_lock()) {
        log_breach(box.host, "O4", "configure was called while a configure was in flight; it waits for its turn.");
        lock.lock();
      }
      const Reply reply = box.plugin.configure(to_view(settings), scope);
      if (reply.status == AUTOHEAL_OK) box.configured = true;
      return deliver(box.host, *call, reply.status, reply.document, true);
    });
  }

  static autoheal_status test_connection(autoheal_instance* instance, const autoheal_call* call) noexcept {
    return serve(instance, call, "test_connection", State::configured, [&](Box& box, Call& scope) {
      const Reply reply = box.plugin.test_connection(scope);
      return deliver(box.host, *call, reply.status, reply.document);
    });
  }

  static autoheal_status query(autoheal_instance* instance, autoheal_text operation, autoheal_text arguments,
                               const autoheal_call* call) noexcept {
    return serve(instance, call, "query", State::configured, [&](Box& box, Call& scope) {
      if (!is_text(operation)) return refuse(box.host, *call, "O2", "The operation is not UTF-8 text.", kNotText);
      if (!is_object(arguments))
        return refuse(box.host, *call, "O8", "The arguments are not one JSON object.", kNoObject);
      const Reply reply = box.plugin.query(to_view(operation), to_view(arguments), scope);
      return deliver(box.host, *call, reply.status, reply.document);
    });
  }

  static autoheal_status handle_webhook(autoheal_instance* instance, const autoheal_webhook* webhook,
                                        autoheal_webhook_reply* reply, const autoheal_call* call) noexcept {
    return serve(instance, call, "handle_webhook", State::configured, [&](Box& box, Call& scope) {
      if (!is_whole_webhook(webhook) || reply == nullptr || reply->struct_size < AUTOHEAL_WEBHOOK_REPLY_SIZE_1_0)
        return refuse(box.host, *call, "O3", "The webhook or the place for its reply is not whole.", kNotWhole);
      reply->http_status = 0;
      const WebhookReply answer = box.plugin.handle_webhook(WebhookView(*webhook), scope);
      if (answer.status == AUTOHEAL_OK && (answer.http_status < 100 || answer.http_status > 599)) {
        box.host.log(LogLevel::error, "The plugin answered a webhook without an HTTP status.");
        return fail(*call, AUTOHEAL_INTERNAL, kInternal);
      }
      const autoheal_status status = deliver(box.host, *call, answer.status, answer.document);
      if (status == AUTOHEAL_OK) reply->http_status = answer.http_status;
      return status;
    });
  }

  static const void* extension(const char* id) noexcept {
    if constexpr (HasExtension<Plugin>) {
      try {
        return id == nullptr ? nullptr : Plugin::extension(id);
      } catch (...) {
        return nullptr;
      }
    }
    return nullptr;
  }

 private:
  enum class State { any, configured };

  static constexpr std::string_view kNoInstance =
      R"({"code":"invalid_argument","message":"The call came without an instance.","retryable":false})";
  static constexpr std::string_view kNoOut =
      R"({"code":"invalid_argument","message":"There is no place for the new instance.","retryable":false})";
  static constexpr std::string_view kNoIdentity =
      R"({"code":"invalid_argument","message":"The new instance has no identity.","retryable":false})";
  static constexpr std::string_view kNotText =
      R"({"code":"invalid_argument","message":"A text of this call is not UTF-8.","retryable":false,)"
      R"("problems":[{"pointer":"","message":"not UTF-8 text"}]})";
  static constexpr std::string_view kNoObject =
      R"({"code":"invalid_argument","message":"The settings or arguments are not one JSON object.","retryable":false,)"
      R"("problems":[{"pointer":"","message":"must be one JSON object in UTF-8, no member twice, at most 64 deep"}]})";
  static constexpr std::string_view kNotWhole =
      R"({"code":"invalid_argument","message":"The webhook or its reply has a missing part.","retryable":false})";
  static constexpr std::string_view kNotConfigured =
      R"({"code":"not_configured","message":"The integration has no valid settings yet.",)"
      R"("hint":"Save its settings first.","retryable":false})";
  static constexpr std::string_view kCancelled =
      R"({"code":"cancelled","message":"The call was cancelled before it began.","retryable":true})";
  static constexpr std::string_view kTooLate =
      R"({"code":"deadline_exceeded","message":"The deadline had passed before the call began.","retryable":true})";

  static Box* open(autoheal_instance* instance) noexcept { return reinterpret_cast<Box*>(instance); }

  static bool is_text(autoheal_text text) noexcept { return is_whole(text) && is_utf8(to_view(text)); }

  static bool is_object(autoheal_text text) {
    return is_whole(text) && check_json_object(to_view(text)) == JsonFault::none;
  }

  static bool is_whole_webhook(const autoheal_webhook* webhook) noexcept {
    if (webhook == nullptr || webhook->struct_size < AUTOHEAL_WEBHOOK_SIZE_1_0) return false;
    if (!is_whole(webhook->method) || !is_whole(webhook->target) || !is_whole(webhook->body)) return false;
    if (webhook->headers == nullptr) return webhook->header_count == 0;
    for (std::uint32_t at = 0; at < webhook->header_count; ++at)
      if (!is_whole(webhook->headers[at].name) || !is_whole(webhook->headers[at].value)) return false;
    return true;
  }

  static autoheal_status bad_call(const Host& host) noexcept {
    log_breach(host, "O1", "A call came without a usable call context.");
    return AUTOHEAL_INVALID_ARGUMENT;
  }

  static autoheal_status deliver_missing(const Host& host, const autoheal_call& call, std::string_view service) {
    const ErrorDocument error{.code = "host_service_missing",
                              .message = "The host does not offer the service " + std::string(service) + ".",
                              .hint = "Upgrade the host."};
    return deliver(host, call, AUTOHEAL_UNSUPPORTED, render_error(AUTOHEAL_UNSUPPORTED, error));
  }

  // What the verbs of an instance have in common: a usable call, an instance, time left, settings in force.
  template <class Body>
  static autoheal_status serve(autoheal_instance* instance, const autoheal_call* call, std::string_view slot,
                               State needed, Body&& body) noexcept {
    const Host host = instance == nullptr ? Host(nullptr) : open(instance)->host;
    if (!is_usable(call)) return bad_call(host);
    if (instance == nullptr) return fail(*call, AUTOHEAL_INVALID_ARGUMENT, kNoInstance);
    Box& box = *open(instance);
    const InFlight counted(box.in_flight);
    return guarded(host, *call, slot, [&]() -> autoheal_status {
      if (const std::string_view fault = find_text_fault(*call); !fault.empty())
        return refuse(host, *call, "O2", fault, kNotText);
      Call scope(*call);
      if (needed == State::configured && !box.configured) return fail(*call, AUTOHEAL_INVALID_STATE, kNotConfigured);
      const autoheal_status stop = scope.stop_status();
      if (stop != AUTOHEAL_OK) return fail(*call, stop, stop == AUTOHEAL_CANCELLED ? kCancelled : kTooLate);
      return body(box, scope);
    });
  }
};

}  // namespace autoheal::author
