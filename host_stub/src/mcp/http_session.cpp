#include "mcp/http_session.hpp"

#include <limits>

namespace autoheal::host::mcp {
namespace {

namespace json = boost::json;

constexpr std::string_view kGetStream = "g";
constexpr std::chrono::minutes kKeepFinished{5};  // a finished stream can be resumed for so long
// ... unless a session has more of them; then the oldest go first.
constexpr std::size_t kMostFinished = 256;
constexpr std::size_t kMostFinishedBytes = std::size_t{4} << 20U;

http::Response json_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  response.body = std::move(body);
  return response;
}

}  // namespace

HttpSession::HttpSession(const AgentServices& services, SessionOptions options, std::string id, std::string agent)
    : id_(std::move(id)), agent_(std::move(agent)) {
  options.agent = agent_;
  streams_.emplace(kGetStream, KeptStream{EventLog{std::string(kGetStream)}, {}});
  session_ = std::make_unique<Session>(services, std::move(options),
                                       [this](Outgoing message) { deliver(std::move(message)); });
}

HttpSession::~HttpSession() { end(); }

void HttpSession::post(const std::shared_ptr<http::Exchange>& exchange, bool accepts_events) {
  const std::string& body = exchange->request().body;
  const Parsed parsed = parse_message(body);
  if (!parsed.message) return exchange->respond(json_response(400, render_error(parsed.error)));
  if (parsed.message->kind != MessageKind::request) {
    session_->receive(body);
    http::Response accepted;
    accepted.status = 202;
    return exchange->respond(std::move(accepted));
  }
  touch();
  const bool as_events = accepts_events && parsed.message->method == "tools/call";
  // Older clients parse every event's data, so only the newer revision is primed with an empty one.
  const bool primed = as_events && session_->protocol_version() >= "2025-11-25";
  if (!expect_answer(exchange, parsed.message->id, as_events, primed)) {
    RpcError twice{kInvalidRequest, "A request with this id is still running.", parsed.message->id, nullptr};
    return exchange->respond(json_response(400, render_error(twice)));
  }
  session_->receive(body);
}

bool HttpSession::expect_answer(const std::shared_ptr<http::Exchange>& exchange, const json::value& id, bool as_events,
                                bool primed) {
  const std::string key = json::serialize(id);
  const std::lock_guard lock(mutex_);
  forget_old_streams();
  if (waiting_.contains(key) || streaming_.contains(key)) return false;
  if (!as_events) {
    waiting_.emplace(key, exchange);
    return true;
  }
  const std::string name = "r" + std::to_string(next_stream_++);
  EventLog& log = streams_.emplace(name, KeptStream{EventLog{name}, {}}).first->second.log;
  streaming_.emplace(key, name);
  log.attach(open_stream(*exchange), 0);
  if (primed) log.append({});
  return true;
}

void HttpSession::get(const std::shared_ptr<http::Exchange>& exchange) {
  EventId from{std::string(kGetStream), 0};
  bool resumes = false;
  if (const std::string* last = exchange->request().find("Last-Event-ID")) {
    const auto id = parse_event_id(*last);
    if (!id) return exchange->respond(json_response(400, R"({"error":"Last-Event-ID is not an id of this server."})"));
    from = *id;
    resumes = true;
  }
  touch();
  // A fresh GET starts now; only a resumed one is owed what came before.
  if (!attach(*exchange, from.stream, resumes ? from.sequence : std::numeric_limits<std::uint64_t>::max())) {
    exchange->respond(json_response(404, R"({"error":"That stream is over and was forgotten."})"));
  }
}

bool HttpSession::attach(http::Exchange& exchange, const std::string& stream, std::uint64_t last_seen) {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return false;
  found->second.log.attach(open_stream(exchange), last_seen);
  return true;
}

std::shared_ptr<http::Stream> HttpSession::open_stream(http::Exchange& exchange) const {
  http::Response head;
  head.headers = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}, {"Mcp-Session-Id", id_}};
  return exchange.stream(std::move(head));
}

void HttpSession::deliver(Outgoing message) {
  const std::string key = message.related.is_null() ? std::string{} : json::serialize(message.related);
  std::shared_ptr<http::Exchange> answered;
  {
    const std::lock_guard lock(mutex_);
    const auto waiting = waiting_.find(key);
    const auto streaming = streaming_.find(key);
    if (message.ends_request && waiting != waiting_.end()) {
      answered = std::move(waiting->second);
      waiting_.erase(waiting);
    } else if (streaming != streaming_.end()) {
      KeptStream& stream = streams_.at(streaming->second);
      if (!message.text.empty()) stream.log.append(message.text);
      if (message.ends_request) {
        stream.log.finish();
        stream.finished_at = std::chrono::steady_clock::now();
        streaming_.erase(streaming);
      }
    } else if (!message.ends_request) {
      streams_.at(std::string(kGetStream)).log.append(message.text);
    }
  }
  if (!answered) return;
  http::Response response = json_response(200, std::move(message.text));
  if (response.body.empty()) response.status = 202;
  response.headers.push_back({"Mcp-Session-Id", id_});
  answered->respond(std::move(response));
}

void HttpSession::forget_old_streams() {
  const auto is_kept_for_resuming = [](const auto& item) {
    return item.first != kGetStream && item.second.log.finished();  // the GET stream lives as long as the session
  };
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(streams_, [&](const auto& item) {
    return is_kept_for_resuming(item) && now - item.second.finished_at > kKeepFinished;
  });
  for (;;) {
    std::size_t count = 0;
    std::size_t bytes = 0;
    auto oldest = streams_.end();
    for (auto item = streams_.begin(); item != streams_.end(); ++item) {
      if (!is_kept_for_resuming(*item)) continue;
      ++count;
      bytes += item->second.log.bytes();
      if (oldest == streams_.end() || item->second.finished_at < oldest->second.finished_at) oldest = item;
    }
    if (count <= kMostFinished && bytes <= kMostFinishedBytes) return;
    streams_.erase(oldest);
  }
}

void HttpSession::keep_alive() {
  const std::lock_guard lock(mutex_);
  forget_old_streams();
  for (auto& [name, stream] : streams_) {
    if (stream.log.keep_alive()) touch();  // a client that listens uses its session; one that is gone does not
  }
}

void HttpSession::cancel_all() { session_->cancel_all(); }

void HttpSession::end() {
  session_->cancel_all();
  session_->wait_until_idle();
  std::map<std::string, std::shared_ptr<http::Exchange>> unanswered;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [name, stream] : streams_) stream.log.finish();
    unanswered.swap(waiting_);
  }
  for (auto& [key, exchange] : unanswered) {
    exchange->respond(json_response(404, R"({"error":"The session has ended."})"));
  }
}

}  // namespace autoheal::host::mcp
