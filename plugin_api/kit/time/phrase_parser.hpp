// How a phrase about time is read: words, each rule in turn, the first that takes all words wins. Part of
// time_phrase.hpp, which is the door; the rules stand in phrase_days.cpp and phrase_periods.cpp.
// Threads: a value of one thread.
#pragma once

#include "kit/time/calendar.hpp"
#include "kit/time/time_phrase.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::kit {

class PhraseParser {
 public:
  PhraseParser(std::string_view phrase, const PhraseContext& context);

  const TimeZone& zone() const { return calendar_.zone(); }  // named, else the context's
  const std::optional<TimeZone>& named_zone() const { return named_zone_; }

  // A moment or a stretch: everything but the phrases that name both ends.
  std::optional<Span> single();
  std::optional<Span> window();

 private:
  struct Day {
    Calendar::Day day;
    int step = 0;  // days to the neighbour that the same words may mean (7 for a weekday); 0: no choice
  };

  bool more(std::size_t ahead = 0) const { return at_ + ahead < words_.size(); }
  std::string_view word(std::size_t ahead = 0) const {
    return more(ahead) ? std::string_view(words_[at_ + ahead]) : std::string_view{};
  }
  bool take(std::string_view wanted) {
    if (word() != wanted) return false;
    ++at_;
    return true;
  }

  // The zone at the end of the words, which it is taken off.
  std::optional<TimeZone> take_zone();
  std::optional<std::pair<int, Unit>> duration();
  std::optional<Span> one();
  bool ends_expression() const;
  std::optional<Span> two_ends();
  std::optional<Span> slash_interval();  // "2026-03-01/2026-03-14"

  // Days and times of day (phrase_days.cpp).
  std::optional<std::chrono::milliseconds> clock_word();
  Span moment_on(Calendar::Day day, std::chrono::milliseconds clock) const;
  std::optional<Day> day_word();
  Day weekday_from(std::string_view which, std::chrono::weekday wanted) const;
  std::optional<Day> spoken_date();  // "March 14", "14 March 2026", "14th of March"
  std::optional<int> year_word();
  std::optional<Span> day_then_clock();    // "Monday", "Monday 09:00", "yesterday morning", "2026-03-14T09:00"
  std::optional<Span> joined_date_time();  // "2026-03-14t09:00", "2026-03-14t09:00z"
  Span moment_near(Day day, std::chrono::milliseconds clock) const;
  std::optional<Span> clock_then_day();  // "9am yesterday", "noon on Monday"
  std::optional<Span> clock_alone();     // "09:00": the latest or the next one

  // Stretches and distances (phrase_periods.cpp).
  std::optional<Span> now_word();
  std::optional<Span> compact_shift();  // "-2h", "+30m"
  std::optional<Span> relative();       // "last 24 hours", "last week", "past week", "next 3 days", "this month"
  std::optional<Span> ago();            // "2 hours ago", "in 3 hours", "3 hours from now", "2 days ago at 09:00"
  std::optional<Span> edge();           // "start of this week", "end of yesterday"
  std::optional<Span> named_period();   // "tonight", "last night", "this morning", "this weekend"
  std::optional<Span> day_part(Calendar::Day day);
  Span night_after(Calendar::Day day) const;
  std::optional<Span> iso_period();     // "2026-W12", "2026-03", "2026", "Q1 2026", "Q1"
  std::optional<Span> month_period();   // "March", "March 2026"
  std::optional<Span> bare_duration();  // "24 hours", "7d"

  std::string_view phrase_;
  std::vector<std::string> words_;
  std::optional<TimeZone> named_zone_;
  Calendar calendar_;
  Lean lean_;
  std::size_t at_ = 0;
};

}  // namespace autoheal::kit
