// The calendar around a moment in one zone: days, weeks (Monday first), months, quarters and years by the wall clock,
// also across DST; hours and minutes as exact durations.
// Threads: a value, [any-thread].
#pragma once

#include "kit/time/time_words.hpp"
#include "kit/time/time_zone.hpp"

namespace autoheal::kit {

// A moment (begin == end), or a stretch of time.
struct Span {
  UtcTime begin;
  UtcTime end;
  bool is_moment() const { return begin == end; }
  static Span moment(UtcTime at) { return {at, at}; }
};

class Calendar {
 public:
  using Day = std::chrono::local_days;

  Calendar(UtcTime now, TimeZone zone);

  UtcTime now() const { return now_; }
  const TimeZone& zone() const { return zone_; }
  Day today() const { return today_; }
  int this_year() const;
  unsigned this_month() const;  // 1 to 12

  static Day monday_of(Day day);
  Day day_of(UtcTime moment) const;
  UtcTime midnight(Day day) const;
  UtcTime at_clock(Day day, std::chrono::milliseconds clock) const;

  Span whole_day(Day day) const;
  Span days_from(Day first, int count) const;
  Span month_span(int year, unsigned month) const;
  Span year_span(int year) const;
  Span iso_week(int year, int week) const;

  // The calendar period around today, `shift` periods away; units shorter than a week mean the day.
  Span period(Unit unit, int shift) const;
  // From now `count` units back or ahead.
  Span rolling(int count, Unit unit, bool back) const;
  // `count` units away from a moment: days and longer by the wall clock, shorter ones exactly. The 31st of a shorter
  // month is its last day.
  UtcTime shifted(UtcTime from, int count, Unit unit) const;

 private:
  UtcTime now_;
  TimeZone zone_;
  Day today_;
};

}  // namespace autoheal::kit
