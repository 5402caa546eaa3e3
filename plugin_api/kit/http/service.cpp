#include "kit/http/service.hpp"

#include "kit/text/text.hpp"

#include <array>
#include <string>

namespace autoheal::kit::http {
namespace {

struct StatusRow {
  int status;
  Errc code;
  std::string_view message;  // behind the service's name
  std::string_view hint;
};

// First match wins; the rest follow from the class of the status.
constexpr std::array<StatusRow, 6> kStatuses{{
    {401, Errc::unauthorized, "refused the credential",
     "Check the credential in the settings, and whether it is still valid."},
    {402, Errc::plan_required, "does not include this in the account's plan",
     "Ask the account's owner about the plan."},
    {403, Errc::forbidden, "does not let this credential read that", "Use a credential that may read it."},
    {404, Errc::not_found, "knows nothing by that name, or hides it from this credential", "Check the id or name."},
    {408, Errc::upstream_timeout, "took too long over this request", "Try again, or ask for less."},
    {429, Errc::rate_limited, "has had too many requests", "Wait, or ask a narrower question, which costs fewer."},
}};

StatusRow row_of(int status) {
  for (const StatusRow& row : kStatuses) {
    if (row.status == status) return row;
  }
  if (status >= 500)
    return {status, Errc::upstream_unavailable, "or something on the way has a fault", "Try again in a moment."};
  if (status >= 400)
    return {status, Errc::rejected, "rejected the request", "Change the request: it is not accepted as it is."};
  return {status, Errc::protocol, "answered with a redirect or without data",
          "Something between here and the service may answer in its place: check proxies and the endpoint."};
}

}  // namespace

Error error_of_status(const Service& service, int status, std::string_view request_id) {
  const StatusRow row = row_of(status);
  Error error = Error::of(
      row.code, std::string(service.name) + " " + std::string(row.message) + " (" + std::to_string(status) + ").",
      std::string(row.hint));
  error.http_status = status;
  error.request_id = clean_text(request_id, Lines::one, 64);
  return error;
}

Error error_of_reply(const Service& service, int status, std::string_view body, std::string_view request_id) {
  if (service.error_of_reply == nullptr) return error_of_status(service, status, request_id);
  return service.error_of_reply(status, body, request_id);
}

}  // namespace autoheal::kit::http
