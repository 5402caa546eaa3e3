// "Is checkout all right?"
#include "api/changes.hpp"
#include "api/directory.hpp"
#include "kit/answer/cursor.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "operations/operation_table.hpp"
#include "reads/can_tell.hpp"
#include "reads/incident_scan.hpp"
#include "reads/json/change_json.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/json/on_call_json.hpp"
#include "reads/json/service_json.hpp"
#include "reads/on_call_reads.hpp"
#include "reads/resolve.hpp"
#include "reads/service_neighbours.hpp"
#include "reads/service_overview.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kGetServiceStatusLookAhead{7};
constexpr std::chrono::days kRecent{3};

constexpr kit::Parameter kGetServiceStatusParameters[] = {
    {"service", kit::ParameterType::text, "name, id or URL; without it all services in brief", ""}};

constexpr std::string_view kGetServiceStatusResult = R"json({"type":"object","properties":{
"service":{"type":"object","required":["id","name","status"]},
"open_incidents":{"type":"array","items":{"type":"object","required":["number","status","title"]}},
"on_call":{"type":"array","items":{"type":"object","required":["person","source"]}},"empty_levels":{"type":"array"},
"maintenance":{"type":"array","items":{"type":"object","required":["start","end"]}},
"depends_on":{"type":"array","items":{"type":"object","required":["id"]}},"used_by":{"type":"array","items":{"type":"object","required":["id"]}},
"changes":{"type":"array","items":{"type":"object","required":["at","summary"]}},
"counts":{"type":"object"},
"services":{"type":"array","items":{"type":"object","required":["id","name","status"]}}},
"additionalProperties":false})json";

// One service, with everything around it.
class ServiceView {
 public:
  ServiceView(kit::Query& query, const reads::Names& names, reads::NamedThing thing)
      : query_(query), names_(names), thing_(std::move(thing)) {}

  kit::Result<kit::Answer> build() {
    AH_TRY_VOID(read());
    fill();
    return std::move(query_.answer);
  }

 private:
  kit::Result<void> read() {
    kit::http::Exchange& exchange = query_.exchange();
    const std::string& id = thing_.id;
    auto service = reads::read_one<model::Service>(exchange, api::build_get_service(id), "service", api::read_service);
    changes_ = reads::read_list<model::ChangeEvent>(
        exchange, api::build_list_service_changes(id, query_.now() - kRecent, query_.now()), "change_events",
        api::read_change_event);
    maintenance_ = reads::read_list<model::MaintenanceWindow>(exchange, api::build_list_maintenance_windows({id}),
                                                              "maintenance_windows", api::read_maintenance_window);
    neighbours_ = reads::read_neighbours(exchange, id);
    start_on_call();
    reads::IncidentQuestion question;
    question.filter.statuses = {"triggered", "acknowledged"};
    question.filter.service_ids = {id};
    open_ = reads::scan_incidents(query_, question);
    if (service->error) return kit::failure(*service->error);
    service_ = std::move(*service->value);
    if (!has_on_call_ && !service_.escalation_policy.id.empty()) {  // the directory did not know the policy
      start_on_call(service_.escalation_policy.id);
      exchange.run();
    }
    return kit::success();
  }

  // The directory knows the policy and its schedules, so that nothing has to wait for the service itself.
  void start_on_call() {
    for (const model::Service& known : *names_.services) {
      if (known.id != thing_.id || known.escalation_policy.id.empty()) continue;
      start_on_call(known.escalation_policy.id);
      return;
    }
  }

  void start_on_call(const std::string& policy_id) {
    const kit::UtcTime until = query_.now() + kGetServiceStatusLookAhead;
    on_call_.start(query_, {{policy_id}, {}, {}}, query_.now(), until);
    has_on_call_ = true;
    if (!names_.escalation_policies) return;
    for (const model::EscalationPolicy& policy : *names_.escalation_policies) {
      if (policy.id != policy_id) continue;
      policies_.push_back(policy);
      on_call_.add_schedules(query_, reads::schedules_of(policy), query_.now(), until);
    }
  }

  void fill() {
    kit::Answer& answer = query_.answer;
    answer.data["service"] = reads::json_of(service_);
    std::vector<reads::Duty> duties;
    if (has_on_call_) duties = fill_on_call();
    if (reads::can_tell(query_, *maintenance_, "maintenance windows", unread_)) {
      json::array list;
      for (const auto& window : maintenance_->rows) list.push_back(reads::json_of(window, query_.zone(), query_.now()));
      answer.data["maintenance"] = std::move(list);
    }
    fill_dependencies();
    if (reads::can_tell(query_, *changes_, "recent changes", unread_)) {
      json::array list;
      for (const auto& change : changes_->rows) list.push_back(reads::json_of(change, std::nullopt, names_.services));
      answer.data["changes"] = std::move(list);
    }
    fill_incidents();
    answer.summary = summary_of(duties);
    answer.links.push_back({service_.name, service_.html_url});
    answer.untrusted = {
        "/service/name",         "/service/description", "/open_incidents/*/title", "/maintenance/*/description",
        "/depends_on/*/name",    "/used_by/*/name",      "/changes/*/summary",      "/changes/*/details/*",
        "/on_call/*/person/name"};
    kit::may_shrink(query_, kit::Shrink::How::texts, "/service/description", "the description", 300);
    const kit::FollowUp changes{"list_changes", {{"service", thing_.id}}};
    kit::may_shrink(query_, kit::Shrink::How::rows, "/changes/*/details", "details of changes", 0, changes);
    kit::may_shrink(query_, kit::Shrink::How::rows, "/changes", "changes", 3, changes);
    kit::may_shrink(query_, kit::Shrink::How::rows, "/used_by", "services that depend on it", 5);
    kit::may_shrink(query_, kit::Shrink::How::rows, "/depends_on", "services it depends on", 5);
    kit::may_shrink(query_, kit::Shrink::How::rows, "/service/integrations", "integrations", 3);
    kit::may_drop(query_, "details of the service",
                  {"/service/integrations", "/service/support_hours", "/service/acknowledgement_timeout_s",
                   "/service/auto_resolve_s", "/service/urgency_rule", "/service/description", "/changes", "/used_by",
                   "/depends_on"});
  }

  void fill_dependencies() {
    kit::Answer& answer = query_.answer;
    if (!neighbours_->dependencies) {
      answer.complete = false;
      answer.warnings.push_back("The service's dependencies could not be read" +
                                (neighbours_->error ? ": " + neighbours_->error->message : std::string{"."}));
      unread_.emplace_back("dependencies");
      return;
    }
    if (neighbours_->business) reads::can_tell(query_, *neighbours_->business, "names of business services", unread_);
    answer.data["depends_on"] = reads::suppliers_of(*neighbours_, thing_.id, *names_.services, troubled_);
    answer.data["used_by"] = reads::users_of(*neighbours_, thing_.id, *names_.services);
  }

  std::vector<reads::Duty> fill_on_call() {
    const auto facts = on_call_.facts(query_, policies_);
    if (!facts.has_value()) {
      query_.answer.complete = false;
      query_.answer.warnings.push_back("Who is on call could not be read: " + facts.error().message);
      unread_.emplace_back("people on call");
      return {};
    }
    const reads::OnCallView view = reads::view_at(facts.value(), query_.now(), query_.now() + std::chrono::days{1});
    json::array list;
    for (const reads::Duty& duty : view.duties) list.push_back(json_of(duty, query_.zone()));
    if (!view.complete) unread_.emplace_back("people on call");
    if (view.complete || !list.empty()) query_.answer.data["on_call"] = std::move(list);
    if (!view.empty_levels.empty()) query_.answer.data["empty_levels"] = json_of(view.empty_levels, query_.zone());
    return view.duties;
  }

  void fill_incidents() {
    for (const std::string& warning : open_.warnings) query_.answer.warnings.push_back(warning);
    if (!open_.is_whole()) {
      query_.answer.complete = false;
      query_.answer.warnings.push_back("Open incidents could not all be read" +
                                       (open_.error ? ": " + open_.error->message : std::string{"."}));
      unread_.emplace_back("open incidents");
      if (open_.rows.empty()) return;
    }
    std::vector<json::object> rows;
    for (const model::Incident& incident : open_.rows) rows.push_back(reads::json_of(incident, query_.now()));
    if (open_.total) query_.answer.total = static_cast<std::int64_t>(*open_.total);
    // In the order of list_incidents, which goes on by key: without a cursor it tells them all.
    const std::size_t shown = std::min(rows.size(), query_.limit(rows.size()));
    if (shown < rows.size()) {
      const auto left_out =
          open_.is_whole() ? std::optional(static_cast<std::int64_t>(rows.size() - shown)) : std::nullopt;
      query_.answer.cuts.push_back({"open incidents",
                                    kit::CutReason::limit,
                                    left_out,
                                    {"list_incidents", {{"service", thing_.id}, {"status", "open"}}}});
    }
    json::array list;
    for (std::size_t i = 0; i < shown; ++i) list.push_back(std::move(rows[i]));
    query_.answer.returned = static_cast<std::int64_t>(list.size());
    query_.answer.data["open_incidents"] = std::move(list);
    kit::may_shrink(query_, kit::Shrink::How::rows, "/open_incidents", "open incidents", 5,
                    kit::FollowUp{"list_incidents", {{"service", thing_.id}, {"status", "open"}}});
  }

  std::string summary_of(const std::vector<reads::Duty>& duties) {
    std::string out = service_.name + " " + std::string(reads::status_words(service_.status, open_.is_whole())) + " (" +
                      service_.status + ")";
    auto triggered =
        std::count_if(open_.rows.begin(), open_.rows.end(), [](const auto& i) { return i.status == "triggered"; });
    if (!open_.rows.empty()) {
      const char* least = !open_.is_whole() ? "at least " : "";
      out += std::string(", ") + least + kit::counted(open_.rows.size(), "open incident") + ", " + least +
             std::to_string(triggered) + " triggered";
    }
    out += ".";
    const auto ongoing = std::find_if(maintenance_->rows.begin(), maintenance_->rows.end(),
                                      [&](const auto& w) { return w.start <= query_.now() && query_.now() < w.end; });
    if (ongoing != maintenance_->rows.end()) out += " Maintenance until " + query_.zone().render(ongoing->end) + ".";
    if (!troubled_.empty())
      out += " It depends on " + kit::enumerate(troubled_) + ", which " + (troubled_.size() == 1 ? "has" : "have") +
             " open incidents.";
    if (!duties.empty()) out += " On call: " + reads::sentence_of(duties.front(), query_.zone()) + ".";
    if (!unread_.empty()) out += " What could not be read, or only in part: " + kit::enumerate(unread_, 6) + ".";
    return out;
  }

  kit::Query& query_;
  const reads::Names& names_;
  reads::NamedThing thing_;
  model::Service service_;
  reads::IncidentScan open_;
  std::shared_ptr<reads::ListRead<model::ChangeEvent>> changes_;
  std::shared_ptr<reads::ListRead<model::MaintenanceWindow>> maintenance_;
  std::shared_ptr<reads::ServiceNeighbours> neighbours_;
  reads::OnCallReads on_call_;
  bool has_on_call_ = false;
  std::vector<model::EscalationPolicy> policies_;
  std::vector<std::string> troubled_;
  std::vector<std::string> unread_;  // parts that are missing or not whole, for the summary
};

// All services, the worst first.
kit::Result<kit::Answer> all_services(kit::Query& query) {
  AH_TRY_VOID(kit::cursor_offset(query));
  reads::ServiceOverview overview;
  AH_TRY_VOID(overview.read(query));
  kit::Answer& answer = query.answer;
  answer.summary = overview.sentence();
  if (overview.services_read() == kit::Extent::whole) answer.data["counts"] = overview.counts();
  AH_TRY_VOID(kit::set_rows(query, "services", "services", overview.rows(query.now()), 100, overview.services_read()));
  answer.untrusted = {"/services/*/name", "/services/*/team"};
  return std::move(answer);
}

kit::Result<kit::Answer> answer_get_service_status(kit::Query& query) {
  if (!query.arguments().has("service")) return all_services(query);
  if (query.arguments().has("cursor")) {
    return kit::failure(
        kit::argument_error("cursor", "is for the list of all services; one service comes in one page"));
  }
  reads::Names names;
  reads::Kind kinds[] = {reads::Kind::service, reads::Kind::escalation_policy};
  AH_TRY(auto thing, reads::resolve_argument(query, "service", reads::Kind::service, names, kinds));
  return ServiceView(query, names, std::move(thing)).build();
}

}  // namespace

const kit::Operation kGetServiceStatus{
    "get_service_status",
    "Service status",
    "How a service is doing: status, open incidents, on call, maintenance windows, what it depends on and what depends "
    "on it, recent "
    "changes. Without `service`: all services in brief, the worst first. 3 to 9 upstream calls.",
    kit::Audience::agent,
    kGetServiceStatusParameters,
    kGetServiceStatusResult,
    180,
    answer_get_service_status};

}  // namespace autoheal::pagerduty::operations
