// From what somebody typed to the one thing that is meant: never a guess.
// Threads: one call, one thread; [any-thread] for rank_names.
#pragma once

#include "kit/names/ranking.hpp"
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

using RankedName = kit::Ranked<NamedThing>;

// Everything of these lists that fits, best first.
std::vector<RankedName> rank_names(const Names& names, std::span<const Kind> kinds, std::string_view given);

// Everything of these lists, by kind and name.
std::vector<RankedName> all_names(const Names& names, std::span<const Kind> kinds);

// The few names with the fewest edits, for "no such name".
std::vector<RankedName> nearest_names(const Names& names, std::span<const Kind> kinds, std::string_view given);

// The thing that the argument names, and a line about it in the answer's `resolved`. names becomes the lists of kinds,
// which must hold the argument's; they are read again once if the name is not in lists that are a little old.
// Errors: ambiguous with choices, not_found with the nearest names.
kit::Result<NamedThing> resolve_argument(kit::Query& query, std::string_view argument, Kind kind, Names& names,
                                         std::span<const Kind> kinds);

// The path part for an incident: "#12345", "12345", an id or a URL. Error: invalid_argument.
kit::Result<std::string> incident_reference(std::string_view argument, std::string_view given);

}  // namespace autoheal::pagerduty::reads
