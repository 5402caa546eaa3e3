// One MCP session over HTTP, many threads at once, with exchanges that only record what is said.
#include "mcp/http_session.hpp"

#include "unit/host_stub/mcp/demo_host.hpp"

#include <atomic>
#include <latch>
#include <vector>

namespace autoheal::host::mcp {
namespace {

using namespace std::chrono_literals;

class RecordedStream : public http::Stream {
 public:
  bool write(std::string bytes) override {
    const std::lock_guard lock(mutex_);
    if (!open_) return false;
    text_ += bytes;
    return true;
  }
  void close() override {
    const std::lock_guard lock(mutex_);
    open_ = false;
  }
  bool is_open() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
  bool open_ = true;
};

class RecordedExchange : public http::Exchange {
 public:
  explicit RecordedExchange(std::string body, std::vector<http::Header> headers = {}) {
    request_.body = std::move(body);
    request_.headers = std::move(headers);
  }

  const http::Request& request() const override { return request_; }
  std::stop_token cancelled() const override { return {}; }
  void respond(http::Response response) override {
    const std::lock_guard lock(mutex_);
    response_ = std::move(response);
    answered_ = true;
  }
  std::shared_ptr<http::Stream> stream(http::Response head) override {
    const std::lock_guard lock(mutex_);
    response_ = std::move(head);
    stream_ = std::make_shared<RecordedStream>();
    return stream_;
  }

  std::shared_ptr<RecordedStream> opened() const {
    const std::lock_guard lock(mutex_);
    return stream_;
  }
  // All that was said so far, whichever way.
  std::string said() const {
    const auto stream = opened();
    if (stream) return stream->text();
    const std::lock_guard lock(mutex_);
    return response_.body;
  }
  bool is_over() const {
    const auto stream = opened();
    if (stream) return !stream->is_open();
    const std::lock_guard lock(mutex_);
    return answered_;
  }
  int status() const {
    const std::lock_guard lock(mutex_);
    return response_.status;
  }

 private:
  http::Request request_;
  mutable std::mutex mutex_;
  http::Response response_;
  bool answered_ = false;
  std::shared_ptr<RecordedStream> stream_;
};

class HttpSessionTest : public DemoHostTest {
 protected:
  void SetUp() override {
    DemoHostTest::SetUp();
    SessionOptions options;
    options.call_timeout = 10min;  // what ends sooner was cancelled
    session_ = std::make_unique<HttpSession>(services(), options, "id", "agent");
    post(initialize());
  }

  std::shared_ptr<RecordedExchange> post(const std::string& body, bool events = false) {
    auto exchange = std::make_shared<RecordedExchange>(body);
    session_->post(exchange, events);
    return exchange;
  }
  std::shared_ptr<RecordedExchange> get(std::vector<http::Header> headers = {}) {
    auto exchange = std::make_shared<RecordedExchange>("", std::move(headers));
    session_->get(exchange);
    return exchange;
  }

  Watchdog watchdog_{120s};
  std::unique_ptr<HttpSession> session_;
};

bool is_busy(const RecordedExchange& exchange) {
  return exchange.said().find("\"code\":" + std::to_string(kServerBusy)) != std::string::npos;
}

TEST_F(HttpSessionTest, CallsBeyondTheLimitAreToldBusyWhateverElseGoesOn) {
  constexpr int kThreads = 8;
  constexpr int kCallsEach = 40;
  for (const bool events : {true, false}) {
    SCOPED_TRACE(events ? "as a stream" : "as one document");
    std::vector<std::vector<std::shared_ptr<RecordedExchange>>> sent(kThreads);
    {
      std::latch together(kThreads + 1);
      std::atomic<bool> sending{true};
      std::jthread keeper([&] {  // what the door's own thread does, and a client that opens its GET stream anew
        together.arrive_and_wait();
        while (sending) {
          session_->announce_changes();
          session_->keep_alive();
          get();
          post(request(1, "ping"));
          std::this_thread::yield();
        }
      });
      std::vector<std::jthread> senders;
      for (int t = 0; t < kThreads; ++t) {
        senders.emplace_back([&, t] {
          together.arrive_and_wait();
          for (int i = 0; i < kCallsEach; ++i) {
            sent[static_cast<std::size_t>(t)].push_back(post(call(1000 * (t + 1) + i, "slow"), events));
          }
        });
      }
      senders.clear();
      sending = false;
    }
    int busy = 0;
    for (const auto& of_thread : sent) {
      for (const auto& exchange : of_thread) busy += is_busy(*exchange) ? 1 : 0;
    }
    EXPECT_EQ(busy, kThreads * kCallsEach - SessionOptions{}.max_calls);
    session_->end();
    for (const auto& of_thread : sent) {
      for (const auto& exchange : of_thread) EXPECT_TRUE(exchange->is_over());
    }
    session_ = std::make_unique<HttpSession>(services(), SessionOptions{}, "id", "agent");
    post(initialize());
  }
}

TEST_F(HttpSessionTest, OnlyAClientThatListensKeepsItsSessionInUse) {
  const auto listening = get();
  const auto opened = session_->last_used();
  session_->keep_alive();
  const auto kept_alive = session_->last_used();
  EXPECT_GT(kept_alive, opened);
  listening->opened()->close();  // the connection is lost
  session_->keep_alive();
  session_->keep_alive();
  EXPECT_EQ(session_->last_used(), kept_alive);
}

TEST_F(HttpSessionTest, FinishedStreamsAreKeptForResumingUpToANumber) {
  constexpr int kCalls = 300;
  for (int id = 2; id < 2 + kCalls; ++id) {
    const auto exchange = post(call(id, "echo"), true);
    while (!exchange->is_over()) std::this_thread::yield();
  }
  post(request(1, "ping"));
  EXPECT_EQ(get({{"Last-Event-ID", "r1-0"}})->status(), 404);
  const auto resumed = get({{"Last-Event-ID", "r" + std::to_string(kCalls) + "-0"}});
  EXPECT_NE(resumed->said().find("Here it is."), std::string::npos);
  EXPECT_TRUE(resumed->is_over());
}

TEST_F(HttpSessionTest, AnIdThatIsInUseIsRefused) {
  const auto first = post(call(2, "slow"), true);
  const auto second = post(call(2, "slow"), true);
  EXPECT_EQ(second->status(), 400);
  EXPECT_TRUE(second->is_over());
  EXPECT_FALSE(first->is_over());
}

TEST_F(HttpSessionTest, EndingASessionEndsItsCallsAndBeginsNoOther) {
  std::vector<std::shared_ptr<RecordedExchange>> running;
  for (int id = 10; id < 30; ++id) running.push_back(post(call(id, "slow"), id % 2 == 0));
  session_->end();
  for (const auto& exchange : running) EXPECT_TRUE(exchange->is_over());
  for (const bool events : {true, false}) {
    const auto late = post(call(99, "slow"), events);
    EXPECT_TRUE(late->is_over());
    EXPECT_TRUE(is_busy(*late)) << late->said();
  }
}

}  // namespace
}  // namespace autoheal::host::mcp
