// The C++ author layer: one plain class becomes a plugin. Header only, standard library only, C++20.
//
//   class Uptime {
//    public:
//     static constexpr std::string_view id = "uptime";          // ^[a-z][a-z0-9_]*$
//     static constexpr std::string_view version = "1.0.0";
//     static std::string describe();                            // the describe document, docs/documents.md section 1
//     Uptime(autoheal::Host host, const autoheal::Identity& identity);  // no network
//     autoheal::Reply configure(std::string_view settings_json, autoheal::Call& call);           // [serialized]
//     autoheal::Reply test_connection(autoheal::Call& call);                                     // [concurrent]
//     autoheal::Reply query(std::string_view operation, std::string_view args_json, autoheal::Call& call);  // same
//     // and, if it has them:
//     autoheal::WebhookReply handle_webhook(const autoheal::WebhookView& webhook, autoheal::Call& call);    // same
//     static const void* extension(std::string_view name);                                        // [any-thread]
//     static constexpr autoheal::HostNeeds host_needs = {.secret_read = true};  // create is refused without these
//     static constexpr std::uint32_t host_minor_needed = 1;     // default 0; never AUTOHEAL_ABI_MINOR
//   };
//   AUTOHEAL_EXPORT_PLUGIN(Uptime)
//
// The layer checks every pointer, size and text that the host hands in (settings and arguments are one JSON object),
// answers INVALID_STATE before the first successful configure and CANCELLED or DEADLINE_EXCEEDED when a call comes too
// late, writes results and errors, and turns whatever the class throws into a status: bad_alloc to OUT_OF_RESOURCES,
// the rest to INTERNAL with a document that carries no text of the exception. Views given to the class are valid until
// the verb returns.
#pragma once

#include "autoheal/author/call.hpp"
#include "autoheal/author/host.hpp"
#include "autoheal/author/reply.hpp"
#include "autoheal/author/shims.hpp"
#include "autoheal/author/webhook.hpp"

#include <cstdint>
#include <string_view>
#include <type_traits>

namespace autoheal::author {

template <class Plugin>
concept HasHostMinor = requires {
  Plugin::host_minor_needed;
};

template <class Plugin>
class Export {
 public:
  static autoheal_status entry(const autoheal_offer* offer, autoheal_answer* answer) noexcept {
    if (answer == nullptr || answer->struct_size < AUTOHEAL_ANSWER_SIZE_1_0) return AUTOHEAL_INVALID_ARGUMENT;
    answer->abi_major_min = AUTOHEAL_ABI_MAJOR;
    answer->abi_major_max = AUTOHEAL_ABI_MAJOR;
    answer->host_minor_needed = host_minor_needed();
    answer->plugin = nullptr;
    answer->reason = to_text("");
    if (offer == nullptr || offer->struct_size < AUTOHEAL_OFFER_SIZE_1_0)
      return refuse(*answer, AUTOHEAL_INVALID_ARGUMENT, "The host's offer is missing or smaller than that of ABI 1.0.");
    if (offer->abi_major != AUTOHEAL_ABI_MAJOR)
      return refuse(*answer, AUTOHEAL_ABI_MISMATCH,
                    "This plugin speaks major version 1 of the Autoheal plugin ABI only.");
    if (offer->abi_minor < host_minor_needed())
      return refuse(*answer, AUTOHEAL_ABI_MISMATCH, "This plugin needs a host with a newer minor version of the ABI.");
    answer->plugin = &kTable;
    return AUTOHEAL_OK;
  }

 private:
  using Slots = Shims<Plugin>;

  static autoheal_status refuse(autoheal_answer& answer, autoheal_status status, std::string_view reason) noexcept {
    answer.reason = to_text(reason);
    return status;
  }

  static constexpr std::uint32_t host_minor_needed() noexcept {
    if constexpr (HasHostMinor<Plugin>) return Plugin::host_minor_needed;
    return 0;
  }

  static constexpr IntegrationPlugin make_table() noexcept {
    static_assert(is_id(Plugin::id), "id must match ^[a-z][a-z0-9_]*$");
    static_assert(!std::string_view(Plugin::version).empty() && is_utf8(Plugin::version), "version must not be empty");
    static_assert(std::is_constructible_v<Plugin, Host, const Identity&>,
                  "needs a constructor (Host, const Identity&)");
    IntegrationPlugin table{};
    table.struct_size = sizeof(IntegrationPlugin);
    table.abi_minor = AUTOHEAL_ABI_MINOR;
    table.id = to_text(Plugin::id);
    table.version = to_text(Plugin::version);
    table.describe = &Slots::describe;
    table.create = &Slots::create;
    table.destroy = &Slots::destroy;
    table.configure = &Slots::configure;
    table.test_connection = &Slots::test_connection;
    table.query = &Slots::query;
    if constexpr (HasWebhook<Plugin>) table.handle_webhook = &Slots::handle_webhook;
    table.extension = &Slots::extension;
    return table;
  }

  static constexpr IntegrationPlugin kTable = make_table();
};

}  // namespace autoheal::author

// Defines the one exported function. Once per library, at namespace scope, after the class.
#define AUTOHEAL_EXPORT_PLUGIN(PluginClass)                                                          \
  extern "C" AUTOHEAL_EXPORT autoheal_status autoheal_integration_entry(const autoheal_offer* offer, \
                                                                        autoheal_answer* answer) {   \
    return ::autoheal::author::Export<PluginClass>::entry(offer, answer);                            \
  }
