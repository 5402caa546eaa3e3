// "Have we seen this before, and how was it fixed?"
#include "api/alerts.hpp"
#include "api/changes.hpp"
#include "api/log_entries.hpp"
#include "api/similar_incidents.hpp"
#include "kit/answer/asked_window.hpp"
#include "kit/answer/cursor.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/time/rfc3339.hpp"
#include "operations/operation_table.hpp"
#include "reads/incident_filter.hpp"
#include "reads/incident_reads.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/json/similar_json.hpp"
#include "reads/reads.hpp"
#include "reads/similarity.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;
using model::Incident;

constexpr std::chrono::hours kFindSimilarIncidentsWindow{24 * 365};
constexpr std::size_t kStandardHits = 5;
constexpr std::size_t kMostHits = 200;
constexpr std::size_t kDetailedHits = 10;      // with notes and alerts
constexpr std::size_t kWholeAccount = 10'000;  // beyond it, only the service and its neighbours are compared
constexpr std::size_t kMostCandidates = 20'000;

constexpr kit::Parameter kFindSimilarIncidentsParameters[] = {
    {"incident", kit::ParameterType::reference, "\"#12345\", 12345, id or URL; this or text", ""},
    {"text", kit::ParameterType::text, "words of a title, when there is no incident yet", ""},
    {"window", kit::ParameterType::text, "how far back, default last 365 days", ""},
};

constexpr std::string_view kFindSimilarIncidentsResult =
    R"json({"type":"object","required":["compared","similar"],"properties":{"incident":)json" AUTOHEAL_INCIDENT_ROW_SCHEMA
    R"json(,"compared":{"type":"object","required":["incidents","scope"],"properties":{"incidents":{"type":"integer"},"scope":{"type":"string"}}},
"pattern":{"type":"object"},"similar":{"type":"array","items":{"type":"object","required":["incident","score","reasons"],"properties":{
"incident":)json" AUTOHEAL_INCIDENT_ROW_SCHEMA
    R"json(,"score":{"type":"integer","minimum":0,"maximum":100},"reasons":{"type":"array"},"resolved_by":{"type":"string"},"time_to_resolve_s":{"type":"integer"},
"resolution":{"type":"string"},"notes":{"type":"array"},"alerts":{"type":"array"}},"additionalProperties":false}}},"additionalProperties":false})json";

class Search {
 public:
  explicit Search(kit::Query& query) : query_(query) {}

  kit::Result<kit::Answer> answer() {
    AH_TRY_VOID(kit::cursor_offset(query_));
    AH_TRY_VOID(read_question());
    AH_TRY(auto scan, read_candidates());
    pick_hits(scan);
    read_details();
    AH_TRY_VOID(fill(scan));
    return std::move(query_.answer);
  }

 private:
  kit::Result<void> read_question() {
    const kit::Arguments& arguments = query_.arguments();
    if (arguments.has("incident") == arguments.has("text")) {
      return kit::failure(kit::argument_error("incident", "or `text` is needed, one of the two"));
    }
    AH_TRY(auto window, kit::asked_window(query_, kFindSimilarIncidentsWindow));
    window_ = window ? *window
                     : kit::Window{query_.now() - kFindSimilarIncidentsWindow, query_.now(), query_.zone().name(),
                                   "last 365 days"};
    query_.answer.arguments["window"] =
        kit::render_rfc3339(window_.since) + " to " + kit::render_rfc3339(window_.until);
    query_.answer.window = window_;
    if (arguments.has("text")) {
      question_.is_text = true;
      question_.like.title = arguments.text("text");
      return kit::success();
    }
    AH_TRY_VOID(reads_.read(query_, "incident", {false, false, false, false},
                            [this](const model::Incident& incident) { ask_around(incident); }));
    question_.like = reads_.incident();
    for (const model::Dependency& relation : dependencies_) {
      for (const kit::Reference& end : {relation.supporting, relation.dependent}) {
        if (end.id != question_.like.service.id && end.type != "business") question_.neighbours.insert(end.id);
      }
    }
    return kit::success();
  }

  // PagerDuty's own opinion, the neighbours of the service, and how much there is to compare.
  void ask_around(const model::Incident& incident) {
    kit::http::Exchange& exchange = query_.exchange();
    past_ = reads::read_list<api::SimilarIncident>(exchange, api::build_list_past_incidents(incident.id),
                                                   "past_incidents", api::read_past_incident, 1);
    related_ = reads::read_list<api::SimilarIncident>(exchange, api::build_list_related_incidents(incident.id),
                                                      "related_incidents", api::read_related_incident, 1);
    if (!incident.service.id.empty() && kit::http::is_plain_path("/x/" + incident.service.id)) {
      exchange.get(api::build_list_dependencies(incident.service.id), [this](kit::Result<kit::http::Response> reply) {
        if (!reply.has_value()) return;
        auto parsed = api::parse_dependencies(reply.value());
        if (parsed.has_value()) dependencies_ = std::move(parsed.value());
      });
    }
    size_ = reads::count_incidents(query_, {}, window_);
  }

  kit::Result<reads::IncidentScan> read_candidates() {
    reads::IncidentQuestion question;
    question.window = window_;
    question.wanted = kMostCandidates;
    question.filter.with_trigger = !question_.is_text;
    // count_incidents looks at half a year at most: what it says is scaled to the window.
    const double share =
        std::max(1.0, static_cast<double>((window_.until - window_.since).count()) /
                          static_cast<double>(std::chrono::milliseconds(std::chrono::days{180}).count()));
    const bool large = size_ && *size_ && static_cast<double>(**size_) * share > static_cast<double>(kWholeAccount);
    if (large && !question_.like.service.id.empty()) {
      scope_ = "service and its neighbours";
      question.filter.service_ids.push_back(question_.like.service.id);
      question.filter.service_ids.insert(question.filter.service_ids.end(), question_.neighbours.begin(),
                                         question_.neighbours.end());
    }
    reads::IncidentScan scan = reads::scan_incidents(query_, question);
    if (scan.error && scan.rows.empty()) return kit::failure(*scan.error);
    return scan;
  }

  void pick_hits(const reads::IncidentScan& scan) {
    for (reads::SimilarHit& found : reads::rank_similar(question_, scan.rows, kMostHits)) {
      hits_.push_back({scan.rows[found.index], found.score, std::move(found.reasons), nullptr, nullptr});
    }
    merge_opinion(past_, "PagerDuty lists it as a past incident", scan);
    merge_opinion(related_, "PagerDuty relates it to this one", scan);
    std::stable_sort(
        hits_.begin(), hits_.end(),
        [](const reads::SimilarIncidentHit& a, const reads::SimilarIncidentHit& b) { return a.score > b.score; });
  }

  // What PagerDuty names gains a little; what only PagerDuty names joins at the end.
  void merge_opinion(const std::shared_ptr<reads::ListRead<api::SimilarIncident>>& opinion, const char* reason,
                     const reads::IncidentScan& scan) {
    if (!opinion) return;
    for (const api::SimilarIncident& named : opinion->rows) {
      auto hit = std::find_if(hits_.begin(), hits_.end(),
                              [&](const reads::SimilarIncidentHit& h) { return h.incident.id == named.id; });
      if (hit != hits_.end()) {
        hit->score = std::min(1.0, hit->score + 0.05);
        hit->reasons.emplace_back(reason);
        continue;
      }
      auto known =
          std::find_if(scan.rows.begin(), scan.rows.end(), [&](const model::Incident& i) { return i.id == named.id; });
      if (known != scan.rows.end()) hits_.push_back({*known, 0.2, {reason}, nullptr, nullptr});
    }
  }

  // Notes and alerts for the best ones only.
  void read_details() {
    const std::size_t offset = kit::cursor_offset(query_).value();
    const std::size_t end = std::min(hits_.size(), offset + std::min(query_.limit(kStandardHits), kDetailedHits));
    for (std::size_t i = offset; i < end; ++i) {
      const std::string& id = hits_[i].incident.id;
      hits_[i].notes =
          reads::read_list<model::Note>(query_.exchange(), api::build_list_notes(id), "notes", api::read_note);
      if (hits_[i].incident.alerts_all > 0) {
        hits_[i].alerts =
            reads::read_list<model::Alert>(query_.exchange(), api::build_list_alerts(id), "alerts", api::read_alert, 1);
      }
    }
    query_.exchange().run();
  }

  void say_opinion() {
    if (!past_) return;
    auto& warnings = query_.answer.warnings;
    for (const auto& [read, what] : {std::pair(past_, "past"), std::pair(related_, "related")}) {
      if (!read->error) continue;
      const bool plan = reads::is_plan_matter(*read->error);
      warnings.push_back(
          plan ? std::string("PagerDuty's own ") + what +
                     " incidents are not available on this plan or to this key; the ranking here is local."
               : std::string("PagerDuty's own ") + what + " incidents could not be read: " + read->error->message);
    }
  }

  kit::Result<void> fill(const reads::IncidentScan& scan) {
    kit::Answer& answer = query_.answer;
    if (!scan.is_whole()) {
      answer.complete = false;
      answer.warnings.push_back("Only " + std::to_string(scan.rows.size()) + " incidents could be compared" +
                                (scan.error ? ": " + scan.error->message : ", the newest ones.") +
                                " A shorter window costs less.");
    }
    say_opinion();
    if (std::min(hits_.size(), query_.limit(kStandardHits)) > kDetailedHits) {
      answer.warnings.push_back("Notes and alerts are read for the first " + std::to_string(kDetailedHits) +
                                " of a page only; get_incident has those of the others.");
    }
    if (!question_.is_text) {
      answer.data["incident"] = reads::json_of(question_.like, query_.now());
      answer.links.push_back({"Incident " + reads::label_of(question_.like), question_.like.html_url});
    }
    answer.data["compared"] = {{"incidents", scan.rows.size()}, {"scope", scope_}};
    answer.data["pattern"] = reads::pattern_of(hits_, query_.zone(), query_.now());
    std::vector<json::object> rows;
    for (const reads::SimilarIncidentHit& hit : hits_) {
      rows.push_back(reads::json_of(hit, query_.now()));
      if (hit.is_missing_details()) failed_.push_back(reads::label_of(hit.incident));
    }
    if (!failed_.empty()) {
      answer.complete = false;
      answer.warnings.push_back("Notes or alerts could not be read for " + kit::enumerate(failed_) + ".");
    }
    answer.summary = summary_of(scan);
    if (rows.empty())
      answer.why_empty.push_back("None of " + kit::counted(scan.rows.size(), "incident") +
                                 " compared is alike enough.");
    const kit::Extent extent = !scan.is_whole() || hits_.size() >= kMostHits ? kit::Extent::part : kit::Extent::whole;
    AH_TRY_VOID(kit::set_rows(query_, "similar", "similar incidents", std::move(rows), kStandardHits, extent));
    answer.untrusted = {"/incident/title", "/similar/*/incident/title", "/similar/*/resolution", "/similar/*/notes/*",
                        "/similar/*/alerts/*/summary"};
    for (std::size_t keep : {600U, 200U}) {
      kit::may_shrink(query_, kit::Shrink::How::texts, "/similar/*/notes/*/text", "long notes", keep);
      kit::may_shrink(query_, kit::Shrink::How::texts, "/similar/*/resolution", "long resolutions", keep);
    }
    kit::may_shrink(query_, kit::Shrink::How::rows, "/similar/*/alerts", "alerts of similar incidents", 0);
    kit::may_shrink(query_, kit::Shrink::How::rows, "/similar/*/notes", "notes of similar incidents", 1);
    return kit::success();
  }

  std::string summary_of(const reads::IncidentScan& scan) const {
    const std::string what = question_.is_text ? "that text" : reads::label_of(question_.like);
    if (hits_.empty())
      return "Nothing like " + what + " among " + kit::counted(scan.rows.size(), "incident") + " compared.";
    const reads::SimilarIncidentHit& best = hits_.front();
    std::string out = "The closest to " + what + " is " + reads::label_of(best.incident) + " of " +
                      query_.zone().render_date(best.incident.created_at);
    if (!best.incident.is_open()) {
      out += ", resolved in " + kit::render_duration(reads::duration_of(best.incident, query_.now()));
      if (!best.incident.last_status_change_by.summary.empty())
        out += " by " + best.incident.last_status_change_by.summary;
    }
    const auto close = std::count_if(hits_.begin(), hits_.end(),
                                     [](const reads::SimilarIncidentHit& h) { return h.score >= reads::kCloseHit; });
    return out + ". " + kit::counted(static_cast<std::size_t>(close), "close match") + " among " +
           kit::counted(scan.rows.size(), "incident") + " compared.";
  }

  kit::Query& query_;
  kit::Window window_{};
  reads::SimilarityQuestion question_;
  reads::IncidentReads reads_;
  std::shared_ptr<reads::ListRead<api::SimilarIncident>> past_;
  std::shared_ptr<reads::ListRead<api::SimilarIncident>> related_;
  std::vector<model::Dependency> dependencies_;
  std::shared_ptr<std::optional<std::size_t>> size_;
  std::string scope_ = "account";
  std::vector<reads::SimilarIncidentHit> hits_;
  std::vector<std::string> failed_;
};

kit::Result<kit::Answer> answer_find_similar_incidents(kit::Query& query) { return Search(query).answer(); }

}  // namespace

const kit::Operation kFindSimilarIncidents{
    "find_similar_incidents",
    "Similar incidents",
    "Past incidents like this one (or like a text), with score and reasons, who "
    "resolved them, how long it took, resolution and last notes. "
    "Works on every plan; PagerDuty's own past and related incidents are merged in "
    "where the plan has them. One upstream call per 100 "
    "incidents compared plus up to 15.",
    kit::Audience::agent,
    kFindSimilarIncidentsParameters,
    kFindSimilarIncidentsResult,
    700,
    answer_find_similar_incidents};

}  // namespace autoheal::pagerduty::operations
