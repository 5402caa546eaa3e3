// "What is called something like payments?"
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.hpp"
#include "query/json_of.hpp"
#include "query/operation_table.hpp"
#include "query/resolve.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;

constexpr Parameter kSearchDirectoryParameters[] = {
    {"text", ParameterType::text, "part of a name, an id or a URL; without it everything is listed", ""},
    {"kinds", ParameterType::choice_list, "default all", "team|service|escalation_policy|schedule|user"},
};

constexpr std::string_view kSearchDirectoryResult = R"json({"type":"object","required":["matches"],"properties":{
"counts":{"type":"object"},
"matches":{"type":"array","items":{"type":"object","required":["kind","id","name"],"properties":{"kind":{"enum":["team","service","escalation_policy","schedule","user"]},
"id":{"type":"string"},"name":{"type":"string"},"detail":{"type":"string"},"match":{"type":"string"},"url":{"type":"string"}},"additionalProperties":false}}},
"additionalProperties":false})json";

std::vector<Kind> kinds_of(const Call& call) {
  std::vector<Kind> out;
  auto wanted = call.arguments().list("kinds");
  for (Kind kind : {Kind::team, Kind::service, Kind::escalation_policy, Kind::schedule, Kind::user}) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name(kind)) != wanted.end()) out.push_back(kind);
  }
  return out;
}

json::object row_of(const RankedName& ranked, bool with_match) {
  json::object out{{"kind", name(ranked.thing.kind)}, {"id", ranked.thing.id}, {"name", ranked.thing.name}};
  put(out, "detail", shorten(ranked.thing.detail, 200));
  if (with_match) out["match"] = name(ranked.fit.match);
  put(out, "url", ranked.thing.html_url);
  return out;
}

Result<Answer> answer_search_directory(Call& call) {
  std::vector<Kind> kinds = kinds_of(call);
  Names names = call.context().directory.get(call, kinds);
  Answer& answer = call.answer;
  std::size_t failed = 0;
  bool whole = true;
  for (const std::string& warning : names.warnings) answer.warnings.push_back(warning);
  for (Kind kind : kinds) {
    const auto& error = names.errors[static_cast<std::size_t>(kind)];
    bool in_part = names.in_part[static_cast<std::size_t>(kind)];
    whole = whole && !error && !in_part;
    if (in_part) answer.warnings.push_back("Names of kind " + std::string(words(kind)) + " could not all be read.");
    if (!error) continue;
    if (++failed == kinds.size()) return failure(*error);
    answer.complete = false;
    answer.warnings.push_back("Names of kind " + std::string(words(kind)) + " could not be read: " + error->message);
  }
  std::string_view text = call.arguments().text("text");
  auto ranked = text.empty() ? all_names(names, kinds) : rank_names(names, kinds, text);
  json::object counts;
  std::vector<json::object> rows;
  for (const RankedName& r : ranked) {
    auto& count = counts[name(r.thing.kind)];
    count = count.is_int64() ? count.get_int64() + 1 : 1;
    rows.push_back(row_of(r, !text.empty()));
  }
  std::string what = text.empty() ? "" : " that fit \"" + std::string(text) + "\"";
  answer.summary = (whole ? "" : "At least ") + counted(rows.size(), "name") + what + ".";
  if (!whole && rows.empty()) answer.summary = "No name" + what + " was found among those that could be read.";
  if (!ranked.empty() && !text.empty()) {
    answer.summary += " Best: " + std::string(words(ranked.front().thing.kind)) + " " + ranked.front().thing.name +
                      " (" + ranked.front().thing.id + ").";
  }
  if (rows.empty() && !text.empty()) {
    std::vector<std::string> near;
    for (const RankedName& r : nearest_names(names, kinds, text))
      near.push_back(std::string(words(r.thing.kind)) + " " + r.thing.name);
    if (!near.empty()) answer.why_empty.push_back("The nearest names are: " + enumerate(near, 5) + ".");
  }
  answer.data["counts"] = std::move(counts);  // by kind, of the kinds that were read
  AH_TRY_VOID(set_rows(call, "matches", "names", std::move(rows), 50, whole ? Extent::whole : Extent::part));
  answer.untrusted = {"/matches/*/name", "/matches/*/detail"};
  may_shrink(call, Shrink::How::texts, "/matches/*/detail", "details of names", 80);
  return std::move(answer);
}

}  // namespace

const Operation kSearchDirectory{"search_directory",
                                 "Find names",
                                 "Teams, services, escalation policies, schedules and users by name, best match first, "
                                 "with ids. Use it when a name is ambiguous or "
                                 "unknown; the other tools resolve names themselves. Names are cached for 5 minutes.",
                                 Audience::agent,
                                 kSearchDirectoryParameters,
                                 kSearchDirectoryResult,
                                 150,
                                 answer_search_directory};

}  // namespace autoheal::pagerduty::query
