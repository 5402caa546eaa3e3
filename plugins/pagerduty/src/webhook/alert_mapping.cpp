#include "webhook/alert_mapping.hpp"

#include "kit/text/untrusted.hpp"
#include "kit/text/url.hpp"
#include "kit/time/rfc3339.hpp"
#include "model/fingerprint.hpp"
#include "model/incident.hpp"
#include "model/link.hpp"

#include <algorithm>

namespace autoheal::pagerduty::webhook {
namespace {

constexpr std::size_t kMaxAnnotationBytes = 2048;

using Entries = std::vector<std::pair<std::string, std::string>>;

// Nothing is said where nothing is known: no "unknown", no "".
void add(Entries& entries, std::string_view key, std::string value) {
  if (!value.empty()) entries.emplace_back(key, std::move(value));
}

std::string clean(const IncidentFacts& incident, std::string_view text, std::size_t max_bytes = model::kMaxNameBytes) {
  return incident.is_clean ? std::string(text) : kit::untrusted(text, kit::Lines::one, max_bytes);
}

// Ids are as they were sent, whoever read them.
std::string clean_id(std::string_view id) { return kit::clean_text(id, kit::Lines::one, model::kMaxNameBytes); }

// An address outside PagerDuty (a conference) that a page may show as a link.
std::string https_link(std::string_view url) {
  if (url.size() > model::kMaxLinkBytes || url.find('\'') != std::string_view::npos) return {};
  const auto parts = kit::parse_web_url(url);
  const bool fits = parts && parts->is_https && !parts->has_user && kit::is_plain_host(parts->host);
  return fits ? std::string(url) : std::string();
}

// Names only: an assignee without one is left out, and people's addresses are never in these fields.
std::string name_list(const IncidentFacts& incident, const std::vector<kit::Reference>& references,
                      std::size_t left_out) {
  std::string out;
  for (const kit::Reference& reference : references) {
    const std::string one = clean(incident, reference.summary);
    if (one.empty()) continue;
    if (!out.empty()) out += ", ";
    out += one;
    if (out.size() > kMaxAnnotationBytes) break;
  }
  if (left_out > 0) out += " and " + std::to_string(left_out) + " more";
  return kit::shorten(out, kMaxAnnotationBytes);
}

std::string title_of(const IncidentFacts& incident) {
  std::string title = clean(incident, incident.title, model::kMaxTitleBytes);
  if (!title.empty()) return title;
  if (incident.number) return "PagerDuty incident #" + std::to_string(*incident.number);
  return "PagerDuty incident " + incident.id;
}

void add_team_labels(Entries& labels, const IncidentFacts& incident) {
  if (incident.teams.empty()) return;
  add(labels, "team", clean(incident, incident.teams.front().summary));
  add(labels, "team_id", clean_id(incident.teams.front().id));
}

Entries label(const IncidentFacts& incident, const MappingRules& rules) {
  Entries labels;
  labels.reserve(9 + rules.labels.size());
  add(labels, "service", clean(incident, incident.service.summary));
  add(labels, "service_id", clean_id(incident.service.id));
  add_team_labels(labels, incident);
  add(labels, "urgency", clean(incident, incident.urgency, model::kMaxUrgencyBytes));
  add(labels, "priority", clean(incident, incident.priority.summary));
  add(labels, "escalation_policy", clean(incident, incident.escalation_policy.summary));
  if (incident.number) add(labels, "incident_number", std::to_string(*incident.number));
  add(labels, "incident_type", clean(incident, incident.incident_type));
  for (const auto& [key, value] : rules.labels) {
    const bool taken = std::any_of(labels.begin(), labels.end(), [&k = key](const auto& l) { return l.first == k; });
    if (!taken) add(labels, key, value);
  }
  return labels;
}

Entries annotate(const IncidentFacts& incident) {
  Entries annotations;
  add(annotations, "incident_key", clean(incident, incident.incident_key, model::kMaxKeyBytes));
  add(annotations, "assignees", name_list(incident, incident.assignees, incident.assignees_left_out));
  if (incident.teams.size() > 1) add(annotations, "teams", name_list(incident, incident.teams, 0));
  add(annotations, "conference_url", https_link(clean(incident, incident.conference_url, model::kMaxLinkBytes)));
  add(annotations, "merged_into", clean_id(incident.merged_into));
  return annotations;
}

void add_sentence(std::string& out, std::string_view what, std::string_view value) {
  if (value.empty()) return;
  if (!out.empty()) out += ' ';
  out.append(what).append(value).append(".");
}

std::string_view value_of(const Entries& entries, std::string_view key) noexcept {
  const auto found = std::find_if(entries.begin(), entries.end(), [key](const auto& e) { return e.first == key; });
  return found == entries.end() ? std::string_view() : std::string_view(found->second);
}

// From what was cleaned already.
std::string describe(const Alert& alert) {
  std::string out;
  add_sentence(out, "Service ", value_of(alert.labels, "service"));
  add_sentence(out, "Urgency ", value_of(alert.labels, "urgency"));
  add_sentence(out, "Priority ", value_of(alert.labels, "priority"));
  add_sentence(out, "Assigned to ", value_of(alert.annotations, "assignees"));
  add_sentence(out, "Escalation policy ", value_of(alert.labels, "escalation_policy"));
  add_sentence(out, "Merged into incident ", value_of(alert.annotations, "merged_into"));
  return out;
}

}  // namespace

Alert map_alert(const IncidentFacts& incident, EventKind kind, std::string_view actor, const MappingRules& rules,
                std::optional<model::Severity> alert_severity) {
  Alert alert;
  alert.fingerprint = model::fingerprint_of(incident.id);
  alert.external_id = incident.id;
  alert.external_number = incident.number;
  alert.external_url = model::checked_link(incident.html_url);
  alert.summary = title_of(incident);
  alert.name = kit::shorten(alert.summary, model::kMaxNameBytes);
  alert.status = map_status(kind, incident.status);
  alert.rating = rate_severity(incident, rules, alert_severity);
  alert.labels = label(incident, rules);
  alert.annotations = annotate(incident);
  alert.description = describe(alert);
  alert.starts_at = kit::parse_rfc3339(incident.created_at);
  alert.actor = clean(incident, actor);
  return alert;
}

}  // namespace autoheal::pagerduty::webhook
