// What can go wrong, as values. An Error says what happened, what to do about it, and loses nothing that upstream
// said about it; it never carries a key, a secret, a URL with a token, or a payload.
// Threads: values only, [any-thread].
#pragma once

#include "autoheal/plugin_api.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

// Closed list; each code answers "what should the caller do". Names are the `code` of the error document.
enum class Errc : std::uint8_t {
  invalid_argument,      // change the arguments; problems[] says which
  ambiguous,             // a name fits several things; choices[] has them
  invalid_settings,      // change the settings; problems[] says which
  not_configured,        // configure has not succeeded yet
  secrets_locked,        // the host cannot read its secret store
  unauthorized,          // 401
  plan_required,         // 402, or what the service says to the same effect
  forbidden,             // 403
  not_found,             // 404, or no such name
  rejected,              // other 4xx: the service does not accept the request
  rate_limited,          // 429 or the budget is used up; retry_after
  upstream_timeout,      // 408
  upstream_unavailable,  // 5xx
  dns,
  connect,
  tls,
  network,       // reset, empty or partial reply
  circuit_open,  // recent failures: not tried; retry_after
  protocol,      // redirect, HTML, bad framing or encoding
  bad_data,      // JSON that is not what the API promises
  too_large,     // a reply or a result beyond its cap
  deadline_exceeded,
  cancelled,
  unsupported,
  out_of_memory,
  internal,
};

inline constexpr Errc kLastErrc = Errc::internal;

std::string_view name(Errc code) noexcept;          // "rate_limited"
autoheal_status to_abi_status(Errc code) noexcept;  // the one table from our codes to the ABI's
bool is_retryable(Errc code) noexcept;              // may the same call succeed later, unchanged?

// One mistake in settings or arguments. pointer: JSON pointer into the document ("/region").
struct Problem {
  std::string pointer;
  std::string message;
};

// One candidate for an ambiguous name.
struct Choice {
  std::string kind;  // what it is: "service", "team"
  std::string id;
  std::string name;
  std::string detail;  // what tells it from the others, may be empty
};

struct Error {
  Errc code = Errc::internal;
  std::string message;                                   // one sentence for a person
  std::string hint;                                      // what to do about it, may be empty
  int http_status = 0;                                   // of the reply that caused it; 0: there was none
  int upstream_code = 0;                                 // the service's own number for it; 0: none
  std::string request_id;                                // as the service told it, cleaned; may be empty
  std::optional<std::chrono::milliseconds> retry_after;  // from now; not earlier
  std::vector<Problem> problems;
  std::vector<Choice> choices;

  static Error of(Errc code, std::string message, std::string hint = {});
};

// One problem as an error: invalid_argument at /name.
Error argument_error(std::string_view name, std::string message, std::string hint = {});

// The error document of docs/documents.md, with choices and what upstream said; autoheal::render_error of the author
// layer writes the members that need no JSON library.
std::string render(const Error& error);

}  // namespace autoheal::kit
