// Which of many named things is meant: ranked by how well their names fit what was typed, and never guessed.
// A Thing has members id and name. Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/error.hpp"
#include "kit/names/name_match.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::kit {

// What somebody typed.
struct GivenName {
  std::string_view text;              // trimmed
  std::string folded;                 // fold(text)
  std::optional<std::string> url_id;  // of a URL, the id in it; "" if there is none
};

template <class Thing>
struct Ranked {
  Thing thing;
  NameFit fit;
};

// The better of two fits: the one found so far, and that of what is left of both names (folded) without words that only
// say what kind of thing they name: "the payments team" means "payments", unless something is called that.
std::optional<NameFit> better_fit(std::optional<NameFit> found, std::string_view plain_given,
                                  std::string_view plain_name);

// Edits to a folded name or to one word of it, which counts one more.
std::size_t edits_to(std::string_view plain_given, std::string_view folded_given, std::string_view folded_name);

template <class Thing>
void sort_by_fit(std::vector<Ranked<Thing>>& ranked) {
  std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked<Thing>& a, const Ranked<Thing>& b) {
    return std::pair(a.fit.match, a.fit.distance) < std::pair(b.fit.match, b.fit.distance);
  });
}

// Everything that fits, best first. plain(thing, folded): a folded name of that thing without the words of its kind.
template <class Thing, class Plain>
std::vector<Ranked<Thing>> rank(std::vector<Thing> things, const GivenName& given, Plain plain) {
  std::vector<Ranked<Thing>> out;
  for (Thing& thing : things) {
    std::optional<NameFit> fit;
    if (given.url_id ? thing.id == *given.url_id : thing.id == given.text) {
      fit = NameFit{given.url_id ? Match::url : Match::id, 0};
    } else if (!given.url_id) {
      const std::string folded = fold(thing.name);
      fit = fit_name(given.text, thing.name, given.folded, folded);
      const bool same = fit && fit->match <= Match::letters;
      if (!same) fit = better_fit(fit, plain(thing, given.folded), plain(thing, folded));
    }
    if (fit) out.push_back({std::move(thing), *fit});
  }
  sort_by_fit(out);
  return out;
}

// The few with the fewest edits, for "no such name".
template <class Thing, class Plain>
std::vector<Ranked<Thing>> nearest(const std::vector<Thing>& things, const GivenName& given, Plain plain) {
  constexpr std::size_t kMost = 3;
  std::vector<Ranked<Thing>> out;
  for (const Thing& thing : things) {
    const std::size_t edits = edits_to(plain(thing, given.folded), given.folded, fold(thing.name));
    out.push_back({thing, {Match::fuzzy, edits}});
  }
  sort_by_fit(out);
  if (out.size() > kMost) out.resize(kMost);
  return out;
}

// Of ranked ones, the one that is meant, or all that could be.
template <class Thing>
std::vector<Ranked<Thing>> meant(std::vector<Ranked<Thing>> ranked) {
  if (ranked.empty()) return ranked;
  const NameFit best = ranked.front().fit;
  std::erase_if(ranked, [best](const Ranked<Thing>& each) {
    if (best.match <= Match::letters) return each.fit.match != best.match;
    if (best.match == Match::fuzzy) return each.fit.distance > best.distance + 1;
    return each.fit.match == Match::fuzzy;
  });
  return ranked;
}

// Several things fit. kind: in words; count: how many, of which choices are the best.
Error ambiguous_name(std::string_view argument, std::string_view given, std::string_view kind, std::size_t count,
                     std::vector<Choice> choices);

}  // namespace autoheal::kit
