#include "kit/time/rfc3339.hpp"

#include "kit/text/ascii.hpp"

#include <algorithm>

namespace autoheal::kit {
namespace {

using std::chrono::milliseconds;
using std::chrono::sys_days;

constexpr UtcTime kEarliest = sys_days{std::chrono::year{1} / 1 / 1};
constexpr UtcTime kLatest = UtcTime{sys_days{std::chrono::year{10000} / 1 / 1}} - milliseconds{1};

// Reads a text from left to right; ok turns false at the first thing that does not fit and stays so.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value * 10 + digit();
    return value;
  }
  void expect(std::string_view one_of) {
    ok_ = ok_ && !rest_.empty() && one_of.find(rest_.front()) != std::string_view::npos;
    if (ok_) rest_.remove_prefix(1);
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool at_digit() const { return !rest_.empty() && is_digit(rest_.front()); }
  void fail() { ok_ = false; }
  bool finished() const { return ok_ && rest_.empty(); }
  bool ok() const { return ok_; }

 private:
  int digit() {
    if (!at_digit()) {
      ok_ = false;
      return 0;
    }
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }

  std::string_view rest_;
  bool ok_ = true;
};

milliseconds read_fraction(Cursor& cursor) {
  if (!cursor.take('.')) return milliseconds{0};
  if (!cursor.at_digit()) cursor.fail();
  int value = 0;
  int weight = 100;
  while (cursor.ok() && cursor.at_digit()) {
    value += cursor.digits(1) * weight;
    weight /= 10;
  }
  return milliseconds{value};
}

std::chrono::minutes read_offset(Cursor& cursor) {
  if (cursor.take('Z') || cursor.take('z')) return std::chrono::minutes{0};
  const bool behind = cursor.take('-');
  if (!behind) cursor.expect("+");
  const int hh = cursor.digits(2);
  cursor.expect(":");
  const int mm = cursor.digits(2);
  if (hh > 23 || mm > 59) cursor.fail();
  const std::chrono::minutes offset{hh * 60 + mm};
  return behind ? -offset : offset;
}

void append_number(std::string& out, unsigned value, unsigned width) {
  std::string digits(width, '0');
  for (unsigned i = width; i-- > 0 && value > 0; value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out += digits;
}

}  // namespace

std::optional<UtcTime> parse_rfc3339(std::string_view text) {
  Cursor cursor(text);
  const std::chrono::year year{cursor.digits(4)};
  cursor.expect("-");
  const std::chrono::month month{static_cast<unsigned>(cursor.digits(2))};
  cursor.expect("-");
  const std::chrono::day day{static_cast<unsigned>(cursor.digits(2))};
  cursor.expect("Tt");
  const int hour = cursor.digits(2);
  cursor.expect(":");
  const int minute = cursor.digits(2);
  cursor.expect(":");
  const int second = cursor.digits(2);
  milliseconds fraction = read_fraction(cursor);
  const std::chrono::minutes offset = read_offset(cursor);

  const std::chrono::year_month_day date = year / month / day;
  if (!cursor.finished() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const bool leap = second == 60;
  if (leap) fraction = milliseconds{999};
  const UtcTime local = sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
                        std::chrono::seconds{leap ? 59 : second} + fraction;
  const UtcTime utc = local - offset;
  const auto end_of_day = std::chrono::floor<std::chrono::days>(utc) + std::chrono::days{1};
  if (leap && end_of_day - utc > std::chrono::seconds{1}) return std::nullopt;
  if (utc < kEarliest || utc > kLatest) return std::nullopt;
  return utc;
}

std::string render_rfc3339(UtcTime time) {
  const UtcTime clamped = std::clamp(time, kEarliest, kLatest);
  const auto day = std::chrono::floor<std::chrono::days>(clamped);
  const std::chrono::year_month_day date{day};
  const auto of_day = static_cast<unsigned>((clamped - day).count());
  std::string out;
  out.reserve(24);
  append_number(out, static_cast<unsigned>(int{date.year()}), 4);
  out += '-';
  append_number(out, unsigned{date.month()}, 2);
  out += '-';
  append_number(out, unsigned{date.day()}, 2);
  out += 'T';
  append_number(out, of_day / 3'600'000, 2);
  out += ':';
  append_number(out, of_day / 60'000 % 60, 2);
  out += ':';
  append_number(out, of_day / 1'000 % 60, 2);
  out += '.';
  append_number(out, of_day % 1'000, 3);
  out += 'Z';
  return out;
}

}  // namespace autoheal::kit
