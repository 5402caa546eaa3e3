#include "kit/time/calendar.hpp"

#include <algorithm>
#include <utility>

namespace autoheal::kit {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::weekday;
using std::chrono::year_month_day;
using Day = Calendar::Day;

namespace {

Day first_of_month(Day day, int shift) {
  const year_month_day date{day};
  const auto moved = std::chrono::year_month{date.year(), date.month()} + months{shift};
  return Day{moved / std::chrono::day{1}};
}

Day months_away(Day from, int by) {
  const year_month_day date{from};
  const auto moved = std::chrono::year_month{date.year(), date.month()} + months{by};
  return Day{moved / std::min(date.day(), (moved / std::chrono::last).day())};
}

}  // namespace

Calendar::Calendar(UtcTime now, TimeZone zone) : now_(now), zone_(std::move(zone)), today_(day_of(now)) {}

int Calendar::this_year() const { return static_cast<int>(year_month_day{today_}.year()); }
unsigned Calendar::this_month() const { return static_cast<unsigned>(year_month_day{today_}.month()); }

Day Calendar::monday_of(Day day) { return day - (weekday{day} - std::chrono::Monday); }
Day Calendar::day_of(UtcTime moment) const { return std::chrono::floor<days>(zone_.to_local(moment)); }
UtcTime Calendar::midnight(Day day) const { return zone_.to_utc(LocalTime{day}); }
UtcTime Calendar::at_clock(Day day, std::chrono::milliseconds clock) const {
  return zone_.to_utc(LocalTime{day} + clock);
}

Span Calendar::whole_day(Day day) const { return days_from(day, 1); }
Span Calendar::days_from(Day first, int count) const { return {midnight(first), midnight(first + days{count})}; }

Span Calendar::month_span(int year, unsigned month) const {
  const Day first{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{1}};
  return {midnight(first), midnight(first_of_month(first, 1))};
}

Span Calendar::year_span(int year) const { return {month_span(year, 1).begin, month_span(year + 1, 1).begin}; }

Span Calendar::iso_week(int year, int week) const {
  const Day fourth{std::chrono::year{year} / std::chrono::January / 4};  // always in week 1
  return days_from(monday_of(fourth) + days{7 * (week - 1)}, 7);
}

Span Calendar::period(Unit unit, int shift) const {
  switch (unit) {
    case Unit::week:
      return days_from(monday_of(today_) + days{7 * shift}, 7);
    case Unit::month:
      return {midnight(first_of_month(today_, shift)), midnight(first_of_month(today_, shift + 1))};
    case Unit::quarter: {
      const int start = 3 * shift - static_cast<int>((this_month() - 1) % 3);
      return {midnight(first_of_month(today_, start)), midnight(first_of_month(today_, start + 3))};
    }
    case Unit::year:
      return year_span(this_year() + shift);
    default:
      return whole_day(today_ + days{shift});
  }
}

Span Calendar::rolling(int count, Unit unit, bool back) const {
  const UtcTime other = shifted(now_, back ? -count : count, unit);
  return back ? Span{other, now_} : Span{now_, other};
}

UtcTime Calendar::shifted(UtcTime from, int count, Unit unit) const {
  switch (unit) {
    case Unit::second:
      return from + seconds{count};
    case Unit::minute:
      return from + minutes{count};
    case Unit::hour:
      return from + hours{count};
    default:
      break;
  }
  const Day day = day_of(from);
  const auto clock = zone_.to_local(from) - day;
  switch (unit) {
    case Unit::week:
      return at_clock(day + days{7 * count}, clock);
    case Unit::month:
      return at_clock(months_away(day, count), clock);
    case Unit::quarter:
      return at_clock(months_away(day, 3 * count), clock);
    case Unit::year:
      return at_clock(months_away(day, 12 * count), clock);
    default:
      return at_clock(day + days{count}, clock);
  }
}

}  // namespace autoheal::kit
