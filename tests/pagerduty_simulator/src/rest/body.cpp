#include "rest/body.hpp"

namespace simulator {

namespace json = boost::json;

json::object parse_body(const Request& request) {
  boost::system::error_code error;
  json::value body = json::parse(request.body, error);
  if (error || !body.is_object()) fail(400, 2001, "Invalid Input Provided", {"Body is not a JSON object."});
  return std::move(body.as_object());
}

json::object parse_wrapped_body(const Request& request, std::string_view wrapper) {
  json::object body = parse_body(request);
  json::value* inner = body.if_contains(wrapper);
  if (inner == nullptr || !inner->is_object()) fail_input(std::string(wrapper) + " is required.");
  return std::move(inner->as_object());
}

std::string text_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || value->is_null()) return {};
  if (!value->is_string()) fail_input(std::string(name) + " must be a string.");
  return std::string(value->as_string());
}

std::string id_member(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_object()) return {};
  return text_member(value->as_object(), "id");
}

Index acting_user(const Call& call) {
  if (call.key.kind != Key::Kind::general) return call.key.user;
  const std::string_view from = call.request.header("From");
  for (Index i = 0; i < call.account.users.size(); ++i) {
    if (equal_ignoring_case(call.account.users.at(i).email, from)) return i;
  }
  fail(400, 1008, "Requester User Not Found");
}

}  // namespace simulator
