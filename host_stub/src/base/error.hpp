// What can go wrong in the host, as values. An Error says what happened, where, and what to do about it; it never
// carries a secret, a token or a payload. An error that a plugin reported keeps everything that the plugin said.
// Threads: values only, [any-thread].
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

// Closed list; each code answers "what should the caller do" and has one HTTP status (http_status) and exit code.
enum class Errc : std::uint8_t {
  usage,               // the command line is wrong
  invalid_argument,    // change the request or the arguments; problems[] says which
  invalid_settings,    // change the settings; problems[] says which
  unauthenticated,     // no or a wrong admin token, session or agent token
  forbidden,           // the operator did not allow this (--allow-endpoint)
  not_found,           // no integration, plugin, operation or row of that name
  name_taken,          // choose another name
  rate_limited,        // upstream asks to wait; retry_after
  upstream_refused,    // upstream refused the credential
  upstream_forbidden,  // the credential is fine, but may not do this
  upstream_failed,     // upstream cannot be reached or answered rubbish
  plugin_fault,        // the plugin broke its contract
  unsupported,         // this plugin or this build does not offer that
  locked,              // the secret store cannot be opened
  busy,                // try again: full, stopping, or another process holds the store
  store,               // the database cannot be read or written
  deadline_exceeded,
  cancelled,
  io,  // a file cannot be read or written
  internal,
};

inline constexpr Errc kLastErrc = Errc::internal;

std::string_view name(Errc code) noexcept;  // "invalid_settings"
unsigned http_status(Errc code) noexcept;   // the one table from our codes to HTTP
bool is_retryable(Errc code) noexcept;      // may the same call succeed later, unchanged?

// One mistake in settings or arguments. pointer: JSON pointer into the document ("/region").
struct Problem {
  std::string pointer;
  std::string message;
};

struct Error {
  Errc code = Errc::internal;
  std::string detail_code;        // the finer name, a plugin's "ambiguous" for example; empty: name(code)
  std::string message;            // one sentence for a person: what and where
  std::string hint;               // what to do about it, may be empty
  std::optional<bool> retryable;  // unset: is_retryable(code)
  std::optional<std::chrono::milliseconds> retry_after;
  std::vector<Problem> problems;
  std::string choices;   // JSON array as the plugin wrote it, or empty
  std::string upstream;  // JSON object as the plugin wrote it, or empty

  static Error of(Errc code, std::string message, std::string hint = {});
};

// invalid_argument about one member of a request or of a filter: `problem` says what it must be.
Error bad_member(std::string_view member, std::string problem);
Error bad_filter(std::string_view member, std::string problem);

// The error document of docs/documents.md section 2 (without the {"error": ...} around it).
std::string render(const Error& error);

// The error document as lines for a terminal: what, where, what to do, one line per problem and choice.
std::string render_for_people(const Error& error);

}  // namespace autoheal::host
