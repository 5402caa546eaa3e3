// From an entry function to a table that is safe to call, or to the reason why there is none.
// Threads: [any-thread]. Ownership: a Plugin is a value; its texts are copies, its functions live as long as the
// process, since libraries are never unloaded. Errors: a Refusal with a sentence; only bad_alloc is thrown.
#pragma once

#include "autoheal/abi.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace autoheal::client {

using EntryFunction = autoheal_status (*)(const autoheal_offer*, autoheal_answer*);

struct Refusal {
  enum class Kind { other_major, needs_newer_host, broken };
  Kind kind = Kind::broken;
  std::string_view requirement;  // the number of what was broken, for Kind::broken
  std::string sentence;          // both sides, and who must upgrade or repair what
};

// A table that was checked and lowered: members that only one side knows are gone, optional slots are never NULL.
struct Plugin {
  std::string id;
  std::string version;
  std::uint32_t abi_minor = 0;  // the lower of both
  bool handles_webhooks = false;
  IntegrationPlugin table{};  // ours; id and version in it are the plugin's static texts
};

// Copies what both sides know of a struct that starts with struct_size; the rest reads as zero. `theirs` must be at
// least as large as its 1.0 size.
template <class Table>
Table lower(const Table& theirs) noexcept {
  static_assert(std::is_trivially_copyable_v<Table>);
  Table ours{};
  std::uint32_t size = 0;
  std::memcpy(&size, &theirs, sizeof size);
  size = std::min<std::uint32_t>(size, sizeof ours);
  std::memcpy(&ours, &theirs, size);
  std::memcpy(&ours, &size, sizeof size);
  return ours;
}

// What stands in for an optional slot that a plugin left NULL.
inline autoheal_status unsupported_webhook(autoheal_instance*, const autoheal_webhook*, autoheal_webhook_reply*,
                                           const autoheal_call* call) noexcept {
  constexpr std::string_view kError =
      R"({"code":"unsupported","message":"This plugin takes no webhooks.","retryable":false})";
  call->write_error(call->ctx, kError.data(), kError.size());
  return AUTOHEAL_UNSUPPORTED;
}

namespace detail {

constexpr std::uint32_t kLargestStruct = 64 * 1024;  // beyond this a size is nonsense, not a later version
constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestReason = 4096;

inline bool is_short_text(autoheal_text text, std::size_t most) noexcept {
  return is_whole(text) && text.size <= most && is_utf8(to_view(text));
}

inline Refusal broken(std::string_view requirement, std::string sentence) {
  return {Refusal::Kind::broken, requirement, std::move(sentence)};
}

// Why the table cannot be used, or empty.
inline std::string find_fault(const IntegrationPlugin* table) {
  if (reinterpret_cast<std::uintptr_t>(table) % alignof(IntegrationPlugin) != 0)
    return "its table is not aligned, so it is not a table.";
  if (table->struct_size < AUTOHEAL_PLUGIN_SIZE_1_0)
    return "its table is smaller (" + std::to_string(table->struct_size) + " bytes) than that of ABI 1.0 (" +
           std::to_string(AUTOHEAL_PLUGIN_SIZE_1_0) + ").";
  if (table->struct_size > kLargestStruct)
    return "its table claims " + std::to_string(table->struct_size) + " bytes, which cannot be.";
  if (!is_short_text(table->id, kLongestName) || !is_id(to_view(table->id)))
    return "its id does not match ^[a-z][a-z0-9_]*$.";
  if (table->version.size == 0 || !is_short_text(table->version, kLongestName))
    return "its version is empty or not UTF-8.";
  return {};
}

inline std::string_view missing_slot(const IntegrationPlugin& table) noexcept {
  if (table.describe == nullptr) return "describe";
  if (table.create == nullptr) return "create";
  if (table.destroy == nullptr) return "destroy";
  if (table.configure == nullptr) return "configure";
  if (table.test_connection == nullptr) return "test_connection";
  if (table.query == nullptr) return "query";
  if (table.extension == nullptr) return "extension";
  return {};
}

inline std::string quoted_reason(const autoheal_answer& answer) {
  if (answer.reason.size == 0 || !is_short_text(answer.reason, kLongestReason)) return {};
  return " The plugin says: " + std::string(to_view(answer.reason));
}

inline Refusal explain_mismatch(const autoheal_answer& answer, const std::string& host) {
  const std::string ours = std::to_string(AUTOHEAL_ABI_MAJOR);
  std::string theirs = std::to_string(answer.abi_major_min);
  if (answer.abi_major_max != answer.abi_major_min) theirs += " to " + std::to_string(answer.abi_major_max);
  if (answer.plugin != nullptr) return broken("N2", "The plugin refused and handed out a table all the same.");
  if (answer.abi_major_min > answer.abi_major_max || answer.abi_major_max == 0)
    return broken("N2", "The plugin refused without saying which ABI majors it speaks." + quoted_reason(answer));
  if (answer.abi_major_min > AUTOHEAL_ABI_MAJOR || answer.abi_major_max < AUTOHEAL_ABI_MAJOR) {
    const std::string_view who = answer.abi_major_min > AUTOHEAL_ABI_MAJOR ? "host" : "plugin";
    return {Refusal::Kind::other_major, "",
            "The plugin speaks ABI major " + theirs + ", " + host + " speaks " + ours + ": upgrade the " +
                std::string(who) + "." + quoted_reason(answer)};
  }
  if (answer.host_minor_needed > AUTOHEAL_ABI_MINOR)
    return {Refusal::Kind::needs_newer_host, "",
            "The plugin needs ABI " + ours + "." + std::to_string(answer.host_minor_needed) + ", " + host + " speaks " +
                ours + "." + std::to_string(AUTOHEAL_ABI_MINOR) + ": upgrade the host." + quoted_reason(answer)};
  return broken("N1",
                "The plugin refused this host although both speak ABI major " + ours + "." + quoted_reason(answer));
}

}  // namespace detail

// Checks and lowers a table; host layers of later versions share it.
inline std::variant<Plugin, Refusal> accept_table(const IntegrationPlugin* table) {
  if (table == nullptr) return detail::broken("N1", "The plugin accepted the host without handing out a table.");
  const std::string fault = detail::find_fault(table);
  if (!fault.empty()) return detail::broken("N1", "The plugin is broken: " + fault);
  Plugin plugin;
  plugin.table = lower(*table);
  const std::string_view missing = detail::missing_slot(plugin.table);
  if (!missing.empty())
    return detail::broken("N6", "The plugin is broken: the required function " + std::string(missing) + " is missing.");
  plugin.id = to_view(table->id);
  plugin.version = to_view(table->version);
  plugin.abi_minor = std::min<std::uint32_t>(table->abi_minor, AUTOHEAL_ABI_MINOR);
  plugin.handles_webhooks = plugin.table.handle_webhook != nullptr;
  if (!plugin.handles_webhooks) plugin.table.handle_webhook = &unsupported_webhook;
  return plugin;
}

// Offers this host's ABI to the plugin behind `entry`.
inline std::variant<Plugin, Refusal> negotiate(EntryFunction entry, std::string_view host_name,
                                               std::string_view host_version) {
  if (entry == nullptr) return detail::broken("E2", "The library does not export " AUTOHEAL_ENTRY_SYMBOL ".");
  autoheal_offer offer{};
  offer.struct_size = sizeof offer;
  offer.abi_major = AUTOHEAL_ABI_MAJOR;
  offer.abi_minor = AUTOHEAL_ABI_MINOR;
  offer.host_name = to_text(host_name);
  offer.host_version = to_text(host_version);
  autoheal_answer answer{};
  answer.struct_size = sizeof answer;
  autoheal_status status = AUTOHEAL_INTERNAL;
  try {
    status = entry(&offer, &answer);
  } catch (...) {
    return detail::broken("H3", "The plugin threw an exception out of its entry function.");
  }
  const std::string host = "the host " + std::string(host_name) + " " + std::string(host_version);
  if (status == AUTOHEAL_ABI_MISMATCH) return detail::explain_mismatch(answer, host);
  if (status != AUTOHEAL_OK)
    return detail::broken("N1", "The plugin answered the offer with status " + std::to_string(status) + "." +
                                    detail::quoted_reason(answer));
  if (answer.abi_major_min > AUTOHEAL_ABI_MAJOR || answer.abi_major_max < AUTOHEAL_ABI_MAJOR)
    return detail::broken("N1", "The plugin accepted ABI major 1 and said that it does not speak it.");
  if (answer.host_minor_needed > AUTOHEAL_ABI_MINOR) {
    answer.plugin = nullptr;
    return detail::explain_mismatch(answer, host);
  }
  return accept_table(answer.plugin);
}

}  // namespace autoheal::client
