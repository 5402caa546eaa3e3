// The streaming half of parse_event: one pass over the bytes, no document tree. The only file of the room that
// includes the event parser of Boost.JSON is event_reader.cpp.
// Threads: pure function, [any-thread].
#pragma once

#include "webhook/event.hpp"

#include <cstdint>
#include <string_view>

namespace autoheal::pagerduty::webhook {

enum class ReadOutcome : std::uint8_t {
  event,  // there was an event object; nothing is said about its members
  not_json,
  too_deep,          // more than 32 levels
  duplicate_member,  // a member that is kept came twice
  version_2,         // {"messages": [...]}
  no_event,
};

struct ReadEvent {
  ReadOutcome outcome = ReadOutcome::not_json;
  WebhookEvent event;
};

ReadEvent read_event(std::string_view json);

}  // namespace autoheal::pagerduty::webhook
