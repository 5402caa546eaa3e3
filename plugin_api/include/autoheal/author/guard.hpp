// The border of a plugin: what was handed in is checked, what goes out is written, nothing is thrown across.
// Used by author/shims.hpp only. Threads: pure functions over their arguments.
#pragma once

#include "autoheal/abi.hpp"
#include "autoheal/author/host.hpp"
#include "autoheal/author/reply.hpp"

#include <cstdint>
#include <cstdio>
#include <exception>
#include <new>
#include <string_view>
#include <typeinfo>

namespace autoheal::author {

// The host broke its side of the contract: `rule` is the number in docs/abi.md, section "What a host owes".
inline void log_breach(const Host& host, std::string_view rule, std::string_view message) noexcept {
  char fields[32];
  const int size =
      std::snprintf(fields, sizeof fields, "{\"rule\":\"%.*s\"}", static_cast<int>(rule.size()), rule.data());
  host.log(LogLevel::host_misbehaving, message, {fields, size > 0 ? static_cast<std::size_t>(size) : 0});
}

// Can this call be answered at all? The three functions are required; only progress may be NULL.
inline bool is_usable(const autoheal_call* call) noexcept {
  return call != nullptr && call->struct_size >= AUTOHEAL_CALL_SIZE_1_0 && call->is_cancelled != nullptr &&
         call->write_result != nullptr && call->write_error != nullptr;
}

// Why this call cannot be served as it is, or empty: its texts are whole and of the right kind.
inline std::string_view find_text_fault(const autoheal_call& call) noexcept {
  if (!is_whole(call.trace_parent) || !is_utf8(to_view(call.trace_parent))) return "The trace_parent is not UTF-8.";
  if (!is_whole(call.actor) || !is_utf8(to_view(call.actor))) return "The actor is not UTF-8.";
  if (!is_whole(call.idempotency_key) || !is_idempotency_key(to_view(call.idempotency_key)))
    return "The idempotency_key is not at most 128 printable ASCII.";
  return {};
}

// Writes the error document and returns the status of the call. A writer that refuses has the last word.
inline autoheal_status fail(const autoheal_call& call, autoheal_status status, std::string_view document) noexcept {
  const autoheal_status written = call.write_error(call.ctx, document.data(), document.size());
  return written == AUTOHEAL_OK ? status : written;
}

// A usable call, but wrong arguments: said to the operator (rule) and to the caller (document).
inline autoheal_status refuse(const Host& host, const autoheal_call& call, std::string_view rule,
                              std::string_view message, std::string_view document) noexcept {
  log_breach(host, rule, message);
  return fail(call, AUTOHEAL_INVALID_ARGUMENT, document);
}

// For a status whose author wrote no document of its own.
inline std::string plain_error(autoheal_status status) {
  return render_error(status, {.code = {}, .message = "The plugin gave no further reason for this status."});
}

// Constant documents: usable when memory is short, and free of anything an exception may have carried.
inline constexpr std::string_view kOutOfMemory =
    R"({"code":"out_of_resources","message":"The plugin ran out of memory while it served this call.",)"
    R"("hint":"Free memory on the host, then try again.","retryable":true})";
inline constexpr std::string_view kInternal =
    R"({"code":"internal","message":"The plugin failed while it served this call; this is a bug in the plugin.",)"
    R"("hint":"The host's log has a line about it. Report it to the plugin's author.","retryable":false})";
inline constexpr std::string_view kTooLarge =
    R"({"code":"result_too_large","message":"The result is larger than the host takes.",)"
    R"("hint":"Ask for less: a narrower question, or fewer rows.","retryable":false})";

// The type is safe to log; the text of an exception may hold a secret and is not.
inline void log_exception(const Host& host, std::string_view slot, const char* type) noexcept {
  char fields[192];
  const int size = std::snprintf(fields, sizeof fields, "{\"slot\":\"%.*s\",\"exception\":\"%.100s\"}",
                                 static_cast<int>(slot.size()), slot.data(), type);
  host.log(LogLevel::error, "An exception reached the border of the plugin.",
           {fields, size > 0 ? static_cast<std::size_t>(size) : 0});
}

// Runs `body`; whatever it throws becomes a status and a document.
template <class Body>
autoheal_status guarded(const Host& host, const autoheal_call& call, std::string_view slot, Body&& body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return fail(call, AUTOHEAL_OUT_OF_RESOURCES, kOutOfMemory);
  } catch (const std::exception& error) {
    log_exception(host, slot, typeid(error).name());
  } catch (...) {
    log_exception(host, slot, "not a std::exception");
  }
  return fail(call, AUTOHEAL_INTERNAL, kInternal);
}

// Hands a reply to the host. OK needs a document unless `may_be_empty`; a document is UTF-8.
inline autoheal_status deliver(const Host& host, const autoheal_call& call, autoheal_status status,
                               std::string_view document, bool may_be_empty = false) {
  const bool is_private = status >= 1000;
  if (!is_known_status(status) && !is_private) status = AUTOHEAL_INTERNAL;
  if (!is_utf8(document) || (status == AUTOHEAL_OK && document.empty() && !may_be_empty)) {
    host.log(LogLevel::error, "The plugin answered without a document or with bytes that are not UTF-8.");
    return fail(call, AUTOHEAL_INTERNAL, kInternal);
  }
  if (status != AUTOHEAL_OK) {
    const std::uint64_t most = call.max_error_bytes != 0 ? call.max_error_bytes : AUTOHEAL_DEFAULT_ERROR_BYTES;
    const bool is_usable_as_it_is = !document.empty() && document.size() <= most;
    if (is_usable_as_it_is) return fail(call, status, document);
    return fail(call, status, plain_error(status));  // too long a reason must not hide the status
  }
  if (document.empty()) return AUTOHEAL_OK;
  const autoheal_status written = call.write_result(call.ctx, document.data(), document.size());
  return written == AUTOHEAL_RESULT_TOO_LARGE ? fail(call, written, kTooLarge) : written;
}

}  // namespace autoheal::author
