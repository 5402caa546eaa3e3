#include "webhook/event.hpp"

#include "kit/json/json_reader.hpp"
#include "model/id.hpp"
#include "webhook/event_reader.hpp"

#include <algorithm>

namespace autoheal::pagerduty::webhook {
namespace {

constexpr std::size_t kMaxEventIdBytes = 255;

auto quarantine(std::string_view why) { return kit::failure(kit::Errc::bad_data, std::string(why)); }

// An id is stored and compared, never shown as it came: it has to be printable ASCII.
bool is_event_id(std::string_view id) noexcept {
  return !id.empty() && id.size() <= kMaxEventIdBytes &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

kit::Result<WebhookEvent> check(WebhookEvent event) {
  if (event.id.empty()) return quarantine("event.id is missing.");
  if (!is_event_id(event.id)) return quarantine("event.id is not an identifier of at most 255 printable characters.");
  if (event.event_type.empty()) return quarantine("event.event_type is missing.");
  const bool must_have_incident = event.data_type == "incident";
  if (must_have_incident && event.incident.id.empty()) return quarantine("event.data.id is missing.");
  if (!event.incident.id.empty() && !model::is_id(event.incident.id)) {
    return quarantine("The incident's id is not a PagerDuty id (letters and digits, at most 64).");
  }
  return event;
}

// Some monitoring tools send half a surrogate pair, which no strict parser accepts; one such title must not cost the
// whole delivery.
bool may_hold_surrogates(std::string_view body) noexcept {
  return body.find("\\ud") != std::string_view::npos || body.find("\\uD") != std::string_view::npos;
}

}  // namespace

kit::Result<WebhookEvent> parse_event(std::string_view body) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
  if (body.empty()) return quarantine("The body is empty.");
  ReadEvent read = read_event(body);
  if (read.outcome == ReadOutcome::not_json && may_hold_surrogates(body))
    read = read_event(kit::repair_json_text(body));
  switch (read.outcome) {
    case ReadOutcome::event:
      return check(std::move(read.event));
    case ReadOutcome::too_deep:
      return quarantine("The body is nested deeper than 32 levels.");
    case ReadOutcome::duplicate_member:
      return quarantine("The body holds the same member twice, so that it can be read in two ways.");
    case ReadOutcome::version_2:
      return quarantine(
          "The body is a version 2 webhook (\"messages\"). In PagerDuty, add a Generic Webhook (v3) instead.");
    case ReadOutcome::no_event:
      return quarantine("The body is JSON, but has no \"event\" object.");
    case ReadOutcome::not_json:
      break;
  }
  return quarantine("The body is not JSON.");
}

}  // namespace autoheal::pagerduty::webhook
