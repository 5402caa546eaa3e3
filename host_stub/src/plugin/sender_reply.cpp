#include "plugin/sender_reply.hpp"

#include "base/json.hpp"

#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

Error broken(std::string_view what) {
  return Error::of(Errc::plugin_fault,
                   "The plugin's reply to the sender breaks the contract: " + std::string{what} + ".");
}

Result<void> read_headers(const json::object& headers, SenderReply& reply) {
  for (const auto& [name, value] : headers) {
    if (!value.is_string()) return failure(broken("a header is not text"));
    const std::string_view text = value.get_string();
    if (name == "content-type") {
      reply.content_type = text;
    } else if (name == "retry-after") {
      reply.retry_after = parse_retry_after(text);
      if (!reply.retry_after) return failure(broken("its retry-after is not from 1 to 86400 seconds"));
    } else {
      return failure(broken("it has another header than content-type and retry-after"));
    }
  }
  return success();
}

Result<void> read_body(const json::object& object, SenderReply& reply) {
  const auto* plain = object.if_contains("body");
  const auto* encoded = object.if_contains("body_base64");
  if (plain != nullptr && encoded != nullptr) return failure(broken("it has two bodies"));
  const auto* body = plain != nullptr ? plain : encoded;
  if (body == nullptr) return success();
  if (!body->is_string()) return failure(broken("its body is not text"));
  auto bytes =
      plain != nullptr ? std::optional(std::string(plain->get_string())) : decode_base64(encoded->get_string());
  if (!bytes) return failure(broken("its body_base64 is not base64"));
  reply.body = std::move(*bytes);
  return success();
}

}  // namespace

Result<std::optional<SenderReply>> read_sender_reply(unsigned http_status, std::string_view result_json) {
  AH_TRY(const auto result, parse_json_object(result_json, "The plugin's webhook result"));
  const auto* member = result.if_contains("reply");
  if (member == nullptr) return std::optional<SenderReply>{};
  if (!member->is_object()) return failure(broken("it is not an object"));
  SenderReply reply;
  if (const auto* headers = member->get_object().if_contains("headers")) {
    if (!headers->is_object()) return failure(broken("its headers are not an object"));
    AH_TRY_VOID(read_headers(headers->get_object(), reply));
  }
  AH_TRY_VOID(read_body(member->get_object(), reply));
  if (const auto fault = find_reply_fault(http_status, reply); !fault.empty()) return failure(broken(fault));
  return std::optional<SenderReply>{std::move(reply)};
}

}  // namespace autoheal::host
