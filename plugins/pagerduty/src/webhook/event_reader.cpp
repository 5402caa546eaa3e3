#include "webhook/event_reader.hpp"

#include "webhook/event_table.hpp"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <charconv>

namespace autoheal::pagerduty::webhook {
namespace {

using boost::json::error_code;

constexpr std::size_t kMaxDepth = 32;

// Which rows came already.
class SeenRows {
 public:
  // False if it was there.
  bool add(std::size_t row) noexcept {
    const std::uint64_t bit = std::uint64_t{1} << row;
    const bool is_new = (bits_ & bit) == 0;
    bits_ |= bit;
    return is_new;
  }
  void forget(EventRows range) noexcept {
    for (std::size_t i = range.first; i < range.last; ++i) bits_ &= ~(std::uint64_t{1} << i);
  }

 private:
  std::uint64_t bits_ = 0;
};

void append_capped(std::string& out, std::string_view part) {
  out.append(part.substr(0, kMaxValueBytes - std::min(kMaxValueBytes, out.size())));
}

}  // namespace

// What basic_parser calls, in the order of the bytes.
class EventHandler {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  EventTarget target;
  bool has_event = false;
  bool has_messages = false;
  bool has_duplicate = false;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) {
    const EventNode node = depth_ == 0 ? EventNode::root : entered(/*is_object=*/true);
    if (node == EventNode::event) has_event = true;
    if (node == EventNode::team || node == EventNode::assignee || node == EventNode::role ||
        node == EventNode::role_subject) {
      begin_element(node);
    }
    push(node);
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    pop();
    return true;
  }
  bool on_array_begin(error_code&) {
    push(depth_ == 0 ? EventNode::skipped : entered(/*is_object=*/false));
    return true;
  }
  bool on_array_end(std::size_t, error_code&) {
    pop();
    return true;
  }

  bool on_key_part(std::string_view part, std::size_t, error_code&) {
    if (top() != EventNode::skipped) append_capped(key_, part);
    return true;
  }
  bool on_key(std::string_view part, std::size_t, error_code& error) {
    row_ = kNoEventRow;
    if (top() == EventNode::skipped) return true;
    if (!key_.empty()) {
      append_capped(key_, part);
      part = key_;
    }
    row_ = find_row(top(), part);
    if (top() == EventNode::root && part == "messages") has_messages = true;
    key_.clear();
    if (row_ == kNoEventRow) return true;
    if (seen_.add(row_)) return true;
    has_duplicate = true;
    error = boost::json::error::syntax;
    return false;
  }

  bool on_string_part(std::string_view part, std::size_t, error_code&) {
    keep(part);
    return true;
  }
  bool on_string(std::string_view part, std::size_t, error_code&) {
    keep(part);
    row_ = kNoEventRow;
    return true;
  }

  // Whole numbers are kept as the text they are: an id beyond 2^64 must not turn into something else.
  bool on_number_part(std::string_view part, error_code&) {
    keep(part);
    return true;
  }
  bool on_int64(std::int64_t, std::string_view part, error_code&) {
    keep(part);
    row_ = kNoEventRow;
    return true;
  }
  bool on_uint64(std::uint64_t, std::string_view part, error_code&) {
    keep(part);
    row_ = kNoEventRow;
    return true;
  }
  bool on_double(double, std::string_view part, error_code&) {
    if (std::string* text = kept()) {
      append_capped(*text, part);
      if (text->find_first_not_of("-0123456789") != std::string::npos) text->clear();
    }
    row_ = kNoEventRow;
    return true;
  }
  bool on_bool(bool, error_code&) { return on_nothing(); }
  bool on_null(error_code&) { return on_nothing(); }
  bool on_comment_part(std::string_view, error_code&) { return true; }
  bool on_comment(std::string_view, error_code&) { return true; }

 private:
  bool on_nothing() noexcept {
    row_ = kNoEventRow;
    return true;
  }

  EventNode top() const noexcept { return depth_ == 0 ? EventNode::skipped : stack_[depth_ - 1]; }

  // The node of the object or array that begins here.
  EventNode entered(bool is_object) noexcept {
    const EventNode list = top();
    if (is_list(list)) return is_object ? element_of(list) : EventNode::skipped;
    if (row_ == kNoEventRow) return EventNode::skipped;
    const EventNode child = kEventRows[row_].child;
    return is_list(child) != is_object ? child : EventNode::skipped;
  }

  void begin_element(EventNode node) noexcept {
    if (node == EventNode::team || node == EventNode::assignee) target.element = kit::Reference{};
    if (node == EventNode::role_subject) target.subject = kit::Reference{};
    seen_.forget(range_of(node));
  }

  void push(EventNode node) noexcept {
    if (depth_ < stack_.size()) stack_[depth_] = node;
    ++depth_;
    row_ = kNoEventRow;
  }

  void pop() {
    const EventNode node = top();
    --depth_;
    row_ = kNoEventRow;
    IncidentFacts& incident = target.event.incident;
    if (node == EventNode::team && incident.teams.size() < kMaxReferences) {
      incident.teams.push_back(std::move(target.element));
    } else if (node == EventNode::assignee) {
      if (incident.assignees.size() < kMaxReferences) {
        incident.assignees.push_back(std::move(target.element));
      } else {
        ++incident.assignees_left_out;
      }
    }
  }

  std::string* kept() noexcept {
    return row_ == kNoEventRow || kEventRows[row_].keep == nullptr ? nullptr : kEventRows[row_].keep(target);
  }
  void keep(std::string_view part) {
    if (std::string* text = kept()) append_capped(*text, part);
  }

  std::array<EventNode, kMaxDepth + 1> stack_{};
  std::size_t depth_ = 0;
  std::size_t row_ = kNoEventRow;  // of the key whose value comes next
  SeenRows seen_;
  std::string key_;  // only while a key comes in parts
};

namespace {

std::optional<std::int64_t> parse_number(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = !text.empty() && error == std::errc() && end == text.data() + text.size();
  return whole && number > 0 ? std::optional(number) : std::nullopt;
}

WebhookEvent finish(EventTarget& target) {
  WebhookEvent event = std::move(target.event);
  if (event.data_type == "incident") {
    event.incident.number = parse_number(target.number);
    return event;
  }
  event.incident = IncidentFacts{};  // a note's or a task's own id is not the incident's
  event.incident.id = std::move(target.subject.id);
  event.incident.title = std::move(target.subject.summary);
  event.incident.number = parse_number(target.subject_number);
  return event;
}

ReadOutcome outcome_of(const error_code& error) noexcept {
  return error == boost::json::error::too_deep ? ReadOutcome::too_deep : ReadOutcome::not_json;
}

}  // namespace

ReadEvent read_event(std::string_view json) {
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  options.allow_invalid_utf8 = true;
  boost::json::basic_parser<EventHandler> parser(options);
  error_code error;
  const std::size_t used = parser.write_some(false, json.data(), json.size(), error);
  EventHandler& handler = parser.handler();
  if (handler.has_duplicate) return {ReadOutcome::duplicate_member, {}};
  if (error) return {outcome_of(error), {}};
  if (json.find_first_not_of(" \t\r\n", used) != std::string_view::npos) return {ReadOutcome::not_json, {}};
  if (handler.has_event) return {ReadOutcome::event, finish(handler.target)};
  return {handler.has_messages ? ReadOutcome::version_2 : ReadOutcome::no_event, {}};
}

}  // namespace autoheal::pagerduty::webhook
