#include "mcp/http_door.hpp"

#include "base/bytes.hpp"
#include "log/log.hpp"
#include "mcp/agents.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace autoheal::host::mcp {
namespace {

constexpr std::chrono::milliseconds kLookForChanges{500};
constexpr std::chrono::seconds kKeepAlive{15};
constexpr std::chrono::minutes kIdleSession{30};
// What the protocol says to assume of a client that sends no MCP-Protocol-Version; some clients send it in words.
constexpr std::string_view kAssumedRevision = "2025-03-26";
constexpr std::size_t kMaxSessions = 256;

void refuse(http::Exchange& exchange, int status, std::string_view message, std::vector<http::Header> headers = {}) {
  http::Response response;
  response.status = status;
  response.headers = std::move(headers);
  response.headers.push_back({"Content-Type", "application/json"});
  response.headers.push_back({"Cache-Control", "no-store"});
  RpcError error{kInvalidRequest, std::string(message), nullptr, nullptr};
  response.body = render_error(error);
  exchange.respond(std::move(response));
}

// "http://localhost:3000" -> "localhost"
std::string_view host_of_origin(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return {};
  origin.remove_prefix(scheme + 3);
  if (!origin.empty() && origin.front() == '[') return origin.substr(0, origin.find(']') + 1);
  return origin.substr(0, origin.find(':'));
}

// Browsers send Origin; a page from elsewhere must not reach a server on this machine (DNS rebinding).
bool is_own_origin(const http::Request& request) {
  const std::string* origin = request.find("Origin");
  if (origin == nullptr) return true;
  const std::string_view host = host_of_origin(*origin);
  if (host == "localhost" || host == "127.0.0.1" || host == "[::1]") return true;
  return !host.empty() && *origin == "https://" + request.authority;
}

std::optional<std::string_view> bearer(const http::Request& request) {
  const std::string* value = request.find("Authorization");
  constexpr std::string_view kScheme = "Bearer ";
  if (value == nullptr || value->size() <= kScheme.size()) return std::nullopt;
  if (!http::equals_ignore_case(std::string_view(*value).substr(0, kScheme.size()), kScheme)) return std::nullopt;
  return std::string_view(*value).substr(kScheme.size());
}

bool accepts(const http::Request& request, std::string_view type) {
  const std::string* accept = request.find("Accept");
  if (accept == nullptr) return true;
  return accept->find(type) != std::string::npos || accept->find("*/*") != std::string::npos;
}

bool speaks_json(const http::Request& request) {
  const std::string* type = request.find("Content-Type");
  return type != nullptr && http::equals_ignore_case(std::string_view(*type).substr(0, 16), "application/json");
}

bool is_initialize(const http::Request& request) {
  const Parsed parsed = parse_message(request.body);
  return parsed.message && parsed.message->kind == MessageKind::request && parsed.message->method == "initialize";
}

}  // namespace

HttpDoor::HttpDoor(const AgentServices& services, SessionOptions options)
    : services_(services),
      options_(std::move(options)),

      keeper_([this](std::stop_token stop) { look_after(stop); }) {}

HttpDoor::~HttpDoor() {
  keeper_.request_stop();
  std::map<std::string, std::shared_ptr<HttpSession>> sessions;
  {
    const std::lock_guard lock(mutex_);
    sessions.swap(sessions_);
  }
  for (auto& [id, session] : sessions) session->cancel_all();  // all at once: their calls end side by side
  for (auto& [id, session] : sessions) session->end();
  keeper_.join();  // it may wait for a session that it ends
}

void HttpDoor::handle(const std::shared_ptr<http::Exchange>& exchange) {
  const http::Request& request = exchange->request();
  if (!is_own_origin(request)) return refuse(*exchange, 403, "Requests from that Origin are not served.");
  auto agent = agent_of(request);
  if (!agent.has_value()) {
    log_error("an agent's token could not be looked up", {{"why", agent.error().message}});
    return refuse(*exchange, 503, "The store cannot be read.", {{"Retry-After", "5"}});
  }
  if (!agent.value()) {
    return refuse(*exchange, 401, "A bearer token of an agent is needed: agents add NAME makes one.",
                  {{"WWW-Authenticate", "Bearer realm=\"autoheal\""}});
  }
  const std::string* revision = request.find("MCP-Protocol-Version");
  if (revision != nullptr && !is_supported_revision(*revision) && *revision != kAssumedRevision) {
    return refuse(*exchange, 400, "MCP-Protocol-Version must be 2025-11-25 or 2025-06-18.");
  }
  if (request.method == "POST") return post(exchange, *agent.value());
  if (request.method == "GET") {
    if (!accepts(request, "text/event-stream")) return refuse(*exchange, 406, "Accept must allow text/event-stream.");
    if (const auto session = find(request, *agent.value())) return session->get(exchange);
    return refuse(*exchange, 404, "There is no such session; send initialize.");
  }
  if (request.method == "DELETE") {
    const auto session = find(request, *agent.value());
    if (!session) return refuse(*exchange, 404, "There is no such session.");
    {
      const std::lock_guard lock(mutex_);
      sessions_.erase(session->id());
    }
    session->end();
    http::Response done;
    done.status = 204;
    return exchange->respond(std::move(done));
  }
  refuse(*exchange, 405, "Use POST, GET or DELETE.", {{"Allow", "POST, GET, DELETE"}});
}

Result<std::optional<std::string>> HttpDoor::agent_of(const http::Request& request) {
  const auto token = bearer(request);
  if (!token) return std::optional<std::string>{};
  AH_TRY(auto agent, find_agent(services_.host.store.agents(), *token, services_.host.clock.now()));
  if (!agent) return std::optional<std::string>{};
  return std::optional<std::string>{agent->name};
}

void HttpDoor::post(const std::shared_ptr<http::Exchange>& exchange, const std::string& agent) {
  const http::Request& request = exchange->request();
  if (!speaks_json(request)) return refuse(*exchange, 415, "Content-Type must be application/json.");
  const bool events = accepts(request, "text/event-stream");
  if (!events && !accepts(request, "application/json")) {
    return refuse(*exchange, 406, "Accept must allow application/json and text/event-stream.");
  }
  if (request.find("Mcp-Session-Id") == nullptr) {
    const Parsed parsed = parse_message(request.body);
    if (parsed.message && !is_initialize(request)) {
      return refuse(*exchange, 400, "Mcp-Session-Id is missing; initialize answers it.");
    }
    if (!parsed.message) {
      http::Response response;
      response.status = 400;
      response.headers = {{"Content-Type", "application/json"}};
      response.body = render_error(parsed.error);
      return exchange->respond(std::move(response));
    }
    return open(agent)->post(exchange, events);
  }
  if (const auto session = find(request, agent)) return session->post(exchange, events);
  refuse(*exchange, 404, "There is no such session; send initialize.");
}

std::shared_ptr<HttpSession> HttpDoor::find(const http::Request& request, const std::string& agent) {
  const std::string* id = request.find("Mcp-Session-Id");
  if (id == nullptr) return nullptr;
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(*id);
  return found != sessions_.end() && found->second->agent() == agent ? found->second : nullptr;
}

std::shared_ptr<HttpSession> HttpDoor::open(const std::string& agent) {
  auto session = std::make_shared<HttpSession>(services_, options_, random_token(24), agent);
  std::shared_ptr<HttpSession> evicted;
  {
    const std::lock_guard lock(mutex_);
    if (sessions_.size() >= kMaxSessions) {
      const auto oldest = std::min_element(sessions_.begin(), sessions_.end(), [](const auto& a, const auto& b) {
        return a.second->last_used() < b.second->last_used();
      });
      evicted = oldest->second;
      sessions_.erase(oldest);
    }
    sessions_.emplace(session->id(), session);
  }
  if (evicted) evicted->end();
  return session;
}

void HttpDoor::look_after(std::stop_token stop) {
  auto last_keep_alive = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    std::vector<std::shared_ptr<HttpSession>> sessions;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kLookForChanges, [] { return false; });
      for (auto& [id, session] : sessions_) sessions.push_back(session);
    }
    const auto now = std::chrono::steady_clock::now();
    const bool keep_alive = now - last_keep_alive > kKeepAlive;
    if (keep_alive) last_keep_alive = now;
    for (const auto& session : sessions) {
      session->announce_changes();
      if (keep_alive) session->keep_alive();
      if (now - session->last_used() <= kIdleSession) continue;
      {
        const std::lock_guard lock(mutex_);
        sessions_.erase(session->id());
      }
      session->end();
    }
  }
}

}  // namespace autoheal::host::mcp
