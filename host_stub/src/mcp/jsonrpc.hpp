// JSON-RPC 2.0 as MCP uses it (revisions 2025-06-18 and 2025-11-25): one message, never a batch.
// Threads: pure functions and values, [any-thread].
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host::mcp {

// Error codes of JSON-RPC and MCP.
inline constexpr int kParseError = -32700;
inline constexpr int kInvalidRequest = -32600;
inline constexpr int kMethodNotFound = -32601;
inline constexpr int kInvalidParams = -32602;
inline constexpr int kInternalError = -32603;
inline constexpr int kResourceNotFound = -32002;
inline constexpr int kServerBusy = -32001;

// Largest message taken from a client.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{4} << 20U;

enum class MessageKind : std::uint8_t { request, notification, response };

struct Message {
  MessageKind kind = MessageKind::notification;
  boost::json::value id;       // request and response: a string or a whole number
  std::string method;          // request and notification
  boost::json::object params;  // empty when absent
};

struct RpcError {
  int code = kInternalError;
  std::string message;
  boost::json::value id;  // null when the message could not be read that far
  boost::json::value data;
};

// One message, or the error that its sender must be told.
struct Parsed {
  std::optional<Message> message;
  RpcError error;  // when there is no message
};
Parsed parse_message(std::string_view text);

std::string render_result(const boost::json::value& id, boost::json::object result);
std::string render_error(const RpcError& error);
std::string render_notification(std::string_view method, boost::json::object params);

}  // namespace autoheal::host::mcp
