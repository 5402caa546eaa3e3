#include "mcp/tools.hpp"

#include "integrations/integrations.hpp"

#include <algorithm>
#include <map>

namespace autoheal::host::mcp {
namespace {

namespace json = boost::json;

constexpr std::string_view kIntegration = "integration";

bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() == '*') {
    for (std::size_t skip = 0; skip <= name.size(); ++skip) {
      if (matches(pattern.substr(1), name.substr(skip))) return true;
    }
    return false;
  }
  return !name.empty() && pattern.front() == name.front() && matches(pattern.substr(1), name.substr(1));
}

// The operation's own schema; with several integrations a required argument more.
json::object input_schema(const Operation& operation, const std::vector<std::string>& integrations) {
  json::object schema = operation.arguments ? *operation.arguments : json::object{{"type", "object"}};
  if (integrations.size() < 2) return schema;
  json::value& properties = schema["properties"];
  if (!properties.is_object()) properties.emplace_object();
  properties.as_object()[kIntegration] = json::object{{"type", "string"},
                                                      {"enum", json::value_from(integrations)},
                                                      {"description", "Which of the connected accounts to ask."}};
  json::value& required = schema["required"];
  if (!required.is_array()) required.emplace_array();
  required.as_array().emplace_back(kIntegration);
  return schema;
}

// One level of the schema: enough to know the members by name, small enough for a context window.
json::object shallow(const json::object& schema) {
  json::object out{{"type", "object"}};
  const json::value* properties = schema.if_contains("properties");
  if (properties == nullptr || !properties->is_object()) return out;
  json::object members;
  for (const auto& [name, member] : properties->as_object()) {
    json::object brief;
    if (const json::object* object = member.if_object()) {
      if (const json::value* type = object->if_contains("type")) brief["type"] = *type;
    }
    members[name] = std::move(brief);
  }
  out["properties"] = std::move(members);
  return out;
}

// The envelope of docs/documents.md section 4, or an error instead of it; hence no required members.
json::object output_schema(const Operation& operation) {
  const json::object object{{"type", "object"}};
  return {{"type", "object"},
          {"properties",
           {{"summary", {{"type", "string"}}},
            {"data", operation.result ? shallow(*operation.result) : object},
            {"meta", object},
            {"links", {{"type", "array"}}},
            {"error", object}}}};
}

json::object tool_document(const Tool& tool, const Operation& operation) {
  json::object hints{{"title", operation.title},
                     {"readOnlyHint", operation.read_only},
                     {"idempotentHint", operation.idempotent},
                     {"openWorldHint", operation.open_world}};
  if (operation.read_only) hints["destructiveHint"] = false;
  return {{"name", tool.name},
          {"title", operation.title},
          {"description", operation.description},
          {"inputSchema", input_schema(operation, tool.integrations)},
          {"outputSchema", output_schema(operation)},
          {"annotations", std::move(hints)}};
}

// Integrations by plugin id, names in order.
Result<std::map<std::string, std::vector<std::string>>> integrations_by_plugin(const AgentServices& services) {
  AH_TRY(auto integrations, services.integrations.list());
  std::map<std::string, std::vector<std::string>> out;
  for (const Integration& integration : integrations) out[integration.plugin].push_back(integration.name);
  for (auto& [plugin, names] : out) std::sort(names.begin(), names.end());
  return out;
}

// All that the error document says, for clients that hand their model nothing else (many do, once isError is set).
std::string failure_in_words(const Error& error, const json::object& document) {
  std::string text = render_for_people(error);
  if (error.retry_after) text += "Try again in " + std::to_string(error.retry_after->count()) + " ms.\n";
  text += "Code: " + std::string(document.at("code").as_string());
  text += document.at("retryable").as_bool() ? ", retryable." : ", not retryable.";
  if (const json::value* upstream = document.if_contains("upstream")) {
    text += "\nUpstream: " + json::serialize(*upstream);
  }
  return text;
}

json::array text_content(std::string text) { return {{{"type", "text"}, {"text", std::move(text)}}}; }

}  // namespace

bool ToolFilter::accepts(std::string_view tool) const {
  return patterns.empty() ||
         std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) { return matches(p, tool); });
}

ToolFilter parse_tool_filter(std::string_view comma_separated) {
  ToolFilter filter;
  while (!comma_separated.empty()) {
    const std::size_t comma = comma_separated.find(',');
    std::string_view pattern = comma_separated.substr(0, comma);
    while (!pattern.empty() && pattern.front() == ' ') pattern.remove_prefix(1);
    while (!pattern.empty() && pattern.back() == ' ') pattern.remove_suffix(1);
    if (!pattern.empty()) filter.patterns.emplace_back(pattern);
    comma_separated = comma == std::string_view::npos ? std::string_view{} : comma_separated.substr(comma + 1);
  }
  return filter;
}

Result<std::vector<Tool>> list_tools(const AgentServices& services, const ToolFilter& filter) {
  AH_TRY(auto by_plugin, integrations_by_plugin(services));
  std::map<std::string, int> owners;  // operation name -> number of plugins that offer it
  for (const auto& [plugin, names] : by_plugin) {
    auto loaded = services.host.plugins.find(plugin);
    if (!loaded.has_value()) continue;  // the integrations page says why
    for (const Operation& operation : loaded.value()->describe.operations) ++owners[operation.name];
  }
  std::vector<Tool> tools;
  for (const auto& [plugin, names] : by_plugin) {
    auto loaded = services.host.plugins.find(plugin);
    if (!loaded.has_value()) continue;
    for (const Operation& operation : loaded.value()->describe.operations) {
      if (!operation.for_agents) continue;
      Tool tool;
      tool.operation = operation.name;
      tool.name = owners[operation.name] > 1 ? plugin + "_" + operation.name : operation.name;
      if (!filter.accepts(tool.name)) continue;
      tool.integrations = names;
      tool.document = tool_document(tool, operation);
      tools.push_back(std::move(tool));
    }
  }
  return tools;
}

Result<std::string> take_integration(const Tool& tool, json::object& arguments) {
  if (tool.integrations.size() == 1 && !arguments.contains(kIntegration)) return tool.integrations.front();
  Error error = Error::of(Errc::invalid_argument, "Say which connected account is meant.",
                          "Set the argument integration to one of the names in choices.");
  error.problems.push_back({"/integration", "must be the name of a connected account"});
  json::array choices;
  for (const std::string& name : tool.integrations) {
    choices.push_back({{"number", choices.size() + 1}, {"kind", "integration"}, {"id", name}, {"name", name}});
  }
  error.choices = json::serialize(choices);
  const json::value* given = arguments.if_contains(kIntegration);
  if (given == nullptr || !given->is_string()) return failure(std::move(error));
  std::string name{given->as_string()};
  if (std::find(tool.integrations.begin(), tool.integrations.end(), name) == tool.integrations.end()) {
    return failure(std::move(error));
  }
  arguments.erase(kIntegration);
  return name;
}

json::object render_answer(std::string_view envelope) {
  json::error_code failed;
  json::value parsed = json::parse(envelope, failed);
  if (failed || !parsed.is_object()) {
    return render_failure(Error::of(Errc::plugin_fault, "The integration's answer cannot be read."));
  }
  std::string text = json::serialize(parsed);  // compact; the members stay in the envelope's order, the summary first
  return {{"content", text_content(std::move(text))}, {"structuredContent", std::move(parsed)}, {"isError", false}};
}

json::object render_failure(const Error& error) {
  json::value document = json::parse(render(error));
  std::string text = failure_in_words(error, document.as_object());
  return {{"content", text_content(std::move(text))},
          {"structuredContent", json::object{{"error", std::move(document)}}},
          {"isError", true}};
}

}  // namespace autoheal::host::mcp
