#include "webhook/alert_mapping.hpp"

#include "kit/text/text.hpp"
#include "kit/time/rfc3339.hpp"
#include "model/fingerprint.hpp"
#include "model/link.hpp"

#include <algorithm>

namespace autoheal::pagerduty::webhook {
namespace {

constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxSummaryBytes = 1024;
constexpr std::size_t kMaxAnnotationBytes = 2048;

using Entries = std::vector<std::pair<std::string, std::string>>;

// Nothing is said where nothing is known: no "unknown", no "".
void add(Entries& entries, std::string_view key, std::string value) {
  if (!value.empty()) entries.emplace_back(key, std::move(value));
}

std::string clean_name(std::string_view text) { return kit::clean_text(text, kit::Lines::one, kMaxNameBytes); }

// An address outside PagerDuty (a conference) that a page may show as a link.
std::string https_link(std::string_view url) {
  const bool plain =
      url.size() <= kMaxAnnotationBytes && url.starts_with("https://") &&
      std::all_of(url.begin(), url.end(), [](char c) {
        return c > 0x20 && c < 0x7F && std::string_view("\"'<>\\^`{|}").find(c) == std::string_view::npos;
      });
  const std::string_view host = plain ? url.substr(8, url.substr(8).find_first_of("/?#")) : std::string_view();
  return host.empty() || host.find('@') != std::string_view::npos ? std::string() : std::string(url);
}

// Names only: an assignee without one is left out, and people's addresses are never in these fields.
std::string name_list(const std::vector<kit::Reference>& references, std::size_t left_out) {
  std::string out;
  for (const kit::Reference& reference : references) {
    const std::string one = clean_name(reference.summary);
    if (one.empty()) continue;
    if (!out.empty()) out += ", ";
    out += one;
    if (out.size() > kMaxAnnotationBytes) break;
  }
  if (left_out > 0) out += " and " + std::to_string(left_out) + " more";
  return kit::shorten(out, kMaxAnnotationBytes);
}

std::string title_of(const IncidentFacts& incident, std::size_t max_bytes) {
  std::string title = kit::clean_text(incident.title, kit::Lines::one, max_bytes);
  if (!title.empty()) return title;
  if (incident.number) return "PagerDuty incident #" + std::to_string(*incident.number);
  return "PagerDuty incident " + incident.id;
}

void add_team_labels(Entries& labels, const std::vector<kit::Reference>& teams) {
  if (teams.empty()) return;
  add(labels, "team", clean_name(teams.front().summary));
  add(labels, "team_id", clean_name(teams.front().id));
}

Entries label(const IncidentFacts& incident, const MappingRules& rules) {
  Entries labels;
  labels.reserve(9 + rules.labels.size());
  add(labels, "service", clean_name(incident.service.summary));
  add(labels, "service_id", clean_name(incident.service.id));
  add_team_labels(labels, incident.teams);
  add(labels, "urgency", clean_name(incident.urgency));
  add(labels, "priority", clean_name(incident.priority.summary));
  add(labels, "escalation_policy", clean_name(incident.escalation_policy.summary));
  if (incident.number) add(labels, "incident_number", std::to_string(*incident.number));
  add(labels, "incident_type", clean_name(incident.incident_type));
  for (const auto& [key, value] : rules.labels) {
    const bool taken = std::any_of(labels.begin(), labels.end(), [&k = key](const auto& l) { return l.first == k; });
    if (!taken) add(labels, key, value);
  }
  return labels;
}

Entries annotate(const IncidentFacts& incident) {
  Entries annotations;
  add(annotations, "incident_key", kit::clean_text(incident.incident_key, kit::Lines::one, kMaxAnnotationBytes));
  add(annotations, "assignees", name_list(incident.assignees, incident.assignees_left_out));
  if (incident.teams.size() > 1) add(annotations, "teams", name_list(incident.teams, 0));
  add(annotations, "conference_url", https_link(incident.conference_url));
  add(annotations, "merged_into", clean_name(incident.merged_into));
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
  alert.summary = title_of(incident, kMaxSummaryBytes);
  alert.name = kit::shorten(alert.summary, kMaxNameBytes);
  alert.status = map_status(kind, incident.status);
  alert.rating = rate_severity(incident, rules, alert_severity);
  alert.labels = label(incident, rules);
  alert.annotations = annotate(incident);
  alert.description = describe(alert);
  alert.starts_at = kit::parse_rfc3339(incident.created_at);
  alert.actor = clean_name(actor);
  return alert;
}

}  // namespace autoheal::pagerduty::webhook
