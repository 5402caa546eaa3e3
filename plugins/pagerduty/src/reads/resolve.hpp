// From what somebody typed to the one thing that is meant: never a guess.
// Threads: one call, one thread; [any-thread] for rank_names.
#pragma once

#include "kit/names/name_match.hpp"
#include "reads/directory.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty::reads {

struct NamedThing {
  Kind kind = Kind::team;
  std::string id;
  std::string name;
  std::string detail;  // what tells it from others: its team, its policy
  std::string html_url;
};

struct RankedName {
  NamedThing thing;
  kit::NameFit fit;
};

// Everything of these lists that fits, best first.
std::vector<RankedName> rank_names(const Names& names, std::span<const Kind> kinds, std::string_view given);

// Everything of these lists, by kind and name.
std::vector<RankedName> all_names(const Names& names, std::span<const Kind> kinds);

// The few names with the fewest edits, for "no such name".
std::vector<RankedName> nearest_names(const Names& names, std::span<const Kind> kinds, std::string_view given);

// The thing that the argument names, and a line about it in the answer's `resolved`. names must hold its kind.
// Errors: ambiguous with choices, not_found with the nearest names.
kit::Result<NamedThing> resolve_name(kit::Query& query, std::string_view argument, Kind kind, const Names& names);

// get and resolve in one: reads the lists again once if the name is not in a list that is a little old.
kit::Result<NamedThing> resolve_argument(kit::Query& query, std::string_view argument, Kind kind, Names& names,
                                         std::span<const Kind> kinds);

// The path part for an incident: "#12345", "12345", an id or a URL. Error: invalid_argument.
kit::Result<std::string> incident_reference(std::string_view argument, std::string_view given);

}  // namespace autoheal::pagerduty::reads
