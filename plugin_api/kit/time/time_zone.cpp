#include "kit/time/time_zone.hpp"

#include "kit/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <date/tz.h>
#include <vector>

namespace autoheal::kit {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

const date::time_zone& zone_at(const void* zone) { return *static_cast<const date::time_zone*>(zone); }

bool means_utc(std::string_view name) {
  constexpr std::array<std::string_view, 5> kUtcNames{"utc", "z", "gmt", "etc/utc", "zulu"};
  return std::any_of(kUtcNames.begin(), kUtcNames.end(),
                     [&](std::string_view n) { return equals_ignoring_case(n, name); });
}

Error not_a_zone(std::string_view given, const std::vector<std::string_view>& known) {
  std::string near;  // "Berlin" means "Europe/Berlin"
  for (std::string_view name : known) {
    const std::size_t slash = name.rfind('/');
    const bool city = slash != std::string_view::npos && equals_ignoring_case(name.substr(slash + 1), given);
    if (city && near.empty()) near = name;
  }
  return Error::of(Errc::invalid_argument, "\"" + std::string(given) + "\" is not the name of a time zone.",
                   near.empty() ? "Use an IANA name such as Europe/Berlin, or UTC." : "Did you mean " + near + "?");
}

}  // namespace

bool is_time_zone(std::string_view name) {
  // The library turns the name into a path of the database: only names get that far.
  const bool plain = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return is_alnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
  });
  if (!plain || name.front() == '/') return false;
  try {
    return date::locate_zone(std::string(name)) != nullptr;
  } catch (const std::exception&) {
    return false;
  }
}

Result<TimeZone> TimeZone::find(std::string_view name) {
  if (means_utc(name)) return TimeZone{};
  try {
    const date::tzdb& database = date::get_tzdb();
    std::vector<std::string_view> known;
    for (const date::time_zone& zone : database.zones) {
      if (equals_ignoring_case(zone.name(), name)) {
        TimeZone found;
        found.zone_ = date::locate_zone(zone.name());
        found.name_ = zone.name();
        return found;
      }
      known.push_back(zone.name());
    }
    return failure(not_a_zone(name, known));
  } catch (const std::exception&) {
    return failure(Errc::invalid_argument, "This machine has no time zone database; only UTC is known.",
                   "Install tzdata, or use UTC.");
  }
}

TimeZone TimeZone::fixed(minutes offset) {
  TimeZone zone;
  if (offset == minutes{0}) return zone;
  zone.offset_ = offset;
  const auto distance = std::chrono::abs(offset).count();
  char text[16];
  std::snprintf(text, sizeof text, "%c%02d:%02d", offset < minutes{0} ? '-' : '+',
                static_cast<int>(distance / 60 % 100), static_cast<int>(distance % 60));
  zone.name_ = text;
  return zone;
}

minutes TimeZone::offset(UtcTime time) const {
  if (zone_ == nullptr) return offset_;
  return std::chrono::floor<minutes>(zone_at(zone_).get_info(std::chrono::floor<std::chrono::seconds>(time)).offset);
}

LocalTime TimeZone::to_local(UtcTime time) const {
  if (zone_ == nullptr) return LocalTime{time.time_since_epoch() + offset_};
  const auto info = zone_at(zone_).get_info(std::chrono::floor<std::chrono::seconds>(time));
  return LocalTime{time.time_since_epoch() + info.offset};
}

UtcTime TimeZone::to_utc(LocalTime time) const {
  if (zone_ == nullptr) return UtcTime{time.time_since_epoch() - offset_};
  date::local_time<milliseconds> local{time.time_since_epoch()};
  const auto info = zone_at(zone_).get_info(std::chrono::floor<std::chrono::seconds>(local));
  if (info.result == date::local_info::nonexistent) return UtcTime{info.second.begin.time_since_epoch()};
  return UtcTime{local.time_since_epoch() - info.first.offset};
}

std::string TimeZone::render_date(UtcTime time) const {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(to_local(time))};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::string TimeZone::render(UtcTime time) const {
  const LocalTime local = to_local(time);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::hh_mm_ss clock{std::chrono::floor<minutes>(local - day)};
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  char text[64];
  std::snprintf(text, sizeof text, "%s %s %02d:%02d", kDays[std::chrono::weekday{day}.c_encoding()],
                render_date(time).c_str(), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()));
  return std::string(text) + " (" + name_ + ")";
}

}  // namespace autoheal::kit
