#include "reads/resolve.hpp"

#include "kit/answer/query.hpp"
#include "kit/text/text.hpp"
#include "model/id.hpp"
#include "reads/account_context.hpp"

#include <algorithm>
#include <tuple>

namespace autoheal::pagerduty::reads {
namespace {

constexpr std::size_t kMostChoices = 10;
constexpr std::chrono::seconds kYoung{30};

std::string joined(const std::vector<kit::Reference>& references) {
  std::string out;
  for (const kit::Reference& r : references) out += (out.empty() ? "" : ", ") + r.summary;
  return out;
}

NamedThing thing_of(const model::Team& t) { return {Kind::team, t.id, t.name, t.description, t.html_url}; }
NamedThing thing_of(const model::Service& s) {
  const std::string teams = joined(s.teams);
  return {Kind::service, s.id, s.name, teams.empty() ? s.description : "team " + teams, s.html_url};
}
NamedThing thing_of(const model::EscalationPolicy& p) {
  const std::string teams = joined(p.teams);
  return {Kind::escalation_policy, p.id, p.name, teams.empty() ? p.description : "team " + teams, p.html_url};
}
NamedThing thing_of(const model::ScheduleName& s) {
  const std::string teams = joined(s.teams);
  return {Kind::schedule, s.id, s.name, teams.empty() ? s.time_zone : "team " + teams, s.html_url};
}
NamedThing thing_of(const model::User& u) { return {Kind::user, u.id, u.name, u.job_title, u.html_url}; }

template <class T>
void add_all(const Listing<T>& list, std::vector<NamedThing>& out) {
  if (!list) return;
  for (const T& item : *list) out.push_back(thing_of(item));
}

std::vector<NamedThing> things_of(const Names& names, std::span<const Kind> kinds) {
  std::vector<NamedThing> out;
  for (Kind kind : kinds) {
    switch (kind) {
      case Kind::team:
        add_all(names.teams, out);
        break;
      case Kind::service:
        add_all(names.services, out);
        break;
      case Kind::escalation_policy:
        add_all(names.escalation_policies, out);
        break;
      case Kind::schedule:
        add_all(names.schedules, out);
        break;
      case Kind::user:
        add_all(names.users, out);
        break;
    }
  }
  return out;
}

// A name without the words of its kind: "the payments team" is "payments".
std::string without_filler(std::string_view folded, Kind kind) {
  std::string out(folded);
  if (out.starts_with("the ")) out.erase(0, 4);
  std::vector<std::string> endings{" " + std::string(words(kind))};
  if (kind == Kind::escalation_policy) endings.insert(endings.end(), {" policy"});
  if (kind == Kind::schedule) endings.insert(endings.end(), {" rotation", " on call schedule"});
  if (kind == Kind::team) endings.insert(endings.end(), {" squad", " group"});
  for (const std::string& ending : endings) {
    if (out.size() > ending.size() && out.ends_with(ending)) out.resize(out.size() - ending.size());
  }
  return out;
}

std::string plain_name(const NamedThing& thing, std::string_view folded) { return without_filler(folded, thing.kind); }

kit::GivenName given_name(std::string_view given) {
  given = kit::trim(given);
  return {given, kit::fold(given), model::id_in_url(given)};
}

kit::Choice choice_of(const NamedThing& thing) {
  return {std::string(name(thing.kind)), thing.id, thing.name, kit::shorten(thing.detail, 120)};
}

std::vector<kit::Choice> choices_of(const std::vector<RankedName>& ranked, std::size_t most) {
  std::vector<kit::Choice> out;
  for (const RankedName& r : ranked) {
    if (out.size() < most) out.push_back(choice_of(r.thing));
  }
  return out;
}

std::string quoted_names(const std::vector<RankedName>& ranked) {
  std::string out;
  for (const RankedName& r : ranked) out += (out.empty() ? "\"" : ", \"") + r.thing.name + "\"";
  return out;
}

kit::Error no_such_name(std::string_view argument, std::string_view given, Kind kind, const Names& names) {
  Kind only[] = {kind};
  const auto things = things_of(names, only);
  std::string message = "There is no " + std::string(words(kind)) + " called \"" + std::string(given) +
                        "\" among the " + std::to_string(things.size()) + " that this key can see.";
  if (names.in_part[static_cast<std::size_t>(kind)]) message += " Not all of them could be read.";
  kit::Error error = kit::Error::of(kit::Errc::not_found, message);
  for (Kind other : {Kind::team, Kind::service, Kind::escalation_policy, Kind::schedule, Kind::user}) {
    if (other == kind) continue;
    Kind others[] = {other};
    const auto ranked = rank_names(names, others, given);
    if (ranked.empty() || ranked.front().fit.match > kit::Match::prefix) continue;
    error.hint = "There is a " + std::string(words(other)) + " called \"" + ranked.front().thing.name +
                 "\": pass it as `" + std::string(name(other)) + "`.";
    error.choices = choices_of(ranked, 1);
    break;
  }
  const std::vector<RankedName> near = kit::nearest(things, given_name(given), plain_name);
  if (error.hint.empty() && !near.empty()) {
    error.hint = "The nearest names are " + quoted_names(near) + "; search_directory finds names of all kinds.";
    error.choices = choices_of(near, 3);
  }
  error.problems.push_back({"/" + std::string(argument), "names nothing that this key can see"});
  return error;
}

kit::Result<NamedThing> resolve_name(kit::Query& query, std::string_view argument, Kind kind, const Names& names) {
  const std::string_view given = kit::trim(query.arguments().text(argument));
  Kind only[] = {kind};
  const std::vector<RankedName> candidates = kit::meant(rank_names(names, only, given));
  if (candidates.empty()) return kit::failure(no_such_name(argument, given, kind, names));
  if (candidates.size() > 1) {
    return kit::failure(
        kit::ambiguous_name(argument, given, words(kind), candidates.size(), choices_of(candidates, kMostChoices)));
  }
  const RankedName& found = candidates.front();
  query.answer.resolved.push_back({std::string(argument), std::string(given), std::string(name(kind)), found.thing.id,
                                   found.thing.name, std::string(name(found.fit.match))});
  query.answer.arguments[argument] = found.thing.id;
  return found.thing;
}

}  // namespace

std::vector<RankedName> rank_names(const Names& names, std::span<const Kind> kinds, std::string_view given) {
  return kit::rank(things_of(names, kinds), given_name(given), plain_name);
}

std::vector<RankedName> all_names(const Names& names, std::span<const Kind> kinds) {
  std::vector<RankedName> out;
  for (NamedThing& thing : things_of(names, kinds)) out.push_back({std::move(thing), {kit::Match::exact, 0}});
  std::stable_sort(out.begin(), out.end(), [](const RankedName& a, const RankedName& b) {
    return std::tuple(a.thing.kind, kit::fold(a.thing.name)) < std::tuple(b.thing.kind, kit::fold(b.thing.name));
  });
  return out;
}

std::vector<RankedName> nearest_names(const Names& names, std::span<const Kind> kinds, std::string_view given) {
  return kit::nearest(things_of(names, kinds), given_name(given), plain_name);
}

kit::Result<NamedThing> resolve_argument(kit::Query& query, std::string_view argument, Kind kind, Names& names,
                                         std::span<const Kind> kinds) {
  AH_TRY(names, directory_of(query).require(query, kinds));
  auto found = resolve_name(query, argument, kind, names);
  const bool may_be_new = !found.has_value() && found.error().code == kit::Errc::not_found && names.age > kYoung;
  if (!may_be_new) return found;
  AH_TRY(names, directory_of(query).require(query, kinds, kYoung));
  return resolve_name(query, argument, kind, names);
}

kit::Result<std::string> incident_reference(std::string_view argument, std::string_view given) {
  std::string_view text = kit::trim(given);
  if (auto id = model::id_in_url(text)) {
    if (!id->empty()) return std::move(*id);
    return kit::failure(kit::argument_error(argument, "is a URL without an incident's id"));
  }
  for (std::string_view word : {"incident ", "Incident ", "INC-", "inc-"}) {
    if (text.starts_with(word)) text.remove_prefix(word.size());
  }
  if (text.starts_with('#')) text.remove_prefix(1);
  if (text.starts_with("[#") && text.ends_with(']')) text = text.substr(2, text.size() - 3);
  const bool digits =
      !text.empty() && text.size() <= 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) {
    const std::size_t first = std::min(text.find_first_not_of('0'), text.size() - 1);
    return std::string(text.substr(first));
  }
  const bool plain = text.size() >= 2 && text.size() <= 64 && text.front() >= 'A' &&
                     text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == std::string_view::npos;
  const bool id = plain && (text.size() >= 7 || text.find_first_of("0123456789") != std::string_view::npos);
  if (id) return std::string(text);
  return kit::failure(
      kit::argument_error(argument, "is not an incident number, id or URL",
                          "Use a number such as #12345; list_incidents with `text` finds incidents by title."));
}

}  // namespace autoheal::pagerduty::reads
