#include "alerts/refold.hpp"

#include "alerts/fold.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <vector>

namespace autoheal::host {
namespace {

namespace json = boost::json;

std::string search_text(const json::object& alert) {
  std::string text;
  for (const auto* member : {"name", "summary", "description", "external_id"}) {
    text.append(text_view_at(alert, member)).append("\n");
  }
  if (const auto* number = alert.if_contains("external_number")) text.append(json::serialize(*number)).append("\n");
  if (const auto* labels = object_at(alert, "labels")) {
    for (const auto& [label, value] : *labels) {
      if (value.is_string()) text.append(label).append("=").append(value.get_string()).append("\n");
    }
  }
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

std::optional<std::string> optional_text_at(const json::object& object, std::string_view member) {
  auto text = text_at(object, member);
  return text.empty() ? std::nullopt : std::optional<std::string>(std::move(text));
}

AlertColumns build_columns(const json::object& alert, std::string document) {
  const auto* labels = object_at(alert, "labels");
  AlertColumns out;
  out.document = std::move(document);
  out.source = text_at(alert, "source");
  out.name = text_at(alert, "name");
  if (labels != nullptr) out.service = text_at(*labels, "service");
  out.status = text_at(alert, "status");
  out.severity = text_at(alert, "severity");
  out.severity_rank = severity_rank(out.severity);
  if (out.severity.empty()) out.severity = "unknown";
  out.starts_at = optional_text_at(alert, "starts_at");
  out.acknowledged_at = optional_text_at(alert, "acknowledged_at");
  out.ends_at = optional_text_at(alert, "ends_at");
  out.updated_at = text_at(alert, "updated_at");
  out.search = search_text(alert);
  return out;
}

Result<std::vector<json::object>> read_stored_events(WriteBatch& batch, std::int64_t integration_id,
                                                     std::string_view fingerprint) {
  AH_TRY(const auto documents, batch.list_event_documents(integration_id, fingerprint));
  std::vector<json::object> events;
  events.reserve(documents.size());
  for (const auto& document : documents) {
    AH_TRY(auto event, parse_json_object(document, "A stored event"));
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace

Result<Refolded> refold_alert(WriteBatch& batch, std::int64_t integration_id, std::string_view fingerprint,
                              std::string_view received_at) {
  AH_TRY(const auto events, read_stored_events(batch, integration_id, fingerprint));
  auto alert = fold_alert(events);
  if (alert.empty()) return failure(Errc::internal, "A fingerprint has no event with an alert.");
  AH_TRY(const auto stored, batch.find_alert(integration_id, fingerprint));
  if (stored && stored->enrichment) {
    AH_TRY(const auto enrichment, parse_json_object(*stored->enrichment, "A stored enrichment"));
    apply_enrichment(alert, enrichment);
  }
  auto document = json::serialize(alert);
  if (stored && stored->document == document) return Refolded{stored->id, false};
  std::int64_t id = 0;
  if (stored) {
    id = stored->id;
  } else {
    AH_TRY(id, batch.add_alert(integration_id, fingerprint, received_at));
  }
  AH_TRY_VOID(batch.put_alert(id, build_columns(alert, std::move(document))));
  return Refolded{id, true};
}

}  // namespace autoheal::host
