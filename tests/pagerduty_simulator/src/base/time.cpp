#include "base/time.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace simulator {
namespace {

// Days since 1970 of a proleptic Gregorian date, and back (era arithmetic: 400 years have 146,097 days).
std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

void civil_from_days(std::int64_t days, CivilTime& out) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
  out.day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
  out.month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  out.year = static_cast<int>(year_of_era + era * 400 + (out.month <= 2 ? 1 : 0));
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

int days_in_month(int year, int month) {
  constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

bool take_number(std::string_view& text, std::size_t digits, int& out) {
  if (text.size() < digits) return false;
  for (std::size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  std::from_chars(text.data(), text.data() + digits, out);
  text.remove_prefix(digits);
  return true;
}

bool take_char(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool take_fraction(std::string_view& text, int& milliseconds) {
  if (!take_char(text, '.')) return true;
  std::size_t n = 0;
  int scale = 100;
  while (n < text.size() && text[n] >= '0' && text[n] <= '9') {
    milliseconds += (text[n] - '0') * scale;
    scale /= 10;
    ++n;
  }
  text.remove_prefix(n);
  return n > 0;
}

bool take_clock(std::string_view& text, CivilTime& civil) {
  if (!take_char(text, 'T') && !take_char(text, 't') && !take_char(text, ' ')) return false;
  if (!take_number(text, 2, civil.hour) || !take_char(text, ':') || !take_number(text, 2, civil.minute)) return false;
  if (take_char(text, ':') && !take_number(text, 2, civil.second)) return false;
  return take_fraction(text, civil.millisecond) && civil.hour < 25 && civil.minute < 60 && civil.second < 61;
}

// Rest of the text after the clock: nothing, Z, or ±hh:mm / ±hhmm.
bool take_offset(std::string_view text, ParsedTime& parsed, Millis& offset) {
  if (text == "Z" || text == "z") {
    parsed.had_offset = parsed.is_utc_z = true;
    return true;
  }
  const bool minus = !text.empty() && text.front() == '-';
  // An unescaped + of a query arrives as a blank.
  if (!minus && !take_char(text, '+') && !take_char(text, ' ')) return false;
  if (minus) text.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!take_number(text, 2, hours)) return false;
  take_char(text, ':');
  if (!take_number(text, 2, minutes) || !text.empty()) return false;
  offset = (hours * kHour + minutes * kMinute) * (minus ? -1 : 1);
  parsed.had_offset = true;
  return true;
}

}  // namespace

Millis from_civil(const CivilTime& civil) {
  return days_from_civil(civil.year, civil.month, civil.day) * kDay + civil.hour * kHour + civil.minute * kMinute +
         civil.second * kSecond + civil.millisecond;
}

CivilTime to_civil(Millis at) {
  CivilTime civil;
  const std::int64_t days = floor_div(at, kDay);
  civil_from_days(days, civil);
  const Millis rest = at - days * kDay;
  civil.hour = static_cast<int>(rest / kHour);
  civil.minute = static_cast<int>(rest % kHour / kMinute);
  civil.second = static_cast<int>(rest % kMinute / kSecond);
  civil.millisecond = static_cast<int>(rest % kSecond);
  return civil;
}

int iso_weekday(Millis at) {
  const std::int64_t days = floor_div(at, kDay);  // 1970-01-01 was a Thursday
  return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1;
}

Millis add_months(Millis at, int months) {
  CivilTime civil = to_civil(at);
  const int index = civil.year * 12 + civil.month - 1 + months;
  civil.year = static_cast<int>(floor_div(index, 12));
  civil.month = index - civil.year * 12 + 1;
  civil.day = std::min(civil.day, days_in_month(civil.year, civil.month));
  return from_civil(civil);
}

std::string render_time(Millis at, const Zone& zone) {
  const Millis offset = zone.offset_at(at);
  const CivilTime c = to_civil(at + offset);
  std::array<char, 40> text{};
  int n = std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d", c.year, c.month, c.day, c.hour,
                        c.minute, c.second);
  if (&zone == &utc_zone()) {
    n += std::snprintf(text.data() + n, text.size() - static_cast<std::size_t>(n), "Z");
  } else {
    const auto minutes = static_cast<int>((offset < 0 ? -offset : offset) / kMinute);
    n += std::snprintf(text.data() + n, text.size() - static_cast<std::size_t>(n), "%c%02d:%02d",
                       offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
  }
  return {text.data(), static_cast<std::size_t>(n)};
}

std::string render_time_ms(Millis at) {
  const CivilTime c = to_civil(at);
  std::array<char, 40> text{};
  const int n = std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day,
                              c.hour, c.minute, c.second, c.millisecond);
  return {text.data(), static_cast<std::size_t>(n)};
}

std::string render_http_date(Millis at) {
  constexpr std::array<const char*, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilTime c = to_civil(at);
  std::array<char, 40> text{};
  const int n = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                              kDays[static_cast<std::size_t>(iso_weekday(at) - 1)], c.day,
                              kMonths[static_cast<std::size_t>(c.month - 1)], c.year, c.hour, c.minute, c.second);
  return {text.data(), static_cast<std::size_t>(n)};
}

std::optional<ParsedTime> parse_time(std::string_view text, const Zone& zone) {
  CivilTime civil;
  if (!take_number(text, 4, civil.year) || !take_char(text, '-') || !take_number(text, 2, civil.month) ||
      !take_char(text, '-') || !take_number(text, 2, civil.day)) {
    return std::nullopt;
  }
  if (civil.month < 1 || civil.month > 12 || civil.day < 1 || civil.day > days_in_month(civil.year, civil.month)) {
    return std::nullopt;
  }
  if (!text.empty() && !take_clock(text, civil)) return std::nullopt;
  ParsedTime parsed;
  Millis offset = 0;
  if (!text.empty() && !take_offset(text, parsed, offset)) return std::nullopt;
  const Millis local = from_civil(civil);
  parsed.at = parsed.had_offset ? local - offset : zone.to_utc(local);
  return parsed;
}

}  // namespace simulator
