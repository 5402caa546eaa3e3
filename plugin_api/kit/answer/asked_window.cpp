#include "kit/answer/asked_window.hpp"

#include "kit/time/rfc3339.hpp"
#include "kit/time/time_phrase.hpp"

#include <boost/json.hpp>

namespace autoheal::kit {

Result<std::optional<Window>> asked_window(Query& query, std::chrono::hours standard) {
  const Arguments& arguments = query.arguments();
  for (std::string_view name : {"window", "since", "until"}) query.use_zone_of(arguments.text(name));
  PhraseContext context{query.now(), &query.zone(), Lean::past};
  bool has_ends = arguments.has("since") || arguments.has("until");
  if (arguments.has("window") && has_ends) {
    return failure(argument_error("window", "cannot be combined with `since` and `until`"));
  }
  std::optional<Window> window;
  if (arguments.has("window")) {
    AH_TRY(auto parsed, parse_window("window", arguments.text("window"), context));
    window = std::move(parsed);
  } else if (has_ends) {
    AH_TRY(auto parsed, parse_since_until(arguments.text("since"), arguments.text("until"), standard, context));
    window = std::move(parsed);
  }
  return window;
}

void pin_window(Query& query, const Window& window) {
  query.answer.arguments.erase("window");
  query.answer.arguments["since"] = render_rfc3339(window.since);
  query.answer.arguments["until"] = render_rfc3339(window.until);
  query.answer.window = window;
}

}  // namespace autoheal::kit
