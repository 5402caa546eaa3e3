#include "webhook/event_reader.hpp"

#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <charconv>

namespace autoheal::pagerduty::webhook {
namespace {

using boost::json::error_code;

constexpr std::size_t kMaxDepth = 32;

// Where in the body the parser is. `skipped` is everything that no row of the table below leads to.
enum class Node : std::uint8_t {
  skipped,
  root,
  event,
  agent,
  data,
  service,
  escalation_policy,
  priority,
  teams,
  team,
  assignees,
  assignee,
  conference_bridge,
  resolve_reason,
  merge_target,
  incident_type,
  subject,  // data.incident: what a note, a task, … is about
  roles,    // data.incident_role_assignments
  role,
  role_subject,
};

// What is being built. A row that keeps a text says where.
struct Target {
  WebhookEvent event;
  kit::Reference subject;
  std::string subject_number;
  std::string number;
  kit::Reference element;  // the team or assignee that is being read
};

using Keep = std::string* (*)(Target&);

struct Row {
  Node parent;
  std::string_view key;
  Node child;  // for an object or array
  Keep keep;   // for a text or a whole number
};

constexpr Node kSkip = Node::skipped;

constexpr std::array kRows{
    Row{Node::root, "event", Node::event, nullptr},
    Row{Node::event, "id", kSkip, [](Target& t) { return &t.event.id; }},
    Row{Node::event, "event_type", kSkip, [](Target& t) { return &t.event.event_type; }},
    Row{Node::event, "occurred_at", kSkip, [](Target& t) { return &t.event.occurred_at; }},
    Row{Node::event, "agent", Node::agent, nullptr},
    Row{Node::event, "data", Node::data, nullptr},
    Row{Node::agent, "summary", kSkip, [](Target& t) { return &t.event.actor; }},
    Row{Node::data, "id", kSkip, [](Target& t) { return &t.event.incident.id; }},
    Row{Node::data, "type", kSkip, [](Target& t) { return &t.event.data_type; }},
    Row{Node::data, "html_url", kSkip, [](Target& t) { return &t.event.incident.html_url; }},
    Row{Node::data, "number", kSkip, [](Target& t) { return &t.number; }},
    Row{Node::data, "status", kSkip, [](Target& t) { return &t.event.incident.status; }},
    Row{Node::data, "incident_key", kSkip, [](Target& t) { return &t.event.incident.incident_key; }},
    Row{Node::data, "created_at", kSkip, [](Target& t) { return &t.event.incident.created_at; }},
    Row{Node::data, "title", kSkip, [](Target& t) { return &t.event.incident.title; }},
    Row{Node::data, "urgency", kSkip, [](Target& t) { return &t.event.incident.urgency; }},
    Row{Node::data, "service", Node::service, nullptr},
    Row{Node::data, "escalation_policy", Node::escalation_policy, nullptr},
    Row{Node::data, "priority", Node::priority, nullptr},
    Row{Node::data, "teams", Node::teams, nullptr},
    Row{Node::data, "assignees", Node::assignees, nullptr},
    Row{Node::data, "conference_bridge", Node::conference_bridge, nullptr},
    Row{Node::data, "resolve_reason", Node::resolve_reason, nullptr},
    Row{Node::data, "incident_type", Node::incident_type, nullptr},
    Row{Node::data, "incident", Node::subject, nullptr},
    Row{Node::data, "incident_role_assignments", Node::roles, nullptr},
    Row{Node::service, "id", kSkip, [](Target& t) { return &t.event.incident.service.id; }},
    Row{Node::service, "summary", kSkip, [](Target& t) { return &t.event.incident.service.summary; }},
    Row{Node::escalation_policy, "id", kSkip, [](Target& t) { return &t.event.incident.escalation_policy.id; }},
    Row{Node::escalation_policy, "summary", kSkip,
        [](Target& t) { return &t.event.incident.escalation_policy.summary; }},
    Row{Node::priority, "id", kSkip, [](Target& t) { return &t.event.incident.priority.id; }},
    Row{Node::priority, "summary", kSkip, [](Target& t) { return &t.event.incident.priority.summary; }},
    Row{Node::team, "id", kSkip, [](Target& t) { return &t.element.id; }},
    Row{Node::team, "summary", kSkip, [](Target& t) { return &t.element.summary; }},
    Row{Node::assignee, "id", kSkip, [](Target& t) { return &t.element.id; }},
    Row{Node::assignee, "summary", kSkip, [](Target& t) { return &t.element.summary; }},
    Row{Node::conference_bridge, "conference_url", kSkip, [](Target& t) { return &t.event.incident.conference_url; }},
    Row{Node::resolve_reason, "incident", Node::merge_target, nullptr},
    Row{Node::merge_target, "id", kSkip, [](Target& t) { return &t.event.incident.merged_into; }},
    Row{Node::incident_type, "name", kSkip, [](Target& t) { return &t.event.incident.incident_type; }},
    Row{Node::subject, "id", kSkip, [](Target& t) { return &t.subject.id; }},
    Row{Node::subject, "number", kSkip, [](Target& t) { return &t.subject_number; }},
    Row{Node::subject, "summary", kSkip, [](Target& t) { return &t.subject.summary; }},
    Row{Node::role, "incident", Node::role_subject, nullptr},
    Row{Node::role_subject, "id", kSkip, [](Target& t) { return &t.subject.id; }},
    Row{Node::role_subject, "summary", kSkip, [](Target& t) { return &t.subject.summary; }},
};

constexpr std::size_t kNoRow = kRows.size();
constexpr std::size_t kNodes = static_cast<std::size_t>(Node::role_subject) + 1;

// The rows of each node: they stand together in the table.
struct Range {
  std::size_t first = 0;
  std::size_t last = 0;  // one behind
};

constexpr std::array<Range, kNodes> make_ranges() {
  std::array<Range, kNodes> ranges{};
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    Range& range = ranges[static_cast<std::size_t>(kRows[i].parent)];
    if (range.last == 0) range.first = i;
    range.last = i + 1;
  }
  return ranges;
}

constexpr std::array<Range, kNodes> kRanges = make_ranges();

constexpr bool is_grouped() {
  std::size_t rows = 0;
  for (const Range& range : kRanges) rows += range.last - range.first;
  return rows == kRows.size();
}
static_assert(is_grouped(), "the rows of one node have to stand together");
static_assert(kRows.size() <= 64, "SeenRows has 64 bits");

constexpr Range range_of(Node node) noexcept { return kRanges[static_cast<std::size_t>(node)]; }

std::size_t find_row(Node parent, std::string_view key) noexcept {
  const Range range = range_of(parent);
  for (std::size_t i = range.first; i < range.last; ++i) {
    if (kRows[i].key == key) return i;
  }
  return kNoRow;
}

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
  void forget(Range range) noexcept {
    for (std::size_t i = range.first; i < range.last; ++i) bits_ &= ~(std::uint64_t{1} << i);
  }

 private:
  std::uint64_t bits_ = 0;
};

constexpr Node element_of(Node list) noexcept {
  switch (list) {
    case Node::teams:
      return Node::team;
    case Node::assignees:
      return Node::assignee;
    case Node::roles:
      return Node::role;
    default:
      return Node::skipped;
  }
}

constexpr bool is_list(Node node) noexcept { return element_of(node) != Node::skipped; }

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

  Target target;
  bool has_event = false;
  bool has_messages = false;
  bool has_duplicate = false;

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }

  bool on_object_begin(error_code&) {
    const Node node = depth_ == 0 ? Node::root : entered(/*is_object=*/true);
    if (node == Node::event) has_event = true;
    if (node == Node::team || node == Node::assignee || node == Node::role || node == Node::role_subject) {
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
    push(depth_ == 0 ? Node::skipped : entered(/*is_object=*/false));
    return true;
  }
  bool on_array_end(std::size_t, error_code&) {
    pop();
    return true;
  }

  bool on_key_part(std::string_view part, std::size_t, error_code&) {
    if (top() != Node::skipped) append_capped(key_, part);
    return true;
  }
  bool on_key(std::string_view part, std::size_t, error_code& error) {
    row_ = kNoRow;
    if (top() == Node::skipped) return true;
    if (!key_.empty()) {
      append_capped(key_, part);
      part = key_;
    }
    row_ = find_row(top(), part);
    if (top() == Node::root && part == "messages") has_messages = true;
    key_.clear();
    if (row_ == kNoRow) return true;
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
    row_ = kNoRow;
    return true;
  }

  // Whole numbers are kept as the text they are: an id beyond 2^64 must not turn into something else.
  bool on_number_part(std::string_view part, error_code&) {
    keep(part);
    return true;
  }
  bool on_int64(std::int64_t, std::string_view part, error_code&) {
    keep(part);
    row_ = kNoRow;
    return true;
  }
  bool on_uint64(std::uint64_t, std::string_view part, error_code&) {
    keep(part);
    row_ = kNoRow;
    return true;
  }
  bool on_double(double, std::string_view part, error_code&) {
    if (std::string* text = kept()) {
      append_capped(*text, part);
      if (text->find_first_not_of("-0123456789") != std::string::npos) text->clear();
    }
    row_ = kNoRow;
    return true;
  }
  bool on_bool(bool, error_code&) { return on_nothing(); }
  bool on_null(error_code&) { return on_nothing(); }
  bool on_comment_part(std::string_view, error_code&) { return true; }
  bool on_comment(std::string_view, error_code&) { return true; }

 private:
  bool on_nothing() noexcept {
    row_ = kNoRow;
    return true;
  }

  Node top() const noexcept { return depth_ == 0 ? Node::skipped : stack_[depth_ - 1]; }

  // The node of the object or array that begins here.
  Node entered(bool is_object) noexcept {
    const Node list = top();
    if (is_list(list)) return is_object ? element_of(list) : Node::skipped;
    if (row_ == kNoRow) return Node::skipped;
    const Node child = kRows[row_].child;
    return is_list(child) != is_object ? child : Node::skipped;
  }

  void begin_element(Node node) noexcept {
    if (node == Node::team || node == Node::assignee) target.element = kit::Reference{};
    if (node == Node::role_subject) target.subject = kit::Reference{};
    seen_.forget(range_of(node));
  }

  void push(Node node) noexcept {
    if (depth_ < stack_.size()) stack_[depth_] = node;
    ++depth_;
    row_ = kNoRow;
  }

  void pop() {
    const Node node = top();
    --depth_;
    row_ = kNoRow;
    IncidentFacts& incident = target.event.incident;
    if (node == Node::team && incident.teams.size() < kMaxReferences) {
      incident.teams.push_back(std::move(target.element));
    } else if (node == Node::assignee) {
      if (incident.assignees.size() < kMaxReferences) {
        incident.assignees.push_back(std::move(target.element));
      } else {
        ++incident.assignees_left_out;
      }
    }
  }

  std::string* kept() noexcept {
    return row_ == kNoRow || kRows[row_].keep == nullptr ? nullptr : kRows[row_].keep(target);
  }
  void keep(std::string_view part) {
    if (std::string* text = kept()) append_capped(*text, part);
  }

  std::array<Node, kMaxDepth + 1> stack_{};
  std::size_t depth_ = 0;
  std::size_t row_ = kNoRow;  // of the key whose value comes next
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

WebhookEvent finish(Target& target) {
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
