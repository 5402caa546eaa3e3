#include "operations.hpp"

#include "kit/answer/asked_window.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/read_list.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "page.hpp"

#include <boost/json.hpp>
#include <map>

namespace status_page {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours kStandardWindow{24 * 7};
constexpr std::size_t kRows = 50;           // unless the question says `limit`
constexpr std::size_t kMostIncidents = 50;  // incidents.json has the latest 50, and no further page

// What could not be read is neither told as absent nor as fine.
std::string summarize(std::size_t told, const std::vector<std::string>& troubled, kit::Extent extent) {
  const bool whole = extent == kit::Extent::whole;
  const std::string unread = whole ? "" : "Not all components could be read. ";
  if (!troubled.empty())
    return unread + kit::counted(troubled.size(), "component", extent) +
           " not operational: " + kit::enumerate(troubled) + ".";
  if (told == 0) return whole ? "No component matches." : "Not all components could be read.";
  if (!whole) return unread + kit::counted(told, "component", extent) + " match.";
  return "Operational: " + kit::counted(told, "component") + ", all that match.";
}

kit::Result<kit::Answer> list_components(kit::Query& query) {
  AH_TRY(auto read, kit::read_list(query, {"/api/v2/components.json", {}}, "components", read_component));
  std::map<std::string, std::string> groups;
  for (const Component& one : read.rows)
    if (one.is_group) groups[one.id] = one.name;
  std::vector<json::object> rows;
  std::vector<std::string> troubled;
  for (const Component& one : read.rows) {
    if (one.is_group || !query.arguments().admits("status", one.status)) continue;
    json::object& row = rows.emplace_back(json::object{{"id", one.id}, {"name", one.name}});
    kit::put(row, "status", one.status);
    kit::put(row, "group", groups[one.group_id]);
    if (!one.status.empty() && one.status != "operational") troubled.push_back(one.name + " (" + one.status + ")");
  }
  const kit::Extent extent = kit::extent_of(read.is_whole());
  query.answer.summary = summarize(rows.size(), troubled, extent);
  query.answer.untrusted = {"/components/*/name", "/components/*/group", "/components/*/status"};
  AH_TRY_VOID(kit::set_rows(query, "components", "components", std::move(rows), kRows, extent));
  return std::move(query.answer);
}

kit::Result<kit::Answer> list_incidents(kit::Query& query) {
  AH_TRY(auto window, kit::asked_window(query, kStandardWindow));
  if (window) kit::pin_window(query, *window);
  const char* path = window ? "/api/v2/incidents.json" : "/api/v2/incidents/unresolved.json";
  AH_TRY(auto read, kit::read_list(query, {path, {}}, "incidents", read_incident));
  const bool older_missing = window && read.received >= kMostIncidents;
  if (older_missing) query.answer.warnings.emplace_back("The page tells no more than its latest 50 incidents.");
  const kit::Extent extent = kit::extent_of(read.is_whole() && !older_missing);
  std::vector<json::object> rows;
  std::vector<std::string> names;
  for (const Incident& one : read.rows) {
    if (window && !(one.created_at && window->meets(*one.created_at, one.resolved_at))) continue;
    names.push_back(one.name);
    json::object& row = rows.emplace_back(json::object{{"id", one.id}, {"name", one.name}});
    kit::put(row, "status", one.status);
    kit::put(row, "impact", one.impact);
    kit::put(row, "created_at", one.created_at);
    kit::put(row, "resolved_at", one.resolved_at);
    kit::put(row, "latest", one.latest);
  }
  query.answer.summary = kit::counted(rows.size(), "incident", extent) + (window ? " in that window" : " open now") +
                         (rows.empty() ? "." : ": " + kit::enumerate(names) + ".");
  query.answer.untrusted = {"/incidents/*/name", "/incidents/*/latest", "/incidents/*/status", "/incidents/*/impact"};
  kit::may_shrink(query, kit::Shrink::How::texts, "/incidents/*/latest", "long updates", 160);
  AH_TRY_VOID(kit::set_rows(query, "incidents", "incidents", std::move(rows), kRows, extent));
  return std::move(query.answer);
}

constexpr kit::Parameter kComponentParameters[] = {
    {"status", kit::ParameterType::choice_list, "only these; default all",
     "operational|degraded_performance|partial_outage|major_outage|under_maintenance"}};
constexpr std::string_view kComponentsResult = R"json({"type":"object","required":["components"],"properties":{
"components":{"type":"array","items":{"type":"object","required":["id","name"]}}}})json";
constexpr std::string_view kIncidentsResult = R"json({"type":"object","required":["incidents"],"properties":{
"incidents":{"type":"array","items":{"type":"object","required":["id","name"]}}}})json";

constexpr kit::Operation kListComponents{
    "list_components",
    "Components",
    "Whether the provider's parts work, as its status page says: each component with its status. 1 upstream call.",
    kit::Audience::agent,
    kComponentParameters,
    kComponentsResult,
    200,
    list_components};
constexpr kit::Operation kListIncidents{"list_incidents",
                                        "Incidents",
                                        "What the provider says is broken now, or was in a window: incidents with "
                                        "impact, times and its last word. 1 upstream call.",
                                        kit::Audience::agent,
                                        kit::kWindowParameters,
                                        kIncidentsResult,
                                        200,
                                        list_incidents};
constexpr const kit::Operation* kOperations[] = {&kListComponents, &kListIncidents};

}  // namespace

std::span<const kit::Operation* const> all_operations() { return kOperations; }

}  // namespace status_page
