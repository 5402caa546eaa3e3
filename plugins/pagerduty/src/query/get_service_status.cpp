// "Is checkout all right?"
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "api/changes.hpp"
#include "api/directory.hpp"
#include "base/rfc3339.hpp"
#include "query/change_json.hpp"
#include "query/incident_json.hpp"
#include "query/incident_scan.hpp"
#include "query/json_of.hpp"
#include "query/on_call_json.hpp"
#include "query/on_call_reads.hpp"
#include "query/operation_table.hpp"
#include "query/resolve.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;

constexpr std::chrono::days kGetServiceStatusLookAhead{7};
constexpr std::chrono::days kRecent{3};

constexpr Parameter kGetServiceStatusParameters[] = {
    {"service", ParameterType::text, "name, id or URL; without it all services in brief", ""}};

constexpr std::string_view kGetServiceStatusResult = R"json({"type":"object","properties":{
"service":{"type":"object","required":["id","name","status"]},
"open_incidents":{"type":"array","items":{"type":"object","required":["number","status","title"]}},
"on_call":{"type":"array","items":{"type":"object","required":["person","source"]}},"empty_levels":{"type":"array"},
"maintenance":{"type":"array","items":{"type":"object","required":["start","end"]}},
"depends_on":{"type":"array","items":{"type":"object","required":["id"]}},"used_by":{"type":"array","items":{"type":"object","required":["id"]}},
"changes":{"type":"array","items":{"type":"object","required":["at","summary"]}},
"counts":{"type":"object"},
"services":{"type":"array","items":{"type":"object","required":["id","name","status","open_incidents"]}}},
"additionalProperties":false})json";

// How bad a status is; the worst comes first.
int rank_of(const std::string& status) {
  constexpr std::string_view kOrder[] = {"critical", "warning", "maintenance", "disabled", "active"};
  for (int i = 0; i < 5; ++i) {
    if (status == kOrder[i]) return i;
  }
  return 1;  // one that PagerDuty adds one day is worth a look
}

std::string_view status_words(const std::string& status) {
  if (status == "active") return "is fine: nothing is open";
  if (status == "warning") return "has acknowledged incidents only";
  if (status == "critical") return "has triggered incidents";
  if (status == "maintenance") return "is in maintenance";
  if (status == "disabled") return "is disabled: it takes no incidents";
  return "has a status that is not known here";
}

json::object facts_of(const model::Service& service) {
  json::object out{{"id", service.id}, {"name", service.name}, {"status", service.status}};
  put(out, "description", service.description);
  put(out, "escalation_policy", service.escalation_policy);
  put(out, "teams", service.teams);
  put(out, "integrations", service.integrations);
  put(out, "last_incident_at", service.last_incident_at);
  put(out, "urgency_rule", service.urgency_rule);
  put(out, "support_hours", service.support_hours);
  if (service.auto_resolve_s) out["auto_resolve_s"] = *service.auto_resolve_s;
  if (service.acknowledgement_timeout_s) out["acknowledgement_timeout_s"] = *service.acknowledgement_timeout_s;
  put(out, "url", service.html_url);
  return out;
}

template <class T>
bool warn_failed(Call& call, const std::shared_ptr<ListRead<T>>& read, std::string_view what) {
  if (!read->error && !read->more) return false;
  call.answer.complete = false;
  call.answer.warnings.push_back("The " + std::string(what) + " could not be read" +
                                 (read->error ? ": " + read->error->message : " to the end."));
  return read->failed();
}

// One service, with everything around it.
class ServiceView {
 public:
  ServiceView(Call& call, const Names& names, NamedThing thing)
      : call_(call), names_(names), thing_(std::move(thing)) {}

  Result<Answer> build() {
    AH_TRY_VOID(read());
    fill();
    return std::move(call_.answer);
  }

 private:
  Result<void> read() {
    http::Exchange& exchange = call_.exchange();
    const std::string& id = thing_.id;
    auto service = read_one<model::Service>(exchange, api::build_get_service(id), "service", api::read_service);
    changes_ =
        read_list<model::ChangeEvent>(exchange, api::build_list_service_changes(id, call_.now() - kRecent, call_.now()),
                                      "change_events", api::read_change_event);
    maintenance_ = read_list<model::MaintenanceWindow>(exchange, api::build_list_maintenance_windows({id}),
                                                       "maintenance_windows", api::read_maintenance_window);
    exchange.get(api::build_list_dependencies(id),
                 [this](Result<http::Response> reply) { take_dependencies(std::move(reply)); });
    start_on_call();
    IncidentQuestion question;
    question.filter.statuses = {"triggered", "acknowledged"};
    question.filter.service_ids = {id};
    open_ = scan_incidents(call_, question);
    if (service->error) return failure(*service->error);
    service_ = std::move(*service->value);
    return success();
  }

  // A dependency names ids only; technical services are in the directory, business services have a list of their own.
  void take_dependencies(Result<http::Response> reply) {
    dependencies_.emplace(reply.has_value() ? api::parse_dependencies(reply.value())
                                            : Result<std::vector<model::Dependency>>(failure(reply.error())));
    if (!dependencies_->has_value()) return;
    const auto& relations = dependencies_->value();
    bool business = std::any_of(relations.begin(), relations.end(), [](const model::Dependency& r) {
      return (r.supporting.type == "business" && r.supporting.summary.empty()) ||
             (r.dependent.type == "business" && r.dependent.summary.empty());
    });
    if (business) {
      business_ = read_list<Reference>(call_.exchange(), api::build_list_business_services(), "business_services",
                                       api::read_business_service);
    }
  }

  // The directory knows the policy and its schedules, so that nothing has to wait for the service itself.
  void start_on_call() {
    for (const model::Service& known : *names_.services) {
      if (known.id != thing_.id || known.escalation_policy.id.empty()) continue;
      UtcTime until = call_.now() + kGetServiceStatusLookAhead;
      on_call_.start(call_, {{known.escalation_policy.id}, {}, {}}, call_.now(), until);
      has_on_call_ = true;
      if (!names_.escalation_policies) return;
      for (const model::EscalationPolicy& policy : *names_.escalation_policies) {
        if (policy.id != known.escalation_policy.id) continue;
        policies_.push_back(policy);
        on_call_.add_schedules(call_, schedules_of(policy), call_.now(), until);
      }
    }
  }

  json::array neighbours(bool supporting) {
    json::array out;
    if (!dependencies_ || !dependencies_->has_value()) return out;
    for (const model::Dependency& relation : dependencies_->value()) {
      bool mine_depends = relation.dependent.id == thing_.id;
      if (mine_depends != supporting) continue;
      const Reference& other = supporting ? relation.supporting : relation.dependent;
      json::object item{{"id", other.id}};
      put(item, "kind", other.type);
      put(item, "name", other.summary);
      for (const Reference& known : business_ ? business_->rows : std::vector<Reference>{}) {
        if (known.id == other.id) item["name"] = known.summary;
      }
      for (const model::Service& known : *names_.services) {
        if (known.id != other.id) continue;
        item["name"] = known.name;
        item["status"] = known.status;
        if (supporting && rank_of(known.status) <= 1) troubled_.push_back(known.name);
      }
      out.push_back(std::move(item));
    }
    return out;
  }

  void fill() {
    Answer& answer = call_.answer;
    answer.data["service"] = facts_of(service_);
    std::vector<Duty> duties;
    if (has_on_call_) duties = fill_on_call();
    if (!warn_failed(call_, maintenance_, "maintenance windows")) {
      json::array list;
      for (const auto& window : maintenance_->rows) list.push_back(row_of(window, call_.zone(), call_.now()));
      answer.data["maintenance"] = std::move(list);
    }
    if (dependencies_ && !dependencies_->has_value()) {
      answer.complete = false;
      answer.warnings.push_back("The service's dependencies could not be read: " + dependencies_->error().message);
    } else {
      answer.data["depends_on"] = neighbours(true);
      answer.data["used_by"] = neighbours(false);
    }
    if (!warn_failed(call_, changes_, "recent changes")) {
      json::array list;
      for (const auto& change : changes_->rows) list.push_back(row_of(change, std::nullopt, names_.services));
      answer.data["changes"] = std::move(list);
    }
    fill_incidents();
    answer.summary = summary_of(duties);
    answer.links.push_back({service_.name, service_.html_url});
    answer.untrusted = {
        "/service/name",         "/service/description", "/open_incidents/*/title", "/maintenance/*/description",
        "/depends_on/*/name",    "/used_by/*/name",      "/changes/*/summary",      "/changes/*/details/*",
        "/on_call/*/person/name"};
    may_shrink(call_, Shrink::How::texts, "/service/description", "the description", 300);
    FollowUp changes{"list_changes", {{"service", thing_.id}}};
    may_shrink(call_, Shrink::How::rows, "/changes/*/details", "details of changes", 0, changes);
    may_shrink(call_, Shrink::How::rows, "/changes", "changes", 3, changes);
    may_shrink(call_, Shrink::How::rows, "/used_by", "services that depend on it", 5);
    may_shrink(call_, Shrink::How::rows, "/depends_on", "services it depends on", 5);
    may_shrink(call_, Shrink::How::rows, "/service/integrations", "integrations", 3);
    may_drop(call_, "details of the service",
             {"/service/integrations", "/service/support_hours", "/service/acknowledgement_timeout_s",
              "/service/auto_resolve_s", "/service/urgency_rule", "/service/description", "/changes", "/used_by",
              "/depends_on"});
  }

  std::vector<Duty> fill_on_call() {
    auto facts = on_call_.facts(call_, policies_);
    if (!facts.has_value()) {
      call_.answer.complete = false;
      call_.answer.warnings.push_back("Who is on call could not be read: " + facts.error().message);
      return {};
    }
    OnCallView view = view_at(facts.value(), call_.now(), call_.now() + std::chrono::days{1});
    json::array list;
    for (const Duty& duty : view.duties) list.push_back(json_of(duty, call_.zone()));
    call_.answer.data["on_call"] = std::move(list);
    if (!view.empty_levels.empty()) call_.answer.data["empty_levels"] = json_of(view.empty_levels, call_.zone());
    return view.duties;
  }

  void fill_incidents() {
    if (open_.error) {
      call_.answer.complete = false;
      call_.answer.warnings.push_back("Open incidents could not all be read: " + open_.error->message);
    }
    std::vector<json::object> rows;
    for (const model::Incident& incident : open_.rows) rows.push_back(row_of(incident, call_.now()));
    if (open_.total) call_.answer.total = static_cast<std::int64_t>(*open_.total);
    // In the order of list_incidents, which goes on by key: without a cursor it tells them all.
    std::size_t shown = std::min(rows.size(), call_.limit(rows.size()));
    if (shown < rows.size()) {
      call_.answer.cuts.push_back({"open incidents",
                                   CutReason::limit,
                                   static_cast<std::int64_t>(rows.size() - shown),
                                   {"list_incidents", {{"service", thing_.id}, {"status", "open"}}}});
    }
    json::array list;
    for (std::size_t i = 0; i < shown; ++i) list.push_back(std::move(rows[i]));
    call_.answer.returned = static_cast<std::int64_t>(list.size());
    call_.answer.data["open_incidents"] = std::move(list);
    may_shrink(call_, Shrink::How::rows, "/open_incidents", "open incidents", 5,
               {"list_incidents", {{"service", thing_.id}, {"status", "open"}}});
  }

  std::string summary_of(const std::vector<Duty>& duties) {
    std::string out = service_.name + " " + std::string(status_words(service_.status)) + " (" + service_.status + ")";
    auto triggered =
        std::count_if(open_.rows.begin(), open_.rows.end(), [](const auto& i) { return i.status == "triggered"; });
    if (!open_.rows.empty()) {
      out += ", " + counted(open_.rows.size(), "open incident") + ", " + std::to_string(triggered) + " triggered";
    }
    out += ".";
    auto ongoing = std::find_if(maintenance_->rows.begin(), maintenance_->rows.end(),
                                [&](const auto& w) { return w.start <= call_.now() && call_.now() < w.end; });
    if (ongoing != maintenance_->rows.end()) out += " Maintenance until " + call_.zone().render(ongoing->end) + ".";
    if (!troubled_.empty())
      out += " It depends on " + enumerate(troubled_) + ", which " + (troubled_.size() == 1 ? "has" : "have") +
             " open incidents.";
    if (!duties.empty()) out += " On call: " + sentence_of(duties.front(), call_.zone()) + ".";
    return out;
  }

  Call& call_;
  const Names& names_;
  NamedThing thing_;
  model::Service service_;
  IncidentScan open_;
  std::shared_ptr<ListRead<model::ChangeEvent>> changes_;
  std::shared_ptr<ListRead<model::MaintenanceWindow>> maintenance_;
  std::optional<Result<std::vector<model::Dependency>>> dependencies_;
  std::shared_ptr<ListRead<Reference>> business_;  // null: none of them is a neighbour
  OnCallReads on_call_;
  bool has_on_call_ = false;
  std::vector<model::EscalationPolicy> policies_;
  std::vector<std::string> troubled_;
};

// All services, the worst first. The list is read anew: a cached status would be worth nothing.
Result<Answer> all_services(Call& call) {
  AH_TRY_VOID(cursor_offset(call));
  auto maintenance = read_list<model::MaintenanceWindow>(call.exchange(), api::build_list_maintenance_windows({}),
                                                         "maintenance_windows", api::read_maintenance_window);
  auto services = read_list<model::Service>(call.exchange(), api::build_list_services(), "services", api::read_service);
  IncidentQuestion question;
  question.filter.statuses = {"triggered", "acknowledged"};
  IncidentScan open = scan_incidents(call, question);
  if (services->failed()) return failure(*services->error);
  warn_failed(call, services, "services");
  warn_failed(call, maintenance, "maintenance windows");
  Answer& answer = call.answer;
  if (open.error) {
    answer.complete = false;
    answer.warnings.push_back("Open incidents could not all be counted: " + open.error->message);
  }
  std::map<std::string, std::pair<int, int>> counts;  // open, triggered
  for (const model::Incident& incident : open.rows) {
    ++counts[incident.service.id].first;
    if (incident.status == "triggered") ++counts[incident.service.id].second;
  }
  std::stable_sort(services->rows.begin(), services->rows.end(), [&](const auto& a, const auto& b) {
    auto key = [&](const model::Service& s) {
      auto found = counts.find(s.id);
      return std::pair(rank_of(s.status), found == counts.end() ? 0 : -found->second.first);
    };
    return key(a) < key(b);
  });
  json::object by_status;
  std::vector<std::string> worst;
  std::vector<json::object> rows;
  for (const model::Service& service : services->rows) {
    auto& count = by_status[service.status];
    count = count.is_int64() ? count.get_int64() + 1 : 1;
    auto [all, triggered] = counts[service.id];
    if (service.status == "critical") worst.push_back(service.name);
    json::object row{{"id", service.id}, {"name", service.name}, {"status", service.status}, {"open_incidents", all}};
    if (triggered > 0) row["triggered"] = triggered;
    put(row, "team", service.teams.empty() ? std::string{} : service.teams.front().summary);
    for (const auto& window : maintenance->rows) {
      bool covers = std::any_of(window.services.begin(), window.services.end(),
                                [&](const Reference& r) { return r.id == service.id; });
      if (covers && window.start <= call.now() && call.now() < window.end)
        row["maintenance_until"] = render_rfc3339(window.end);
    }
    rows.push_back(std::move(row));
  }
  answer.summary = counted(rows.size(), "service") + ", " + counted(open.rows.size(), "open incident") + ". ";
  answer.summary += worst.empty() ? "None is critical." : "Critical: " + enumerate(worst, 5) + ".";
  answer.data["counts"] = std::move(by_status);
  AH_TRY_VOID(set_rows(call, "services", "services", std::move(rows), 100));
  answer.untrusted = {"/services/*/name", "/services/*/team"};
  return std::move(answer);
}

Result<Answer> answer_get_service_status(Call& call) {
  if (!call.arguments().has("service")) return all_services(call);
  if (call.arguments().has("cursor")) {
    return failure(argument_error("cursor", "is for the list of all services; one service comes in one page"));
  }
  Names names;
  Kind kinds[] = {Kind::service, Kind::escalation_policy};
  AH_TRY(auto thing, resolve_argument(call, "service", Kind::service, names, kinds));
  return ServiceView(call, names, std::move(thing)).build();
}

}  // namespace

const Operation kGetServiceStatus{
    "get_service_status",
    "Service status",
    "How a service is doing: status, open incidents, on call, maintenance windows, what it depends on and what depends "
    "on it, recent "
    "changes. Without `service`: all services in brief, the worst first. 3 to 9 upstream calls.",
    Audience::agent,
    kGetServiceStatusParameters,
    kGetServiceStatusResult,
    180,
    answer_get_service_status};

}  // namespace autoheal::pagerduty::query
