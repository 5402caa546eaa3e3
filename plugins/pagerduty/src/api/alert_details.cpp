#include "api/alert_details.hpp"

#include "api/untrusted.hpp"
#include "kit/text/credentials.hpp"
#include "kit/text/json_text.hpp"
#include "kit/text/url.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostFields = 500;
constexpr std::size_t kLongestValue = 8'192;
constexpr std::size_t kLongestDetail = 65'536;
constexpr std::size_t kDeepest = 8;

// PagerDuty itself puts them beside the payload: they are left out altogether, other credentials only masked.
bool is_pagerduty_key(std::string_view key) {
  constexpr std::string_view kNames[] = {"service_key", "routing_key", "integration_key", "api_key"};
  return std::find(std::begin(kNames), std::end(kNames), key) != std::end(kNames);
}

bool is_web_link(std::string_view url) { return url.size() <= 2'048 && kit::parse_web_url(url).has_value(); }

std::string scalar_text(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : kit::render_json(value);
}

void add_field(std::vector<std::pair<std::string, std::string>>& out, std::size_t& omitted, const std::string& name,
               std::string_view value) {
  if (out.size() >= kMostFields) {
    ++omitted;
    return;
  }
  out.emplace_back(kit::untrusted(name, kit::Lines::one, 200), kit::untrusted(value, kit::Lines::many, kLongestValue));
}

void flatten_at(const json::value& value, const std::string& name, std::size_t depth,
                std::vector<std::pair<std::string, std::string>>& out, std::size_t& omitted) {
  if (value.is_null()) return;
  if (value.is_string()) return add_field(out, omitted, name, value.get_string());
  const bool nested = value.is_object() || value.is_array();
  if (!nested || depth >= kDeepest) return add_field(out, omitted, name, scalar_text(value));
  if (value.is_object()) {
    for (const auto& member : value.get_object()) {
      if (is_pagerduty_key(member.key())) continue;
      const std::string key(member.key());
      flatten_at(member.value(), name.empty() ? key : name + "." + key, depth + 1, out, omitted);
    }
    return;
  }
  const json::array& array = value.get_array();
  bool scalars =
      std::all_of(array.begin(), array.end(), [](const json::value& v) { return !v.is_object() && !v.is_array(); });
  if (scalars) {
    std::string joined;
    for (const json::value& item : array) {
      joined += (joined.empty() ? "" : ", ") + scalar_text(item);
    }
    return add_field(out, omitted, name, joined);
  }
  for (std::size_t i = 0; i < array.size(); ++i) {
    flatten_at(array[i], name + "[" + std::to_string(i) + "]", depth + 1, out, omitted);
  }
}

void take(std::string& field, const kit::JsonReader& reader, std::string_view key, std::size_t max_bytes = 1'024) {
  if (!field.empty()) return;
  const json::value* value = reader.raw(key);
  if (value != nullptr && value->is_string()) field = kit::untrusted(value->get_string(), kit::Lines::one, max_bytes);
}

// `details`: an object, a string (which may hold JSON), or nothing.
void read_details(const json::value* details, model::AlertDetails& out) {
  if (details == nullptr || details->is_null()) return;
  if (details->is_string()) {
    const std::string_view text = details->get_string();
    json::error_code ec;
    if (text.starts_with('{')) {
      const json::value parsed = json::parse(text, ec);
      if (!ec && parsed.is_object()) return flatten(parsed, "", out.fields, out.omitted_fields);
    }
    out.text = kit::untrusted(text, kit::Lines::many, kLongestDetail);
    return;
  }
  flatten(*details, "", out.fields, out.omitted_fields);
}

void read_cef(const kit::JsonReader& cef, model::AlertDetails& out) {
  take(out.summary, cef, "description");
  take(out.summary, cef, "summary");
  take(out.severity, cef, "severity", 40);
  take(out.source, cef, "source_origin");
  take(out.source, cef, "source");
  take(out.component, cef, "source_component");
  take(out.component, cef, "component");
  take(out.group, cef, "service_group");
  take(out.group, cef, "group");
  take(out.event_class, cef, "event_class");
  take(out.event_class, cef, "class");
  take(out.client, cef, "client");
  take(out.dedup_key, cef, "dedup_key", 255);
  if (const json::value* url = cef.raw("client_url"); url != nullptr && url->is_string()) {
    const std::string link(url->get_string());
    if (is_web_link(link)) out.client_url = kit::mask_secrets(link);
  }
  for (model::ContextLink& link : read_contexts(cef, "contexts")) out.links.push_back(std::move(link));
  if (out.fields.empty() && out.text.empty()) read_details(cef.raw("details"), out);
}

void drop_repeated_links(std::vector<model::ContextLink>& links) {
  std::vector<model::ContextLink> kept;
  for (model::ContextLink& link : links) {
    const bool seen = std::any_of(kept.begin(), kept.end(), [&](const auto& k) { return k.href == link.href; });
    if (!seen && kept.size() < 50) kept.push_back(std::move(link));
  }
  links = std::move(kept);
}

}  // namespace

void flatten(const json::value& value, const std::string& name, std::vector<std::pair<std::string, std::string>>& out,
             std::size_t& omitted) {
  flatten_at(kit::without_credentials(value), name, 0, out, omitted);
}

std::vector<model::ContextLink> read_contexts(const kit::JsonReader& reader, std::string_view key) {
  std::vector<model::ContextLink> out;
  const json::value* list = reader.raw(key);
  if (list == nullptr || !list->is_array()) return out;
  kit::JsonMistakes ignored;
  for (const json::value& value : list->get_array()) {
    if (!value.is_object()) continue;
    const kit::JsonReader item(&value, "", ignored);
    const bool image = item.text_or("type") == "image";
    std::string href = item.text_or(image ? "src" : "href");
    if (image && !is_web_link(href)) href = item.text_or("href");
    if (!is_web_link(href)) continue;
    std::string text = read_text(item, "text", kit::Lines::one, 200);
    if (text.empty()) text = read_text(item, "alt", kit::Lines::one, 200);
    out.push_back({std::move(text), kit::mask_secrets(href), image});
  }
  return out;
}

model::AlertDetails read_alert_body(const kit::JsonReader& body) {
  model::AlertDetails out;
  read_details(body.raw("details"), out);
  const auto cef = body.optional_object("cef_details");
  for (model::ContextLink& link : read_contexts(body, "contexts")) out.links.push_back(std::move(link));
  const bool structured = !out.fields.empty();
  if (cef) {
    read_cef(*cef, out);
    out.format = out.event_class.empty() && out.component.empty() && out.group.empty() ? "events_v2" : "cef";
  } else if (structured) {
    out.format = "custom";
  } else if (!out.text.empty()) {
    out.format = "text";
  } else if (!out.links.empty()) {
    out.format = "custom";
  }
  drop_repeated_links(out.links);
  return out;
}

model::AlertDetails read_channel_details(const kit::JsonReader& channel) {
  model::AlertDetails out;
  const std::string type = channel.text_or("type");
  if (type == "email") {
    take(out.summary, channel, "subject");
    take(out.summary, channel, "summary");
    if (const json::value* text = channel.raw("body"); text != nullptr && text->is_string()) {
      out.text = kit::untrusted(text->get_string(), kit::Lines::many, kLongestDetail);
    }
    if (!out.summary.empty() || !out.text.empty()) out.format = "email";
    return out;
  }
  take(out.dedup_key, channel, "incident_key", 255);
  take(out.client, channel, "client");
  read_details(channel.raw("details"), out);
  bool from_cef = false;
  if (auto cef = channel.optional_object("cef_details")) {
    read_cef(*cef, out);
    from_cef = true;
  }
  take(out.summary, channel, "description");
  take(out.summary, channel, "subject");
  take(out.summary, channel, "summary");
  for (model::ContextLink& link : read_contexts(channel, "contexts")) out.links.push_back(std::move(link));
  drop_repeated_links(out.links);
  if (from_cef) {
    out.format = out.event_class.empty() && out.component.empty() && out.group.empty() ? "events_v2" : "cef";
  } else if (!out.fields.empty()) {
    out.format = "custom";
  } else if (!out.text.empty() || !out.summary.empty()) {
    out.format = "text";
  }
  return out;
}

}  // namespace autoheal::pagerduty::api
