#include "mcp/event_log.hpp"

#include "http/server.hpp"

#include <charconv>

namespace autoheal::host::mcp {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;  // kept per stream

}  // namespace

std::optional<EventId> parse_event_id(std::string_view text) {
  const std::size_t dash = text.rfind('-');
  if (dash == std::string_view::npos || dash == 0) return std::nullopt;
  EventId id{std::string(text.substr(0, dash)), 0};
  const std::string_view digits = text.substr(dash + 1);
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), id.sequence);
  if (digits.empty() || failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return id;
}

std::string render_event_id(const EventId& id) { return id.stream + "-" + std::to_string(id.sequence); }

void EventLog::append(std::string_view data) {
  Event event{next_++, {}};
  event.text = "id: " + render_event_id({name_, event.sequence}) + "\n";
  if (!data.empty()) event.text += "event: message\n";
  event.text += "data: " + std::string(data) + "\n\n";  // JSON on one line: it has no line breaks of its own
  write(event.text);
  bytes_ += event.text.size();
  events_.push_back(std::move(event));
  while (bytes_ > kMaxBytes && events_.size() > 1) {
    bytes_ -= events_.front().text.size();
    events_.pop_front();
  }
}

void EventLog::attach(std::shared_ptr<http::Stream> stream, std::uint64_t last_seen) {
  if (stream_) stream_->close();
  stream_ = std::move(stream);
  for (const Event& event : events_) {
    if (event.sequence > last_seen) write(event.text);
  }
  if (finished_ && stream_) {
    stream_->close();
    stream_.reset();
  }
}

bool EventLog::keep_alive() {
  write(": still here\n\n");
  return attached();
}

void EventLog::finish() {
  finished_ = true;
  if (stream_) stream_->close();
  stream_.reset();
}

void EventLog::write(const std::string& text) {
  if (stream_ && !stream_->write(text)) stream_.reset();  // gone; it may come back and ask for what it missed
}

}  // namespace autoheal::host::mcp
