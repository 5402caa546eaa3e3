#include "kit/answer/arguments.hpp"
#include "kit/answer/operation.hpp"

#include <boost/json.hpp>

namespace autoheal::kit {
namespace {

constexpr Parameter kCommon[] = {
    {"limit", ParameterType::integer, "rows at most", "", false, 1, kMostRows},
    {"cursor", ParameterType::text, "meta.cursor of the page before", ""},
    {"max_bytes", ParameterType::integer, "size of the answer, default 16384", "", false, kLeastMaxBytes,
     kMostMaxBytes},
    {"time_zone", ParameterType::text, "IANA name", ""},
};

boost::json::array choices_of(const Parameter& p) {
  boost::json::array out;
  std::string_view rest = p.choices;
  while (!rest.empty()) {
    const std::size_t bar = rest.find('|');
    out.push_back(boost::json::string(rest.substr(0, bar)));
    rest = bar == std::string_view::npos ? std::string_view{} : rest.substr(bar + 1);
  }
  return out;
}

boost::json::object schema_of(const Parameter& p) {
  boost::json::object out;
  switch (p.type) {
    case ParameterType::text:
      out["type"] = "string";
      break;
    case ParameterType::reference:
      out["type"] = {"string", "integer"};
      break;
    case ParameterType::integer:
      out["type"] = "integer";
      out["minimum"] = p.minimum;
      out["maximum"] = p.maximum;
      break;
    case ParameterType::choice:
      out["enum"] = choices_of(p);
      break;
    case ParameterType::choice_list:
      out["type"] = "array";
      out["items"] = {{"enum", choices_of(p)}};
      break;
    case ParameterType::text_list:
      out["type"] = "array";
      out["items"] = {{"type", "string"}};
      break;
  }
  if (!p.description.empty()) out["description"] = p.description;
  return out;
}

}  // namespace

std::span<const Parameter> common_parameters() { return kCommon; }

std::string arguments_schema(const Operation& operation) {
  boost::json::object properties;
  boost::json::array required;
  for (auto list : {operation.parameters, common_parameters()}) {
    for (const Parameter& p : list) {
      properties[p.name] = schema_of(p);
      if (p.required) required.push_back(boost::json::string(p.name));
    }
  }
  boost::json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return boost::json::serialize(schema);
}

}  // namespace autoheal::kit
