#include "reconcile/reconcile_reading.hpp"

#include "base/json.hpp"
#include "integrations/host_operations.hpp"

#include <deque>
#include <set>

namespace autoheal::host {
namespace {

namespace json = boost::json;

class Reading {
 public:
  // True if the answer says something that no answer before it said.
  Result<bool> add_answer(std::string_view text) {
    AH_TRY(const auto envelope, parse_json_object(text, "The envelope"));
    const auto* data = object_at(envelope, "data");
    const auto* events = data == nullptr ? nullptr : array_at(*data, "events");
    if (events == nullptr) {
      return failure(Errc::plugin_fault, "The plugin's reconciliation has no list of events.");
    }
    if (is_first_) {
      out.summary = text_at(envelope, "summary");
      const auto* up_to_date = data->if_contains("up_to_date");
      out.up_to_date = up_to_date != nullptr && up_to_date->is_bool() && up_to_date->get_bool();
    }
    is_first_ = false;
    bool is_news = false;
    for (const auto& event : *events) {
      const std::string id = event.is_object() ? text_at(event.get_object(), "event_id") : std::string{};
      if (!id.empty() && !events_.insert(id).second) continue;
      out.events.push_back(event);
      is_news = true;
    }
    if (const auto* gone = array_at(*data, "gone")) {
      for (const auto& one : *gone) is_news = gone_.insert(json::serialize(one)).second || is_news;
    }
    if (const auto* meta = object_at(envelope, "meta")) note_cuts(array_at(*meta, "cuts"), is_news);
    return is_news;
  }

  ReconcileReading out;
  std::deque<json::object> next;  // arguments of the calls to make

 private:
  void note_cuts(const json::array* cuts, bool is_news) {
    if (cuts == nullptr) return;
    for (const auto& cut : *cuts) {
      const auto* follow_up = cut.is_object() ? object_at(cut.get_object(), "follow_up") : nullptr;
      const auto* arguments = follow_up == nullptr ? nullptr : object_at(*follow_up, "arguments");
      const bool ours = arguments != nullptr && text_at(*follow_up, "operation") == kReconcileOperation;
      if (ours && is_news && asked_.insert(json::serialize(*arguments)).second) {
        next.push_back(*arguments);
      } else {
        out.cut = true;
      }
    }
  }

  bool is_first_ = true;
  std::set<std::string> events_;
  std::set<std::string> gone_;
  std::set<std::string> asked_;
};

}  // namespace

Result<ReconcileReading> read_reconciliation(const AskReconcile& ask, const json::object& arguments) {
  AH_TRY(const auto first, ask(arguments));
  Reading reading;
  AH_TRY_VOID(reading.add_answer(first));
  std::string why;
  while (!reading.next.empty() && why.empty() && reading.out.follow_ups < kMostFollowUps) {
    const auto follow_up = std::move(reading.next.front());
    reading.next.pop_front();
    ++reading.out.follow_ups;
    const auto answer = ask(follow_up);
    if (!answer.has_value()) {
      why = answer.error().message;
      break;
    }
    if (const auto added = reading.add_answer(answer.value()); !added.has_value()) why = added.error().message;
  }
  reading.out.cut = reading.out.cut || !why.empty() || !reading.next.empty();
  if (reading.out.cut) reading.out.summary += " Not everything was read" + (why.empty() ? "." : ": " + why);
  return std::move(reading.out);
}

}  // namespace autoheal::host
