#include "api/api_error.hpp"

#include "kit/json/json_reader.hpp"
#include "kit/text/text.hpp"

#include <array>
#include <boost/json.hpp>
#include <string>
#include <vector>

namespace autoheal::pagerduty::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestMessage = 120;
constexpr std::size_t kMostDetails = 3;

// What an error body says, as far as it can be read. Shapes that occur: the documented object; an empty body; HTML; the
// error as plain text or as a list; its details as text, as a list or as an object of lists; a code that only
// repeats the status.
struct ErrorBody {
  int code = 0;                      // PagerDuty's own code (2006, 2020 ...), 0: none
  std::string message;               // cleaned, at most 120 bytes
  std::vector<std::string> details;  // cleaned, at most 3
};

std::string clean(std::string_view text) { return kit::clean_text(text, kit::Lines::one, kLongestMessage); }

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

// Texts at any depth of lists and objects: {"errors": {"time_zone": ["is not valid"]}}.
void collect_details(const json::value& value, const std::string& name, std::vector<std::string>& out) {
  if (out.size() >= kMostDetails) return;
  if (const json::string* text = value.if_string()) {
    std::string detail = clean(name.empty() ? std::string(view(*text)) : name + ": " + std::string(view(*text)));
    if (!detail.empty()) out.push_back(std::move(detail));
  } else if (const json::array* list = value.if_array()) {
    for (const json::value& item : *list) collect_details(item, name, out);
  } else if (const json::object* object = value.if_object()) {
    for (const auto& member : *object) {
      collect_details(member.value(), std::string(member.key().data(), member.key().size()), out);
    }
  }
}

void read_error_object(const json::object& error, ErrorBody& out) {
  if (const json::value* message = error.if_contains("message")) {
    if (const json::string* text = message->if_string()) out.message = clean(view(*text));
  }
  if (const json::value* code = error.if_contains("code")) {
    const bool small = code->is_int64() && code->get_int64() > 0 && code->get_int64() < 1'000'000;
    if (small) out.code = static_cast<int>(code->get_int64());
  }
  if (const json::value* errors = error.if_contains("errors")) collect_details(*errors, "", out.details);
}

struct StatusRow {
  int status;
  kit::Errc code;
  std::string_view message;
  std::string_view hint;
};

constexpr std::string_view kRejectedHint = "Change the request: PagerDuty does not accept it as it is.";
constexpr std::string_view kOutageHint = "Try again in a moment; status.pagerduty.com tells about outages.";

// First match wins; the rest follow from the class of the status.
constexpr std::array<StatusRow, 6> kStatuses{{
    {401, kit::Errc::unauthorized, "PagerDuty refused the API key",
     "Check the service region first: an account at *.eu.pagerduty.com needs the region EU, every other one US. Then "
     "check "
     "that the key is a REST API key (not an Events API integration key) and that nobody has revoked or disabled it."},
    {402, kit::Errc::plan_required, "The account's PagerDuty plan does not include this",
     "Ask PagerDuty's account owner about the plan, or do without this part."},
    {403, kit::Errc::forbidden, "The API key may not read this",
     "Use a key whose user or scopes may read it; a read-only general access key can read everything."},
    {404, kit::Errc::not_found, "PagerDuty knows nothing by that id, or the key may not see it",
     "Check the id or number; a user token sees only what its user may see."},
    {408, kit::Errc::upstream_timeout, "PagerDuty took too long over this request",
     "Try again, or ask for a shorter window."},
    {429, kit::Errc::rate_limited, "PagerDuty's rate limit for this key is used up",
     "Wait, or ask a narrower question, which costs fewer calls; other tools may be using the same key."},
}};

StatusRow row_of(int status) {
  for (const StatusRow& row : kStatuses) {
    if (row.status == status) return row;
  }
  if (status >= 500)
    return {status, kit::Errc::upstream_unavailable, "PagerDuty or something on the way has a fault", kOutageHint};
  if (status >= 400) return {status, kit::Errc::rejected, "PagerDuty rejected the request", kRejectedHint};
  return {status, kit::Errc::protocol,
          "PagerDuty's API answered with something that it never sends (redirect or no data)",
          "Something between here and PagerDuty answers in its place: check proxies and the endpoint."};
}

ErrorBody read_error_body(std::string_view body) {
  ErrorBody out;
  const kit::Result<kit::JsonDocument> document = kit::parse_json(body);
  if (!document.has_value()) return out;
  const json::object& top = document.value().value().get_object();
  const json::value* error = top.if_contains("error");
  if (error == nullptr) {
    read_error_object(top, out);
  } else if (const json::object* object = error->if_object()) {
    read_error_object(*object, out);
  } else if (const json::string* text = error->if_string()) {
    out.message = clean(view(*text));
  } else {
    collect_details(*error, "", out.details);
  }
  return out;
}

}  // namespace

kit::Error error_of_reply(int status, std::string_view body, std::string_view request_id) {
  const StatusRow row = row_of(status);
  const ErrorBody said = read_error_body(body);
  kit::Error error =
      kit::Error::of(row.code, std::string(row.message) + " (" + std::to_string(status) + ")", std::string(row.hint));
  error.http_status = status;
  error.upstream_code = said.code == status ? 0 : said.code;
  error.request_id = kit::clean_text(request_id, kit::Lines::one, 64);
  std::string upstream = said.message;
  for (const std::string& detail : said.details) {
    upstream += upstream.empty() ? "" : "; ";
    upstream += detail;
  }
  while (upstream.ends_with('.')) upstream.pop_back();
  if (!upstream.empty()) error.message += ": " + kit::shorten(upstream, 200 - 2);
  error.message += '.';
  return error;
}

}  // namespace autoheal::pagerduty::api
