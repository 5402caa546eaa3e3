#include "kit/core/error.hpp"

#include <array>
#include <boost/json.hpp>

namespace autoheal::kit {
namespace {

struct CodeRow {
  std::string_view name;
  autoheal_status status;
  bool retryable;
};

// Indexed by Errc.
constexpr std::array<CodeRow, static_cast<std::size_t>(kLastErrc) + 1> kRows{{
    {"invalid_argument", AUTOHEAL_INVALID_ARGUMENT, false},
    {"ambiguous", AUTOHEAL_INVALID_ARGUMENT, false},
    {"invalid_settings", AUTOHEAL_INVALID_ARGUMENT, false},
    {"not_configured", AUTOHEAL_INVALID_STATE, false},
    {"secrets_locked", AUTOHEAL_UNAVAILABLE, true},
    {"unauthorized", AUTOHEAL_UNAUTHENTICATED, false},
    {"plan_required", AUTOHEAL_PERMISSION_DENIED, false},
    {"forbidden", AUTOHEAL_PERMISSION_DENIED, false},
    {"not_found", AUTOHEAL_NOT_FOUND, false},
    {"rejected", AUTOHEAL_INVALID_ARGUMENT, false},
    {"rate_limited", AUTOHEAL_RATE_LIMITED, true},
    {"upstream_timeout", AUTOHEAL_UNAVAILABLE, true},
    {"upstream_unavailable", AUTOHEAL_UNAVAILABLE, true},
    {"dns", AUTOHEAL_UNAVAILABLE, true},
    {"connect", AUTOHEAL_UNAVAILABLE, true},
    {"tls", AUTOHEAL_UNAVAILABLE, false},
    {"network", AUTOHEAL_UNAVAILABLE, true},
    {"circuit_open", AUTOHEAL_UNAVAILABLE, true},
    {"protocol", AUTOHEAL_BAD_UPSTREAM_REPLY, false},
    {"bad_data", AUTOHEAL_BAD_UPSTREAM_REPLY, false},
    {"too_large", AUTOHEAL_RESULT_TOO_LARGE, false},
    {"deadline_exceeded", AUTOHEAL_DEADLINE_EXCEEDED, true},
    {"cancelled", AUTOHEAL_CANCELLED, true},
    {"unsupported", AUTOHEAL_UNSUPPORTED, false},
    {"out_of_memory", AUTOHEAL_OUT_OF_RESOURCES, true},
    {"internal", AUTOHEAL_INTERNAL, false},
}};

const CodeRow& row_of(Errc code) noexcept { return kRows[static_cast<std::size_t>(code)]; }

boost::json::array render_choices(const std::vector<Choice>& choices) {
  boost::json::array out;
  for (const Choice& choice : choices) {
    boost::json::object item{
        {"number", out.size() + 1}, {"kind", choice.kind}, {"id", choice.id}, {"name", choice.name}};
    if (!choice.detail.empty()) item["detail"] = choice.detail;
    out.push_back(std::move(item));
  }
  return out;
}

boost::json::object render_upstream(const Error& error) {
  boost::json::object out{{"status", error.http_status}};
  if (error.upstream_code != 0) out["code"] = error.upstream_code;
  if (!error.request_id.empty()) out["request_id"] = error.request_id;
  return out;
}

}  // namespace

std::string_view name(Errc code) noexcept { return row_of(code).name; }
autoheal_status to_abi_status(Errc code) noexcept { return row_of(code).status; }
bool is_retryable(Errc code) noexcept { return row_of(code).retryable; }

Error Error::of(Errc code, std::string message, std::string hint) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

Error argument_error(std::string_view name, std::string message, std::string hint) {
  Error error =
      Error::of(Errc::invalid_argument, "Argument " + std::string(name) + " " + message + ".", std::move(hint));
  error.problems.push_back({"/" + std::string(name), std::move(message)});
  return error;
}

std::string render(const Error& error) {
  boost::json::object out{
      {"code", name(error.code)}, {"message", error.message}, {"retryable", is_retryable(error.code)}};
  if (!error.hint.empty()) out["hint"] = error.hint;
  if (error.retry_after) out["retry_after_ms"] = error.retry_after->count();
  if (error.http_status != 0) out["upstream"] = render_upstream(error);
  if (!error.problems.empty()) {
    boost::json::array problems;
    for (const Problem& p : error.problems) problems.push_back({{"pointer", p.pointer}, {"message", p.message}});
    out["problems"] = std::move(problems);
  }
  if (!error.choices.empty()) out["choices"] = render_choices(error.choices);
  return boost::json::serialize(out);
}

}  // namespace autoheal::kit
