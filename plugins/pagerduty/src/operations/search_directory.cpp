// "What is called something like payments?"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/text/text.hpp"
#include "operations/operation_table.hpp"
#include "reads/account_context.hpp"
#include "reads/resolve.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr kit::Parameter kSearchDirectoryParameters[] = {
    {"text", kit::ParameterType::text, "part of a name, an id or a URL; without it everything is listed", ""},
    {"kinds", kit::ParameterType::choice_list, "default all", "team|service|escalation_policy|schedule|user"},
};

constexpr std::string_view kSearchDirectoryResult = R"json({"type":"object","required":["matches"],"properties":{
"counts":{"type":"object"},
"matches":{"type":"array","items":{"type":"object","required":["kind","id","name"],"properties":{"kind":{"enum":["team","service","escalation_policy","schedule","user"]},
"id":{"type":"string"},"name":{"type":"string"},"detail":{"type":"string"},"match":{"type":"string"},"url":{"type":"string"}},"additionalProperties":false}}},
"additionalProperties":false})json";

std::vector<reads::Kind> kinds_of(const kit::Query& query) {
  std::vector<reads::Kind> out;
  const auto wanted = query.arguments().list("kinds");
  for (reads::Kind kind : {reads::Kind::team, reads::Kind::service, reads::Kind::escalation_policy,
                           reads::Kind::schedule, reads::Kind::user}) {
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), name(kind)) != wanted.end()) out.push_back(kind);
  }
  return out;
}

json::object row_of(const reads::RankedName& ranked, bool with_match) {
  json::object out{{"kind", name(ranked.thing.kind)}, {"id", ranked.thing.id}, {"name", ranked.thing.name}};
  kit::put(out, "detail", kit::shorten(ranked.thing.detail, 200));
  if (with_match) out["match"] = name(ranked.fit.match);
  kit::put(out, "url", ranked.thing.html_url);
  return out;
}

kit::Result<kit::Answer> answer_search_directory(kit::Query& query) {
  const std::vector<reads::Kind> kinds = kinds_of(query);
  const reads::Names names = reads::directory_of(query).get(query, kinds);
  kit::Answer& answer = query.answer;
  std::size_t failed = 0;
  bool whole = true;
  for (const std::string& warning : names.warnings) answer.warnings.push_back(warning);
  for (reads::Kind kind : kinds) {
    const auto& error = names.errors[static_cast<std::size_t>(kind)];
    const bool in_part = names.in_part[static_cast<std::size_t>(kind)];
    whole = whole && !error && !in_part;
    if (in_part) answer.warnings.push_back("Names of kind " + std::string(words(kind)) + " could not all be read.");
    if (!error) continue;
    if (++failed == kinds.size()) return kit::failure(*error);
    answer.complete = false;
    answer.warnings.push_back("Names of kind " + std::string(words(kind)) + " could not be read: " + error->message);
  }
  const std::string_view text = query.arguments().text("text");
  const auto ranked = text.empty() ? reads::all_names(names, kinds) : reads::rank_names(names, kinds, text);
  json::object counts;
  std::vector<json::object> rows;
  for (const reads::RankedName& r : ranked) {
    kit::count_one(counts, name(r.thing.kind));
    rows.push_back(row_of(r, !text.empty()));
  }
  const std::string what = text.empty() ? "" : " that fit \"" + std::string(text) + "\"";
  answer.summary = (whole ? "" : "At least ") + kit::counted(rows.size(), "name") + what + ".";
  if (!whole && rows.empty()) answer.summary = "No name" + what + " was found among those that could be read.";
  if (!ranked.empty() && !text.empty()) {
    answer.summary += " Best: " + std::string(words(ranked.front().thing.kind)) + " " + ranked.front().thing.name +
                      " (" + ranked.front().thing.id + ").";
  }
  if (rows.empty() && !text.empty()) {
    std::vector<std::string> near;
    for (const reads::RankedName& r : reads::nearest_names(names, kinds, text))
      near.push_back(std::string(words(r.thing.kind)) + " " + r.thing.name);
    if (!near.empty()) answer.why_empty.push_back("The nearest names are: " + kit::enumerate(near, 5) + ".");
  }
  answer.data["counts"] = std::move(counts);  // by kind, of the kinds that were read
  AH_TRY_VOID(kit::set_rows(query, "matches", "names", std::move(rows), 50, kit::extent_of(whole)));
  answer.untrusted = {"/matches/*/name", "/matches/*/detail"};
  kit::may_shrink(query, kit::Shrink::How::texts, "/matches/*/detail", "details of names", 80);
  return std::move(answer);
}

}  // namespace

const kit::Operation kSearchDirectory{
    "search_directory",
    "Find names",
    "Teams, services, escalation policies, schedules and users by name, best match first, "
    "with ids. Use it when a name is ambiguous or "
    "unknown; the other tools resolve names themselves. Names are cached for 5 minutes.",
    kit::Audience::agent,
    kSearchDirectoryParameters,
    kSearchDirectoryResult,
    150,
    answer_search_directory};

}  // namespace autoheal::pagerduty::operations
