#include "alerts/fold.hpp"

#include "base/json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

namespace autoheal::host {
namespace {

namespace json = boost::json;

bool tells_severity(const json::object& alert) {
  const auto severity = text_view_at(alert, "severity");
  return !severity.empty() && severity != "unknown" && text_view_at(alert, "severity_source") != "none";
}

// Members that the fold computes; everything else in an event's alert describes and is replaced as a whole.
bool is_computed(std::string_view member) {
  return member == "status" || member == "starts_at" || member == "acknowledged_at" || member == "ends_at" ||
         member == "updated_at" || member == "last_event" || member == "actor";
}

void describe(json::object& alert, const json::object& described, bool keep_severity) {
  for (const auto& [member, value] : described) {
    if (is_computed(member)) continue;
    if (keep_severity && (member == "severity" || member == "severity_source") && alert.contains("severity")) continue;
    alert[member] = value;
  }
}

void keep_earliest_start(json::object& alert, const json::object& described) {
  const auto start = text_view_at(described, "starts_at");
  if (start.empty()) return;
  const auto known = text_view_at(alert, "starts_at");
  if (known.empty() || start < known) alert["starts_at"] = json::string(start);
}

std::string_view status_after(std::string_view kind, const json::object& described, std::string_view before) {
  if (kind == "triggered" || kind == "unacknowledged" || kind == "reopened") return "firing";
  if (kind == "acknowledged") return "acknowledged";
  if (kind == "resolved") return "resolved";
  const auto said = text_view_at(described, "status");
  if (said == "firing" || said == "acknowledged" || said == "resolved") return said;
  return before.empty() ? std::string_view{"firing"} : before;
}

void apply(json::object& alert, const json::object& event, const json::object& described) {
  const auto kind = text_view_at(event, "kind");
  const std::string occurred_at{text_view_at(event, "occurred_at")};
  const std::string before{text_view_at(alert, "status")};
  describe(alert, described, kind == "resolved" && !tells_severity(described));
  keep_earliest_start(alert, described);

  const std::string status{status_after(kind, described, before)};
  alert["status"] = status;
  if (kind == "triggered" || kind == "unacknowledged" || kind == "reopened") alert.erase("acknowledged_at");
  if (kind == "acknowledged") alert["acknowledged_at"] = occurred_at;
  if (status != "resolved") {
    alert.erase("ends_at");
  } else if (before != "resolved") {
    alert["ends_at"] = occurred_at;
  }
  alert["updated_at"] = occurred_at;
  json::object last{{"id", text_view_at(event, "event_id")},
                    {"type", text_view_at(event, "event_type")},
                    {"occurred_at", occurred_at}};
  if (const auto actor = text_view_at(described, "actor"); !actor.empty()) last["actor"] = actor;
  alert["last_event"] = std::move(last);
}

void fill_gaps(json::object& alert, const json::object& enrichment, std::string_view member) {
  const auto* found = object_at(enrichment, member);
  if (found == nullptr) return;
  auto& slot = alert[member];
  if (!slot.is_object()) slot = json::object{};
  for (const auto& [name, value] : *found) {
    if (value.is_string()) slot.get_object().insert(json::object::value_type(name, value));
  }
}

}  // namespace

json::object fold_alert(std::span<const json::object> events) {
  json::object alert;
  for (const auto& event : events) {
    if (const auto* described = object_at(event, "alert")) apply(alert, event, *described);
  }
  return alert;
}

void apply_enrichment(json::object& alert, const json::object& enrichment) {
  fill_gaps(alert, enrichment, "labels");
  fill_gaps(alert, enrichment, "annotations");
  const auto severity = text_view_at(enrichment, "severity");
  const auto source = text_view_at(alert, "severity_source");
  if (severity_rank(severity) > 0 && source != "priority" && source != "alert_severity") {
    alert["severity"] = severity;
    alert["severity_source"] = "alert_severity";
  }
}

int severity_rank(std::string_view severity) {
  if (severity == "critical") return 5;
  if (severity == "high") return 4;
  if (severity == "medium") return 3;
  if (severity == "low") return 2;
  return severity == "info" ? 1 : 0;
}

}  // namespace autoheal::host
