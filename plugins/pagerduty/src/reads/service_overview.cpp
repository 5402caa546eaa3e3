#include "reads/service_overview.hpp"

#include "api/changes.hpp"
#include "api/directory.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/time/rfc3339.hpp"
#include "reads/can_tell.hpp"
#include "reads/json/service_json.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::reads {

namespace json = boost::json;

kit::Result<void> ServiceOverview::read(kit::Query& query) {
  maintenance_ = read_list<model::MaintenanceWindow>(query.exchange(), api::build_list_maintenance_windows({}),
                                                     "maintenance_windows", api::read_maintenance_window);
  services_ = read_list<model::Service>(query.exchange(), api::build_list_services(), "services", api::read_service);
  IncidentQuestion question;
  question.filter.statuses = {"triggered", "acknowledged"};
  open_ = scan_incidents(query, question);
  if (services_->failed()) return kit::failure(*services_->error);
  say_unread(query);
  for (const model::Incident& incident : open_.rows) {
    Counts& counts = counts_[incident.service.id];
    ++counts.open;
    if (incident.status == "triggered") ++counts.triggered;
  }
  sort_services();
  return kit::success();
}

void ServiceOverview::say_unread(kit::Query& query) const {
  std::vector<std::string> unread;  // told by the sentences that need them
  can_tell(query, *services_, "services", unread);
  can_tell(query, *maintenance_, "maintenance windows", unread);
  for (const std::string& warning : open_.warnings) query.answer.warnings.push_back(warning);
  if (open_.is_whole()) return;
  query.answer.complete = false;
  query.answer.warnings.push_back("Open incidents could not all be counted" +
                                  (open_.error ? ": " + open_.error->message : std::string{"."}));
}

void ServiceOverview::sort_services() {
  const auto key = [this](const model::Service& service) {
    return std::pair(rank_of_status(service.status), -counts_of(service).open);
  };
  std::stable_sort(services_->rows.begin(), services_->rows.end(),
                   [&key](const model::Service& a, const model::Service& b) { return key(a) < key(b); });
}

ServiceOverview::Counts ServiceOverview::counts_of(const model::Service& service) const {
  const auto found = counts_.find(service.id);
  return found == counts_.end() ? Counts{} : found->second;
}

json::object ServiceOverview::row_of(const model::Service& service, kit::UtcTime now) const {
  json::object row{{"id", service.id}, {"name", service.name}, {"status", service.status}};
  if (open_.is_whole()) {
    const Counts counts = counts_of(service);
    row["open_incidents"] = counts.open;
    if (counts.triggered > 0) row["triggered"] = counts.triggered;
  }
  kit::put(row, "team", service.teams.empty() ? std::string{} : service.teams.front().summary);
  for (const model::MaintenanceWindow& window : maintenance_->rows) {
    const bool covers = kit::holds(window.services, service.id);
    if (covers && window.start <= now && now < window.end) row["maintenance_until"] = kit::render_rfc3339(window.end);
  }
  return row;
}

std::vector<json::object> ServiceOverview::rows(kit::UtcTime now) const {
  std::vector<json::object> out;
  for (const model::Service& service : services_->rows) out.push_back(row_of(service, now));
  return out;
}

json::object ServiceOverview::counts() const {
  json::object out;
  for (const model::Service& service : services_->rows) kit::count_one(out, service.status);
  return out;
}

std::string ServiceOverview::sentence() const {
  return services_words() + ", " + incidents_words() + ". " + worst_words();
}

std::string ServiceOverview::services_words() const {
  return (services_->is_whole() ? "" : "At least ") + kit::counted(services_->rows.size(), "service");
}

std::string ServiceOverview::incidents_words() const {
  if (open_.is_whole()) return kit::counted(open_.rows.size(), "open incident");
  if (open_.rows.empty()) return "how many incidents are open could not be read";
  return "at least " + kit::counted(open_.rows.size(), "open incident");
}

std::string ServiceOverview::worst_words() const {
  std::vector<std::string> worst;
  for (const model::Service& service : services_->rows) {
    if (service.status == "critical") worst.push_back(service.name);
  }
  if (!worst.empty())
    return (services_->is_whole() ? "Critical: " : "Critical among them: ") + kit::enumerate(worst, 5) + ".";
  return services_->is_whole() ? "None is critical."
                               : "The list could not be read to its end, so whether one is critical is not known.";
}

}  // namespace autoheal::pagerduty::reads
