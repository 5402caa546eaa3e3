#include "mcp/jsonrpc.hpp"

namespace autoheal::host::mcp {
namespace {

namespace json = boost::json;

Parsed refuse(int code, std::string message, json::value id = nullptr) {
  Parsed parsed;
  parsed.error = {code, std::move(message), std::move(id), nullptr};
  return parsed;
}

bool is_request_id(const json::value& id) { return id.is_string() || id.is_int64() || id.is_uint64(); }

// Params of a message, which may be left out; nullptr when they are something else than an object.
const json::object* params_of(const json::object& object) {
  static const json::object kNone;
  const json::value* params = object.if_contains("params");
  return params == nullptr ? &kNone : params->if_object();
}

}  // namespace

Parsed parse_message(std::string_view text) {
  if (text.size() > kMaxMessageBytes) return refuse(kInvalidRequest, "The message is larger than 4 MiB.");
  json::error_code failed;
  const json::value value = json::parse(text, failed);
  if (failed) return refuse(kParseError, "The message is not JSON: " + failed.message() + ".");
  const json::object* object = value.if_object();
  if (object == nullptr) {
    return refuse(kInvalidRequest, value.is_array()
                                       ? "Batches are not part of this protocol; send one message at a time."
                                       : "A message is a JSON object.");
  }
  const json::value* id = object->if_contains("id");
  const json::value known_id = id != nullptr && is_request_id(*id) ? *id : json::value{};
  const json::value* version = object->if_contains("jsonrpc");
  if (version == nullptr || *version != "2.0") {
    return refuse(kInvalidRequest, "The member jsonrpc must be \"2.0\".", known_id);
  }
  if (id != nullptr && !is_request_id(*id)) {
    return refuse(kInvalidRequest, "The member id must be a string or a whole number.");
  }

  Message message;
  message.id = known_id;
  const json::value* method = object->if_contains("method");
  if (method == nullptr) {
    if (id == nullptr || (!object->contains("result") && !object->contains("error"))) {
      return refuse(kInvalidRequest, "The member method is missing.", known_id);
    }
    message.kind = MessageKind::response;
  } else {
    if (!method->is_string()) return refuse(kInvalidRequest, "The member method must be a string.", known_id);
    const json::object* params = params_of(*object);
    if (params == nullptr) return refuse(kInvalidParams, "The member params must be an object.", known_id);
    message.kind = id == nullptr ? MessageKind::notification : MessageKind::request;
    message.method = method->as_string();
    message.params = *params;
  }
  Parsed parsed;
  parsed.message = std::move(message);
  return parsed;
}

std::string render_result(const json::value& id, json::object result) {
  return json::serialize(json::object{{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
}

std::string render_error(const RpcError& error) {
  json::object body{{"code", error.code}, {"message", error.message}};
  if (!error.data.is_null()) body["data"] = error.data;
  return json::serialize(json::object{{"jsonrpc", "2.0"}, {"id", error.id}, {"error", std::move(body)}});
}

std::string render_notification(std::string_view method, json::object params) {
  json::object message{{"jsonrpc", "2.0"}, {"method", method}};
  if (!params.empty()) message["params"] = std::move(params);
  return json::serialize(message);
}

}  // namespace autoheal::host::mcp
