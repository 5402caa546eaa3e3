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

}  // namespace autoheal::kit
