#include "kit/names/ranking.hpp"

#include "kit/text/edit_distance.hpp"

namespace autoheal::kit {

std::optional<NameFit> better_fit(std::optional<NameFit> found, std::string_view plain_given,
                                  std::string_view plain_name) {
  std::optional<NameFit> second = fit_name(plain_given, plain_name, plain_given, plain_name);
  if (second && second->match == Match::exact) second->match = Match::letters;
  if (!found || (second && second->match < found->match)) return second;
  return found;
}

std::size_t edits_to(std::string_view plain_given, std::string_view folded_given, std::string_view folded_name) {
  std::size_t edits = edit_distance(plain_given, folded_name);
  for (std::size_t at = 0; at != std::string_view::npos;) {
    const std::size_t blank = folded_name.find(' ', at);
    edits = std::min(edits, edit_distance(folded_given, folded_name.substr(at, blank - at)) + 1);
    at = blank == std::string_view::npos ? blank : blank + 1;
  }
  return edits;
}

Error ambiguous_name(std::string_view argument, std::string_view given, std::string_view kind, std::size_t count,
                     std::vector<Choice> choices) {
  Error error = Error::of(
      Errc::ambiguous,
      "\"" + std::string(given) + "\" fits " + std::to_string(count) + " names of kind " + std::string(kind) + ".",
      "Call again with the full name or the id of one of the choices.");
  error.problems.push_back({"/" + std::string(argument), "is ambiguous"});
  error.choices = std::move(choices);
  return error;
}

}  // namespace autoheal::kit
