// What AIOps adds to an incident: past, related and outlier incidents; and the changes around it. The ranking is a
// simple stand-in: titles with their numbers and hosts taken out count as equal.
#include "base/random.hpp"
#include "rest/change_event_list.hpp"
#include "rest/incident_lookup.hpp"
#include "rest/page.hpp"
#include "rest/references.hpp"
#include "rest/resources.hpp"
#include "rest/window.hpp"

#include <algorithm>
#include <charconv>

namespace simulator {
namespace {

constexpr std::size_t kMostPast = 999;
constexpr std::size_t kMostRelated = 20;

void check_plan(const Account& account) {
  if (!account.plan.aiops) fail_plan(account.plan.aiops_refusal);
}

// "p99 latency above <*> s on <*>": words that hold a digit are taken for values.
std::string mined_text(const std::string& title) {
  std::string out;
  std::size_t at = 0;
  while (at < title.size()) {
    const std::size_t end = std::min(title.find(' ', at), title.size());
    const std::string word = title.substr(at, end - at);
    const bool value = std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!out.empty()) out += ' ';
    out += value ? "<*>" : word;
    at = end + 1;
  }
  return out;
}

json::object brief(const Account& account, Index index) {
  const Incident& row = account.incidents.at(index);
  return json::object{{"id", row.id},
                      {"created_at", render_time(row.created_at, utc_zone())},
                      {"self", std::string(kApi) + "/incidents/" + row.id},
                      {"title", row.title}};
}

struct Scored {
  double score = 0;
  Index index = kNone;
};

// Same service, resolved, of the last six months.
std::vector<Scored> past_incidents(const Account& account, Index index) {
  const Incident& row = account.incidents.at(index);
  const std::string pattern = mined_text(row.title);
  std::vector<Scored> out;
  const auto [first, last] = account.incidents.created_between(add_months(account.clock.now(), -6), row.created_at);
  for (std::size_t i = first; i < last; ++i) {
    const Index other_index = account.incidents.by_creation()[i];
    const Incident& other = account.incidents.at(other_index);
    if (other.hidden || other.service != row.service || other.status != IncidentStatus::resolved) continue;
    if (mined_text(other.title) != pattern) continue;
    const auto age = static_cast<double>(row.created_at - other.created_at) / static_cast<double>(kDay);
    out.push_back({other.title == row.title ? 60.0 : 46.8249 / (1.0 + age / 100.0), other_index});
  }
  std::sort(out.begin(), out.end(), [](const Scored& a, const Scored& b) { return a.score > b.score; });
  return out;
}

std::size_t parse_limit(const Query& query, std::size_t fallback, std::size_t most) {
  const auto text = query.get("limit");
  if (!text) return fallback;
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (error != std::errc() || end != text->data() + text->size() || limit < 1 || limit > most) {
    fail_input("Limit must be between 1 and " + std::to_string(most) + ".");
  }
  return limit;
}

Response past(Call& call) {
  check_plan(call.account);
  const Index incident = find_incident_by_id(call.account, call.args[0]);
  const std::size_t limit = parse_limit(call.query, 5, kMostPast);
  const auto found = past_incidents(call.account, incident);
  json::array rows;
  for (std::size_t i = 0; i < std::min(limit, found.size()); ++i) {
    rows.emplace_back(json::object{{"incident", brief(call.account, found[i].index)}, {"score", found[i].score}});
  }
  json::object body{{"past_incidents", std::move(rows)}};
  body["total"] = call.query.flag("total") ? json::value(found.size()) : json::value(nullptr);
  body["limit"] = limit;
  return json_response(200, body);
}

bool depends_on(const Account& account, Index dependent, Index supporting) {
  return std::any_of(account.dependencies.begin(), account.dependencies.end(), [&](const Dependency& row) {
    return row.dependent == ServiceNode{false, dependent} && row.supporting == ServiceNode{false, supporting};
  });
}

json::object service_node(const Account& account, Index service) {
  const std::string& id = account.services.at(service).id;
  return json::object{
      {"id", id}, {"type", "technical_service_reference"}, {"self", std::string(kApi) + "/services/" + id}};
}

json::array relationships(const Account& account, const Incident& row, const Incident& other) {
  json::array out;
  if (mined_text(row.title) == mined_text(other.title)) {
    out.emplace_back(json::object{
        {"type", "machine_learning_inferred"},
        {"metadata", json::object{{"grouping_classification", "similar_contents"},
                                  {"user_feedback",
                                   json::object{{"positive_feedback_count", 2}, {"negative_feedback_count", 0}}}}}});
  }
  Index dependent = row.service;
  Index supporting = other.service;
  if (depends_on(account, supporting, dependent)) std::swap(dependent, supporting);
  if (depends_on(account, dependent, supporting)) {
    out.emplace_back(json::object{
        {"type", "service_dependency"},
        {"metadata", json::object{{"dependent_services", json::array{service_node(account, dependent)}},
                                  {"supporting_services", json::array{service_node(account, supporting)}}}}});
  }
  return out;
}

Response related(Call& call) {
  check_plan(call.account);
  const Account& account = call.account;
  const Index incident = find_incident_by_id(account, call.args[0]);
  const Incident& row = account.incidents.at(incident);
  json::array rows;
  const auto [first, last] = account.incidents.created_between(row.created_at - kHour, row.created_at + kHour);
  for (std::size_t i = first; i < last && rows.size() < kMostRelated; ++i) {
    const Index other = account.incidents.by_creation()[i];
    if (other == incident || account.incidents.at(other).hidden) continue;
    json::array links = relationships(account, row, account.incidents.at(other));
    if (links.empty()) continue;
    rows.emplace_back(json::object{{"incident", brief(account, other)}, {"relationships", std::move(links)}});
  }
  return json_response(200, json::object{{"related_incidents", std::move(rows)}});
}

Response outlier(Call& call) {
  check_plan(call.account);
  const Account& account = call.account;
  const Index incident = find_incident_by_id(account, call.args[0]);
  const Incident& row = account.incidents.at(incident);
  const Millis until = account.clock.now();
  const Millis since = parse_time_parameter(call.query, "since", *account.zone).value_or(add_months(until, -4));
  const std::string pattern = mined_text(row.title);
  std::size_t count = 0;
  const auto [first, last] = account.incidents.created_between(since, until);
  for (std::size_t i = first; i < last; ++i) {
    const Incident& other = account.incidents.at(account.incidents.by_creation()[i]);
    if (!other.hidden && other.service == row.service && mined_text(other.title) == pattern) ++count;
  }
  const double frequency =
      static_cast<double>(count) / std::max(1.0, static_cast<double>(until - since) / static_cast<double>(kDay));
  json::object about = brief(account, incident);
  about["occurrence"] = json::object{{"count", count},
                                     {"frequency", frequency},
                                     {"category", count <= 1  ? "anomaly"
                                                  : count < 6 ? "rare"
                                                              : "frequent"},
                                     {"since", render_time(since, utc_zone())},
                                     {"until", render_time(until, utc_zone())}};
  const std::uint64_t cluster = hash_text(pattern);
  return json_response(
      200,
      json::object{{"outlier_incident",
                    json::object{{"incident", std::move(about)},
                                 {"incident_template", json::object{{"id", make_id('P', 7, "template", cluster)},
                                                                    {"cluster_id", make_id('P', 6, "cluster", cluster)},
                                                                    {"mined_text", pattern}}}}}});
}

// Changes of the service and of what it depends on, up to a day before the incident; the story's own ones first.
Response related_changes(Call& call) {
  const Account& account = call.account;
  const Index incident = find_incident_by_id(account, call.args[0]);
  const Incident& row = account.incidents.at(incident);
  const std::size_t limit = parse_limit(call.query, 25, 100);
  std::vector<std::pair<Millis, Index>> found;
  for (Index i = 0; i < account.change_events.size(); ++i) {
    const ChangeEvent& change = account.change_events.at(i);
    const bool told = row.detail && std::find(row.detail->change_events.begin(), row.detail->change_events.end(),
                                              change.id) != row.detail->change_events.end();
    const bool near = change.at <= row.created_at && change.at > row.created_at - kDay;
    const bool close = change.service == row.service || depends_on(account, row.service, change.service);
    if (told || (near && close)) found.emplace_back(change.at, i);
  }
  std::sort(found.rbegin(), found.rend());
  json::array rows;
  for (const auto& [at, index] : found) {
    if (rows.size() == limit) break;
    json::object item = change_event_object(account, index);
    const bool same = account.change_events.at(index).service == row.service;
    item["correlation_reason"] = json::object{{"reason", rows.empty() ? "most_recent"
                                                         : same       ? "intelligent"
                                                                      : "related_service"}};
    rows.emplace_back(std::move(item));
  }
  return json_response(200, json::object{{"change_events", std::move(rows)},
                                         {"limit", nullptr},
                                         {"offset", nullptr},
                                         {"total", nullptr},
                                         {"more", false}});
}

}  // namespace

void add_incident_insight_routes(Router& router) {
  router.add("GET", "/incidents/{id}/past_incidents", "incidents.read", past);
  router.add("GET", "/incidents/{id}/related_incidents", "incidents.read", related);
  router.add("GET", "/incidents/{id}/outlier_incident", "incidents.read", outlier);
  router.add("GET", "/incidents/{id}/related_change_events", "incidents.read", related_changes);
}

}  // namespace simulator
