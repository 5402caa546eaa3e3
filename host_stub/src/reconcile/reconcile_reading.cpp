#include "reconcile/reconcile_reading.hpp"

#include "base/json.hpp"
#include "plugin/roles.hpp"

#include <set>

namespace autoheal::host {
namespace {

namespace json = boost::json;

bool says_up_to_date(const json::object& data) {
  const auto* value = data.if_contains("up_to_date");
  return value != nullptr && value->is_bool() && value->get_bool();
}

class Reading {
 public:
  // The cursor of the next page; empty: this was the last.
  Result<std::string> take(std::string_view text) {
    AH_TRY(const auto envelope, parse_json_object(text, "The envelope"));
    const auto* data = object_at(envelope, "data");
    const auto* events = data == nullptr ? nullptr : array_at(*data, "events");
    if (events == nullptr) {
      return failure(Errc::plugin_fault, "The plugin's reconciliation has no list of events.");
    }
    if (++out.pages == 1) out.summary = text_at(envelope, "summary");
    out.up_to_date = (out.pages == 1 || out.up_to_date) && says_up_to_date(*data);
    for (const auto& event : *events) note_event(event);
    if (const auto* gone = array_at(*data, "gone")) {
      for (const auto& one : *gone) told_.insert(one.is_string() ? std::string(one.get_string()) : std::string{});
    }
    return text_at(*data, "next_cursor");
  }

  // False: that cursor was there before.
  bool is_new(const std::string& cursor) { return cursors_.insert(cursor).second; }

  void take_out_told(json::object& arguments) const {
    const auto* open = array_at(arguments, "open");
    if (open == nullptr) return;
    json::array left;
    for (const auto& one : *open) {
      if (!one.is_string() || !told_.contains(std::string(one.get_string()))) left.push_back(one);
    }
    if (left.empty()) {
      arguments.erase("open");
    } else {
      arguments["open"] = std::move(left);
    }
  }

  ReconcileReading out;

 private:
  void note_event(const json::value& event) {
    const auto* object = event.if_object();
    const std::string id = object == nullptr ? std::string{} : text_at(*object, "event_id");
    if (!id.empty() && !events_.insert(id).second) return;
    if (const auto* alert = object == nullptr ? nullptr : object_at(*object, "alert")) {
      told_.insert(text_at(*alert, "fingerprint"));
    }
    out.events.push_back(event);
  }

  std::set<std::string> events_;
  std::set<std::string> told_;  // fingerprints
  std::set<std::string> cursors_;
};

}  // namespace

Result<ReconcileReading> read_reconciliation(const AskReconcile& ask, json::object arguments) {
  Reading reading;
  arguments["limit"] = roles::kMostReconciled;
  AH_TRY(const auto first, ask(arguments));
  AH_TRY(auto cursor, reading.take(first));
  std::string why;
  while (!cursor.empty() && why.empty() && reading.is_new(cursor) && reading.out.pages < roles::kMostReconcilePages) {
    reading.take_out_told(arguments);
    arguments["cursor"] = cursor;
    const auto answer = ask(arguments);
    const auto next = answer.has_value() ? reading.take(answer.value()) : failure(answer.error());
    if (next.has_value()) {
      cursor = next.value();
    } else {
      why = next.error().message;
    }
  }
  if (cursor.empty()) return std::move(reading.out);
  reading.out.cut = true;
  reading.out.up_to_date = false;
  reading.out.summary += " Not everything was read" + (why.empty() ? "." : ": " + why);
  return std::move(reading.out);
}

}  // namespace autoheal::host
