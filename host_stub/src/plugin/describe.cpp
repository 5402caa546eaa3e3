#include "plugin/describe.hpp"

#include "autoheal/abi.hpp"
#include "base/json.hpp"
#include "schema/schema.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace autoheal::host {
namespace {

namespace json = boost::json;

Error broken(const std::string& what) {
  return Error::of(Errc::plugin_fault, "Its describe document breaks the contract: " + what + ".",
                   "The author of the plugin has to repair this.");
}

bool flag_at(const json::object& object, const char* member, bool otherwise) {
  const json::value* value = object.if_contains(member);
  return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
}

bool is_operation_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name[0] >= 'a' && name[0] <= 'z' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

// A usable schema of one closed object.
Result<std::shared_ptr<const json::object>> closed_schema(const json::object& parent, const char* member,
                                                          const std::string& where) {
  const json::object* schema = object_at(parent, member);
  if (schema == nullptr) return failure(broken(where + " is missing or not an object"));
  const std::vector<Problem> problems = check_schema(*schema);
  if (!problems.empty()) return failure(broken(where + problems[0].pointer + " " + problems[0].message));
  if (text_at(*schema, "type") != "object" || flag_at(*schema, "additionalProperties", true)) {
    return failure(broken(where + " is not the schema of a closed object"));
  }
  return std::make_shared<const json::object>(*schema);
}

Result<Operation> parse_operation(const json::value& value, const std::string& where) {
  const json::object* object = value.if_object();
  if (object == nullptr) return failure(broken(where + " is not an object"));
  Operation operation;
  operation.name = text_at(*object, "name");
  if (!is_operation_name(operation.name)) return failure(broken(where + "/name does not match ^[a-z][a-z_]*$"));
  operation.title = text_at(*object, "title");
  operation.description = text_at(*object, "description");
  if (operation.description.empty()) return failure(broken(where + "/description is missing"));
  const std::string audience = text_at(*object, "audience");
  if (audience != "agent" && audience != "host") return failure(broken(where + "/audience is not agent or host"));
  operation.for_agents = audience == "agent";
  operation.role = text_at(*object, "role");
  if (const json::object* annotations = object_at(*object, "annotations")) {
    operation.read_only = flag_at(*annotations, "read_only", false);
    operation.idempotent = flag_at(*annotations, "idempotent", false);
    operation.open_world = flag_at(*annotations, "open_world", true);
  }
  if (const json::value* typical = object->if_contains("typical_ms"); typical != nullptr && typical->is_int64()) {
    operation.typical_ms = typical->get_int64();
  }
  AH_TRY(operation.arguments, closed_schema(*object, "arguments", where + "/arguments"));
  if (const json::object* result = object_at(*object, "result")) {
    operation.result = std::make_shared<const json::object>(*result);
  }
  return operation;
}

Result<std::vector<Operation>> parse_operations(const json::object& document) {
  std::vector<Operation> operations;
  const json::value* list = document.if_contains("operations");
  if (list == nullptr || !list->is_array()) return failure(broken("/operations is missing or not a list"));
  std::set<std::string> names;
  std::set<std::string> roles;
  for (const json::value& item : list->get_array()) {
    AH_TRY(Operation operation, parse_operation(item, "/operations/" + std::to_string(operations.size())));
    if (!names.insert(operation.name).second) {
      return failure(broken("the operation " + operation.name + " stands there twice"));
    }
    if (!operation.role.empty() && !roles.insert(operation.role).second) {
      return failure(broken("the role " + operation.role + " stands on two operations"));
    }
    operations.push_back(std::move(operation));
  }
  return operations;
}

Result<std::optional<WebhookContract>> parse_webhook(const json::object& document) {
  if (!document.contains("webhook")) return std::optional<WebhookContract>{};
  const json::object* webhook = object_at(document, "webhook");
  if (webhook == nullptr) return failure(broken("/webhook is not an object"));
  WebhookContract contract;
  contract.signature_header = text_at(*webhook, "signature_header");
  contract.secret_setting = text_at(*webhook, "secret_setting");
  contract.url_secret = text_at(*webhook, "url_secret");
  if (const json::value* types = webhook->if_contains("event_types"); types != nullptr && types->is_array()) {
    for (const json::value& type : types->get_array()) {
      if (type.is_string()) contract.event_types.emplace_back(type.get_string().c_str());
    }
  }
  if (const json::value* most = webhook->if_contains("max_body_bytes")) {
    const std::int64_t* bytes = most->if_int64();
    if (bytes == nullptr || *bytes < 1 || *bytes > (64 << 20)) {
      return failure(broken("/webhook/max_body_bytes is not a number from 1 to 64 MiB"));
    }
    contract.max_body_bytes = static_cast<std::size_t>(*bytes);
  }
  return std::optional<WebhookContract>{std::move(contract)};
}

// A kind of document whose version this host does not know, or empty.
std::string find_later_document(const json::object& document) {
  const json::object* documents = object_at(document, "documents");
  if (documents == nullptr) return {};
  for (const char* kind : {"error", "table", "envelope", "webhook", "configure"}) {
    const json::value* version = documents->if_contains(kind);
    if (version != nullptr && *version != json::value(1)) return kind;
  }
  return {};
}

const json::object* property(const Describe& describe, std::string_view setting) {
  const json::object* properties = object_at(*describe.settings, "properties");
  const json::value* value =
      properties == nullptr ? nullptr : properties->if_contains({setting.data(), setting.size()});
  return value == nullptr ? nullptr : value->if_object();
}

}  // namespace

const Operation* Describe::find_operation(std::string_view operation) const {
  const auto found =
      std::find_if(operations.begin(), operations.end(), [&](const Operation& o) { return o.name == operation; });
  return found == operations.end() ? nullptr : &*found;
}

bool Describe::is_secret(std::string_view setting) const {
  const json::object* found = property(*this, setting);
  return found != nullptr && flag_at(*found, "writeOnly", false);
}

bool Describe::is_operator_only(std::string_view setting) const {
  const json::object* found = property(*this, setting);
  return found != nullptr && flag_at(*found, "x-operator-only", false);
}

std::vector<std::string> Describe::secret_names() const {
  std::vector<std::string> names;
  if (const json::object* properties = object_at(*settings, "properties")) {
    for (const auto& member : *properties) {
      std::string setting{member.key().data(), member.key().size()};
      if (is_secret(setting)) names.push_back(std::move(setting));
    }
  }
  return names;
}

Result<Describe> parse_describe(std::string_view text) {
  auto parsed = parse_json_object(text, "it");
  if (!parsed.has_value()) return failure(broken(parsed.error().message));
  const json::object& document = parsed.value();
  Describe describe;
  if (document.if_contains("describe_version") == nullptr || document.at("describe_version") != json::value(1)) {
    return failure(broken("/describe_version is not 1"));
  }
  if (const auto later = find_later_document(document); !later.empty()) {
    return failure(broken("the version of its document " + later + " is not 1, the only one that this host knows"));
  }
  describe.id = text_at(document, "id");
  if (!is_id(describe.id)) return failure(broken("/id does not match ^[a-z][a-z0-9_]*$"));
  describe.name = text_at(document, "name");
  describe.version = text_at(document, "version");
  if (describe.name.empty() || describe.version.empty()) return failure(broken("/name or /version is missing"));
  AH_TRY(describe.settings, closed_schema(document, "settings", "/settings"));
  AH_TRY(describe.operations, parse_operations(document));
  AH_TRY(describe.webhook, parse_webhook(document));
  describe.document = std::make_shared<const json::object>(document);
  return describe;
}

}  // namespace autoheal::host
