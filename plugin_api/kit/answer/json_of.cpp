#include "kit/answer/json_of.hpp"

#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>

namespace autoheal::kit {

namespace json = boost::json;

json::object json_of(const Reference& reference) {
  json::object out{{"id", reference.id}};
  if (!reference.summary.empty()) out["name"] = reference.summary;
  return out;
}

json::array json_of(const std::vector<Reference>& references) {
  json::array out;
  for (const Reference& reference : references) out.push_back(json_of(reference));
  return out;
}

void put(json::object& out, std::string_view key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}

void put(json::object& out, std::string_view key, const std::optional<UtcTime>& time) {
  if (time) out[key] = render_rfc3339(*time);
}

void put(json::object& out, std::string_view key, const Reference& reference) {
  if (!reference.id.empty() || !reference.summary.empty()) out[key] = json_of(reference);
}

void put(json::object& out, std::string_view key, const std::vector<Reference>& references) {
  if (!references.empty()) out[key] = json_of(references);
}

void count_one(json::object& counts, std::string_view key) {
  json::value& found = counts[key];
  found = found.is_int64() ? found.get_int64() + 1 : 1;
}

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

}  // namespace autoheal::kit
