// What a verb of a plugin hands back: a status and one JSON document.
// Threads, ownership: values. Errors: only bad_alloc, which the shim turns into AUTOHEAL_OUT_OF_RESOURCES.
#pragma once

#include "autoheal/abi.hpp"
#include "autoheal/sender_reply.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace autoheal {

// One mistake in settings or arguments: where (JSON pointer) and what.
struct Problem {
  std::string pointer;
  std::string message;
};

// The members of docs/documents.md section 2 that most plugins need; write the JSON yourself for the others.
struct ErrorDocument {
  std::string code;     // finer than the status; empty: the status' own name
  std::string message;  // one sentence for a person
  std::string hint = {};
  bool retryable = false;
  std::optional<std::chrono::milliseconds> retry_after = std::nullopt;
  std::vector<Problem> problems = {};
};

inline std::string render_error(autoheal_status status, const ErrorDocument& error) {
  std::string out = "{\"code\":" + json_quote(error.code.empty() ? status_name(status) : error.code) +
                    ",\"message\":" + json_quote(error.message);
  if (!error.hint.empty()) out += ",\"hint\":" + json_quote(error.hint);
  out += error.retryable ? ",\"retryable\":true" : ",\"retryable\":false";
  if (error.retry_after) out += ",\"retry_after_ms\":" + std::to_string(error.retry_after->count());
  if (!error.problems.empty()) {
    out += ",\"problems\":[";
    for (const Problem& problem : error.problems) {
      if (&problem != &error.problems.front()) out += ',';
      out += "{\"pointer\":" + json_quote(problem.pointer) + ",\"message\":" + json_quote(problem.message) + "}";
    }
    out += ']';
  }
  return out += '}';
}

struct Reply {
  autoheal_status status = AUTOHEAL_INTERNAL;
  std::string document;  // OK: the result; else: the error document

  // `json` may be empty for configure only.
  static Reply ok(std::string json = {}) { return {AUTOHEAL_OK, std::move(json)}; }
  static Reply error(autoheal_status status, const ErrorDocument& error) {
    return {status, render_error(status, error)};
  }
  // The document as JSON text. Without one the host gets a document that only names the status.
  template <std::convertible_to<std::string> Text = std::string>
  static Reply error(autoheal_status status, Text&& json = {}) {
    return {status, std::string(std::forward<Text>(json))};
  }
};

// Two verdicts apart: `status` says whether the plugin worked, `http_status` what the sender is told (for OK only).
struct WebhookReply {
  std::uint32_t http_status = 0;
  std::string document;
  autoheal_status status = AUTOHEAL_OK;

  static WebhookReply answer(std::uint32_t http_status, std::string json) { return {http_status, std::move(json)}; }
  // No event, and words for the sender: the echo of a challenge, or when to come again. `signature` as in section 5.
  static WebhookReply tell_sender(std::uint32_t http_status, std::string_view signature, const SenderReply& reply) {
    return {http_status,
            "{\"events\":[],\"signature\":" + json_quote(signature) + ",\"reply\":" + render_sender_reply(reply) + "}"};
  }
  static WebhookReply error(autoheal_status status, const ErrorDocument& error) {
    return {0, render_error(status, error), status};
  }
  template <std::convertible_to<std::string> Text = std::string>
  static WebhookReply error(autoheal_status status, Text&& json = {}) {
    return {0, std::string(std::forward<Text>(json)), status};
  }
};

}  // namespace autoheal
