#include "kit/answer/sentences.hpp"

#include <algorithm>
#include <cstdint>

namespace autoheal::kit {

std::string render_duration(std::chrono::seconds duration) {
  const std::int64_t s = std::max<std::int64_t>(duration.count(), 0);
  const auto pair = [](std::int64_t big, const char* big_unit, std::int64_t small, const char* small_unit) {
    const std::string out = std::to_string(big) + " " + big_unit;
    return small > 0 ? out + " " + std::to_string(small) + " " + small_unit : out;
  };
  if (s < 60) return std::to_string(s) + " s";
  if (s < 3'600) return pair(s / 60, "min", s % 60, "s");
  if (s < 86'400) return pair(s / 3'600, "h", s % 3'600 / 60, "min");
  return pair(s / 86'400, "d", s % 86'400 / 3'600, "h");
}

std::string enumerate(const std::vector<std::string>& names, std::size_t most) {
  std::string out;
  const std::size_t shown = names.size() > most ? most : names.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == names.size();
    out += i == 0 ? "" : last ? " and " : ", ";
    out += names[i];
  }
  if (shown < names.size()) out += " and " + std::to_string(names.size() - shown) + " more";
  return out;
}

std::string counted(std::size_t count, std::string_view singular) {
  const std::string out = std::to_string(count) + " ";
  if (count != 1 && singular.ends_with('y')) return out + std::string(singular.substr(0, singular.size() - 1)) + "ies";
  const std::string_view ending = singular.ends_with("ch") || singular.ends_with('s') ? "es" : "s";
  return out + std::string(singular) + (count == 1 ? "" : std::string(ending));
}

std::string counted(std::size_t count, std::string_view singular, Extent extent) {
  const bool whole = extent == Extent::whole;
  if (count == 0) return "No " + std::string(singular) + (whole ? "" : " that could be read was");
  return (whole ? "" : "At least ") + counted(count, singular);
}

}  // namespace autoheal::kit
