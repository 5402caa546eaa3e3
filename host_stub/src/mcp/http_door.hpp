// HttpDoor: MCP over streamable HTTP, at /mcp of the admin listener. Every agent has a bearer token of its own; a
// session belongs to the agent that opened it.
// Threads: handle is [any-thread]; one thread of its own announces changes, keeps streams alive and ends idle sessions.
#pragma once

#include "http/server.hpp"
#include "mcp/http_session.hpp"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace autoheal::host::mcp {

class HttpDoor {
 public:
  HttpDoor(const AgentServices& services, SessionOptions options);
  ~HttpDoor();  // ends every session

  // POST, GET and DELETE; anything else is 405. 401 without a known token, 403 from a foreign Origin, 404 for a session
  // that is not (or no longer) the agent's, 406 and 415 for what the protocol does not speak.
  void handle(const std::shared_ptr<http::Exchange>& exchange);

 private:
  Result<std::optional<std::string>> agent_of(const http::Request& request);
  std::shared_ptr<HttpSession> find(const http::Request& request, const std::string& agent);
  void post(const std::shared_ptr<http::Exchange>& exchange, const std::string& agent);
  std::shared_ptr<HttpSession> open(const std::string& agent);
  void look_after(std::stop_token stop);

  const AgentServices services_;
  const SessionOptions options_;
  std::mutex mutex_;  // guards sessions_
  std::condition_variable_any wake_;
  std::map<std::string, std::shared_ptr<HttpSession>> sessions_;  // by id
  std::jthread keeper_;
};

}  // namespace autoheal::host::mcp
