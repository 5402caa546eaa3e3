#include "base/time_zone.hpp"

#include <date/tz.h>
#include <algorithm>
#include <exception>

namespace autoheal::pagerduty {

bool is_time_zone(std::string_view name) {
  // The library turns the name into a path of the database: only names get that far.
  const bool plain = !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
           c == '-' || c == '+';
  });
  if (!plain || name.front() == '/') return false;
  try {
    return date::locate_zone(std::string(name)) != nullptr;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace autoheal::pagerduty
