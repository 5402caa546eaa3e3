// D: the describe document.
#include "context.hpp"
#include "process_state.hpp"
#include "schema.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <set>
#include <thread>

namespace autoheal::validator {
namespace {

namespace json = boost::json;

const json::value& member(const json::object& object, std::string_view key, json::kind kind, const std::string& where) {
  const json::value* value = object.if_contains(key);
  require(value != nullptr, where + " has no \"" + std::string(key) + "\"");
  require(value->kind() == kind, where + ": \"" + std::string(key) + "\" is of the wrong type");
  return *value;
}

std::string text(const json::object& object, std::string_view key, const std::string& where) {
  std::string value(member(object, key, json::kind::string, where).get_string());
  require(!value.empty(), where + ": \"" + std::string(key) + "\" is empty");
  return value;
}

bool is_closed_object(const json::object& schema) {
  const json::value* type = schema.if_contains("type");
  const json::value* more = schema.if_contains("additionalProperties");
  return type != nullptr && *type == "object" && more != nullptr && more->is_bool() && !more->get_bool();
}

void d1(Context& context) {
  forbid_network();
  const Answer answer = context.run_describe();
  require_status(answer, AUTOHEAL_OK, "before any create");
  require(network_attempts() == 0, "describe uses the network");
  const json::object document = parse_object(answer.result, "the describe document");
  const std::string where = "the describe document";
  require(member(document, "describe_version", json::kind::int64, where) == 1, "describe_version is not 1");
  require(text(document, "id", where) == to_view(context.plugin().id), "its id is not that of the table");
  require(text(document, "version", where) == to_view(context.plugin().version),
          "its version is not that of the table");
  text(document, "name", where);
  member(document, "settings", json::kind::object, where);
  require(!member(document, "operations", json::kind::array, where).get_array().empty(), "it describes no operation");
  if (const json::value* webhook = document.if_contains("webhook")) {
    require(webhook->is_object(), "\"webhook\" is not an object");
    member(webhook->get_object(), "event_types", json::kind::array, "\"webhook\"");
    require(member(webhook->get_object(), "max_body_bytes", json::kind::int64, "\"webhook\"").get_int64() > 0,
            "\"max_body_bytes\" is not positive");
    if (const json::value* secret = webhook->get_object().if_contains("secret_setting")) {
      const json::value* properties = document.at("settings").get_object().if_contains("properties");
      require(properties != nullptr && secret->is_string() && properties->as_object().contains(secret->get_string()),
              "\"secret_setting\" names no setting");
    }
  }
}

void d2(Context& context) {
  const std::string first = context.run_describe().result;
  std::atomic<bool> differs = false;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&] {
      for (int turn = 0; turn < 13; ++turn)
        if (context.run_describe().result != first) differs = true;
    });
  for (std::thread& one : threads) one.join();
  require(!differs, "two calls gave different bytes");
}

void d3(Context& context) {
  const json::object& settings = context.describe().at("settings").as_object();
  const std::string fault = find_schema_fault(settings);
  require(fault.empty(), "the settings schema is not sound: " + fault);
  require(is_closed_object(settings), "the settings schema is not a closed object (additionalProperties: false)");
  if (const json::value* properties = settings.if_contains("properties"))
    for (const auto& [name, schema] : properties->as_object()) {
      const std::string where = "the setting " + std::string(name);
      text(schema.as_object(), "title", where);
      text(schema.as_object(), "description", where);
      const json::value* secret = schema.as_object().if_contains("writeOnly");
      require(secret == nullptr || *secret != true || !schema.as_object().contains("default"),
              where + " is a secret with a default");
    }
  if (!context.has_sidecar()) return;
  json::value sample = json::parse(context.sidecar().settings);
  for (const auto& [name, value] : context.sidecar().secrets) {
    const json::value* schema =
        settings.contains("properties") ? settings.at("properties").as_object().if_contains(name) : nullptr;
    if (schema == nullptr) continue;  // a name that is no setting, like that of the webhook's own URL
    const json::value* secret = schema->as_object().if_contains("writeOnly");
    require(secret != nullptr && *secret == true, "the secret " + name + " is not writeOnly");
    sample.as_object()[name] = value;
  }
  const std::vector<std::string> violations = find_violations(sample, settings);
  require(violations.empty(),
          "the sidecar's settings break the schema at \"" + (violations.empty() ? "" : violations[0]) + "\"");
}

void d4(Context& context) {
  std::set<std::string> names;
  for (const json::value& item : context.describe().at("operations").as_array()) {
    require(item.is_object(), "an operation is not an object");
    const json::object& operation = item.get_object();
    const std::string name = text(operation, "name", "an operation");
    const std::string where = "the operation " + name;
    require(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos && name[0] != '_',
            where + " does not match ^[a-z][a-z_]*$");
    require(names.insert(name).second, where + " is there twice");
    text(operation, "title", where);
    require(text(operation, "description", where).size() >= 20,
            where + " has a description of less than 20 characters");
    const std::string audience = text(operation, "audience", where);
    require(audience == "agent" || audience == "host", where + ": audience is neither agent nor host");
    for (const char* key : {"arguments", "result"}) {
      const json::value& schema = member(operation, key, json::kind::object, where);
      const std::string fault = find_schema_fault(schema);
      require(fault.empty(), where + ": the schema of its " + key + " is not sound: " + fault);
    }
    require(is_closed_object(operation.at("arguments").get_object()),
            where + ": the schema of its arguments is not a closed object (additionalProperties: false)");
  }
}

void d6(Context& context) {
  for (const char* id : {"", "no.such/1", "autoheal.none/1 ", "autoheal.none/1x"})
    require(context.plugin().extension(id) == nullptr, "it has an extension called \"" + std::string(id) + "\"");
}

void d7(Context& context) {
  const json::object& document = context.describe();
  if (const json::value* settings = document.if_contains("settings_version"))
    require(settings->is_int64() && settings->get_int64() >= 1, "\"settings_version\" is not a number from 1");
  const json::value* documents = document.if_contains("documents");
  if (documents == nullptr) return;
  require(documents->is_object(), "\"documents\" is not an object");
  for (const auto& [kind, version] : documents->get_object())
    require(version.is_int64() && version.get_int64() >= 1,
            "the version of the document " + std::string(kind) + " is not a number from 1");
}

}  // namespace

std::vector<Check> describe_checks() {
  return {
      {"D1", Level::must, "describe works without an instance and writes what documents.md says",
       "Compare with docs/documents.md section 1.", "N6", d1},
      {"D2", Level::must, "describe writes the same bytes every time, from any thread",
       "Write a constant, or render it without clocks, counters and unordered maps.", "D1", d2},
      {"D3", Level::must, "The settings schema is sound and closed, secrets are writeOnly without default",
       "Use only the keywords of docs/documents.md; additionalProperties: false.", "D1", d3},
      {"D4", Level::must, "Operations have unique names, real descriptions and closed argument schemas",
       "Name: ^[a-z][a-z_]*$; description: what it answers, when to use it; additionalProperties: false.", "D1", d4},
      {"D6", Level::must, "Unknown extensions are NULL", "Compare the whole id, not its beginning.", "N6", d6},
      {"D7", Level::must, "Versions of settings and documents are whole numbers from 1",
       "Leave them out for 1, or write numbers: docs/documents.md section 1.", "D1", d7},
  };
}

}  // namespace autoheal::validator
