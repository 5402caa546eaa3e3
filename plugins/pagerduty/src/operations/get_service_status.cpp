// "Is checkout all right?"
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>

#include "api/changes.hpp"
#include "api/directory.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/time/rfc3339.hpp"
#include "operations/operation_table.hpp"
#include "reads/incident_scan.hpp"
#include "reads/json/change_json.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/json/on_call_json.hpp"
#include "reads/on_call_reads.hpp"
#include "reads/resolve.hpp"

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

// How bad a status is; the worst comes first.
int rank_of(const std::string& status) {
  constexpr std::string_view kOrder[] = {"critical", "warning", "maintenance", "disabled", "active"};
  for (int i = 0; i < 5; ++i) {
    if (status == kOrder[i]) return i;
  }
  return 1;  // one that PagerDuty adds one day is worth a look
}

std::string_view status_words(const std::string& status, bool incidents_read) {
  if (status == "active") return incidents_read ? "is fine: nothing is open" : "looks fine by its status";
  if (status == "warning") return "has acknowledged incidents only";
  if (status == "critical") return "has triggered incidents";
  if (status == "maintenance") return "is in maintenance";
  if (status == "disabled") return "is disabled: it takes no incidents";
  return "has a status that is not known here";
}

json::object facts_of(const model::Service& service) {
  json::object out{{"id", service.id}, {"name", service.name}, {"status", service.status}};
  kit::put(out, "description", service.description);
  kit::put(out, "escalation_policy", service.escalation_policy);
  kit::put(out, "teams", service.teams);
  kit::put(out, "integrations", service.integrations);
  kit::put(out, "last_incident_at", service.last_incident_at);
  kit::put(out, "urgency_rule", service.urgency_rule);
  kit::put(out, "support_hours", service.support_hours);
  if (service.auto_resolve_s) out["auto_resolve_s"] = *service.auto_resolve_s;
  if (service.acknowledgement_timeout_s) out["acknowledgement_timeout_s"] = *service.acknowledgement_timeout_s;
  kit::put(out, "url", service.html_url);
  return out;
}

// Says what could not be read. False: nothing of it was, or nothing of which it could be said that this is all.
template <class T>
bool can_tell(kit::Query& query, const reads::ListRead<T>& read, std::string_view what,
              std::vector<std::string>& unread) {
  for (const std::string& warning : read.warnings) query.answer.warnings.push_back(warning);
  if (read.is_whole()) return true;
  query.answer.complete = false;
  query.answer.warnings.push_back("The " + std::string(what) + " could not be read" +
                                  (read.error ? ": " + read.error->message : " to the end."));
  unread.emplace_back(what);
  return !read.rows.empty();
}

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
    exchange.get(api::build_list_dependencies(id),
                 [this](kit::Result<kit::http::Response> reply) { take_dependencies(std::move(reply)); });
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

  // A dependency names ids only; technical services are in the directory, business services have a list of their own.
  void take_dependencies(kit::Result<kit::http::Response> reply) {
    dependencies_.emplace(reply.has_value() ? api::parse_dependencies(reply.value())
                                            : kit::Result<std::vector<model::Dependency>>(kit::failure(reply.error())));
    if (!dependencies_->has_value()) return;
    const auto& relations = dependencies_->value();
    bool business = std::any_of(relations.begin(), relations.end(), [](const model::Dependency& r) {
      return (r.supporting.type == "business" && r.supporting.summary.empty()) ||
             (r.dependent.type == "business" && r.dependent.summary.empty());
    });
    if (business) {
      business_ = reads::read_list<kit::Reference>(query_.exchange(), api::build_list_business_services(),
                                                   "business_services", api::read_business_service);
    }
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
    kit::UtcTime until = query_.now() + kGetServiceStatusLookAhead;
    on_call_.start(query_, {{policy_id}, {}, {}}, query_.now(), until);
    has_on_call_ = true;
    if (!names_.escalation_policies) return;
    for (const model::EscalationPolicy& policy : *names_.escalation_policies) {
      if (policy.id != policy_id) continue;
      policies_.push_back(policy);
      on_call_.add_schedules(query_, reads::schedules_of(policy), query_.now(), until);
    }
  }

  json::array neighbours(bool supporting) {
    json::array out;
    for (const model::Dependency& relation : dependencies_->value()) {
      bool mine_depends = relation.dependent.id == thing_.id;
      if (mine_depends != supporting) continue;
      const kit::Reference& other = supporting ? relation.supporting : relation.dependent;
      json::object item{{"id", other.id}};
      kit::put(item, "kind", other.type);
      kit::put(item, "name", other.summary);
      for (const kit::Reference& known : business_ ? business_->rows : std::vector<kit::Reference>{}) {
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
    kit::Answer& answer = query_.answer;
    answer.data["service"] = facts_of(service_);
    std::vector<reads::Duty> duties;
    if (has_on_call_) duties = fill_on_call();
    if (can_tell(query_, *maintenance_, "maintenance windows", unread_)) {
      json::array list;
      for (const auto& window : maintenance_->rows) list.push_back(reads::row_of(window, query_.zone(), query_.now()));
      answer.data["maintenance"] = std::move(list);
    }
    fill_dependencies();
    if (can_tell(query_, *changes_, "recent changes", unread_)) {
      json::array list;
      for (const auto& change : changes_->rows) list.push_back(reads::row_of(change, std::nullopt, names_.services));
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
    kit::FollowUp changes{"list_changes", {{"service", thing_.id}}};
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
    if (!dependencies_ || !dependencies_->has_value()) {
      answer.complete = false;
      answer.warnings.push_back("The service's dependencies could not be read" +
                                (dependencies_ ? ": " + dependencies_->error().message : std::string{"."}));
      unread_.emplace_back("dependencies");
      return;
    }
    if (business_) can_tell(query_, *business_, "names of business services", unread_);
    answer.data["depends_on"] = neighbours(true);
    answer.data["used_by"] = neighbours(false);
  }

  std::vector<reads::Duty> fill_on_call() {
    auto facts = on_call_.facts(query_, policies_);
    if (!facts.has_value()) {
      query_.answer.complete = false;
      query_.answer.warnings.push_back("Who is on call could not be read: " + facts.error().message);
      unread_.emplace_back("people on call");
      return {};
    }
    reads::OnCallView view = reads::view_at(facts.value(), query_.now(), query_.now() + std::chrono::days{1});
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
    for (const model::Incident& incident : open_.rows) rows.push_back(reads::row_of(incident, query_.now()));
    if (open_.total) query_.answer.total = static_cast<std::int64_t>(*open_.total);
    // In the order of list_incidents, which goes on by key: without a cursor it tells them all.
    std::size_t shown = std::min(rows.size(), query_.limit(rows.size()));
    if (shown < rows.size()) {
      auto left_out = open_.is_whole() ? std::optional(static_cast<std::int64_t>(rows.size() - shown)) : std::nullopt;
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
                    {"list_incidents", {{"service", thing_.id}, {"status", "open"}}});
  }

  std::string summary_of(const std::vector<reads::Duty>& duties) {
    std::string out = service_.name + " " + std::string(status_words(service_.status, open_.is_whole())) + " (" +
                      service_.status + ")";
    auto triggered =
        std::count_if(open_.rows.begin(), open_.rows.end(), [](const auto& i) { return i.status == "triggered"; });
    if (!open_.rows.empty()) {
      const char* least = !open_.is_whole() ? "at least " : "";
      out += std::string(", ") + least + kit::counted(open_.rows.size(), "open incident") + ", " + least +
             std::to_string(triggered) + " triggered";
    }
    out += ".";
    auto ongoing = std::find_if(maintenance_->rows.begin(), maintenance_->rows.end(),
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
  std::optional<kit::Result<std::vector<model::Dependency>>> dependencies_;
  std::shared_ptr<reads::ListRead<kit::Reference>> business_;  // null: none of them is a neighbour
  reads::OnCallReads on_call_;
  bool has_on_call_ = false;
  std::vector<model::EscalationPolicy> policies_;
  std::vector<std::string> troubled_;
  std::vector<std::string> unread_;  // parts that are missing or not whole, for the summary
};

// All services, the worst first.
class AllServices {
 public:
  explicit AllServices(kit::Query& query) : query_(query) {}

  // The list is read anew: a cached status would be worth nothing.
  kit::Result<kit::Answer> build() {
    AH_TRY_VOID(kit::cursor_offset(query_));
    maintenance_ =
        reads::read_list<model::MaintenanceWindow>(query_.exchange(), api::build_list_maintenance_windows({}),
                                                   "maintenance_windows", api::read_maintenance_window);
    services_ =
        reads::read_list<model::Service>(query_.exchange(), api::build_list_services(), "services", api::read_service);
    reads::IncidentQuestion question;
    question.filter.statuses = {"triggered", "acknowledged"};
    open_ = reads::scan_incidents(query_, question);
    if (services_->failed()) return kit::failure(*services_->error);
    say_unread();
    count_incidents();
    sort_services();
    return fill();
  }

 private:
  void say_unread() {
    std::vector<std::string> unread;  // told by the sentences that need them
    can_tell(query_, *services_, "services", unread);
    can_tell(query_, *maintenance_, "maintenance windows", unread);
    for (const std::string& warning : open_.warnings) query_.answer.warnings.push_back(warning);
    if (open_.is_whole()) return;
    query_.answer.complete = false;
    query_.answer.warnings.push_back("Open incidents could not all be counted" +
                                     (open_.error ? ": " + open_.error->message : std::string{"."}));
  }

  void count_incidents() {
    for (const model::Incident& incident : open_.rows) {
      ++counts_[incident.service.id].first;
      if (incident.status == "triggered") ++counts_[incident.service.id].second;
    }
  }

  void sort_services() {
    std::stable_sort(services_->rows.begin(), services_->rows.end(), [this](const auto& a, const auto& b) {
      auto key = [this](const model::Service& s) {
        auto found = counts_.find(s.id);
        return std::pair(rank_of(s.status), found == counts_.end() ? 0 : -found->second.first);
      };
      return key(a) < key(b);
    });
  }

  json::object row_for(const model::Service& service) {
    json::object row{{"id", service.id}, {"name", service.name}, {"status", service.status}};
    if (open_.is_whole()) {
      auto [all, triggered] = counts_[service.id];
      row["open_incidents"] = all;
      if (triggered > 0) row["triggered"] = triggered;
    }
    kit::put(row, "team", service.teams.empty() ? std::string{} : service.teams.front().summary);
    for (const auto& window : maintenance_->rows) {
      bool covers = std::any_of(window.services.begin(), window.services.end(),
                                [&](const kit::Reference& r) { return r.id == service.id; });
      if (covers && window.start <= query_.now() && query_.now() < window.end)
        row["maintenance_until"] = kit::render_rfc3339(window.end);
    }
    return row;
  }

  kit::Result<kit::Answer> fill() {
    kit::Answer& answer = query_.answer;
    json::object by_status;
    std::vector<std::string> worst;
    std::vector<json::object> rows;
    for (const model::Service& service : services_->rows) {
      auto& count = by_status[service.status];
      count = count.is_int64() ? count.get_int64() + 1 : 1;
      if (service.status == "critical") worst.push_back(service.name);
      rows.push_back(row_for(service));
    }
    answer.summary = services_words() + ", " + incidents_words() + ". " + worst_words(worst);
    if (services_->is_whole()) answer.data["counts"] = std::move(by_status);
    AH_TRY_VOID(kit::set_rows(query_, "services", "services", std::move(rows), 100, services_->extent()));
    answer.untrusted = {"/services/*/name", "/services/*/team"};
    return std::move(answer);
  }

  std::string services_words() const {
    return (services_->is_whole() ? "" : "At least ") + kit::counted(services_->rows.size(), "service");
  }

  std::string incidents_words() const {
    if (open_.is_whole()) return kit::counted(open_.rows.size(), "open incident");
    if (open_.rows.empty()) return "how many incidents are open could not be read";
    return "at least " + kit::counted(open_.rows.size(), "open incident");
  }

  std::string worst_words(const std::vector<std::string>& worst) const {
    if (!worst.empty())
      return (services_->is_whole() ? "Critical: " : "Critical among them: ") + kit::enumerate(worst, 5) + ".";
    return services_->is_whole() ? "None is critical."
                                 : "The list could not be read to its end, so whether one is critical is not known.";
  }

  kit::Query& query_;
  std::shared_ptr<reads::ListRead<model::MaintenanceWindow>> maintenance_;
  std::shared_ptr<reads::ListRead<model::Service>> services_;
  reads::IncidentScan open_;
  std::map<std::string, std::pair<int, int>> counts_;  // open, triggered; by service
};

kit::Result<kit::Answer> answer_get_service_status(kit::Query& query) {
  if (!query.arguments().has("service")) return AllServices(query).build();
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
