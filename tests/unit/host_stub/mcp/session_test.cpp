// One MCP client's session, whatever carries its messages.
#include "mcp/session.hpp"

#include "mcp/stdio.hpp"
#include "unit/host_stub/mcp/demo_host.hpp"

#include <array>
#include <set>
#include <unistd.h>
#include <vector>

namespace autoheal::host::mcp {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

// What was sent, and a way to wait for it. Whatever it carries, it asks the session back: a session that sends while it
// holds a lock of its own stands still.
class Client {
 public:
  void send(const Outgoing& message) {
    if (session != nullptr) static_cast<void>(session->protocol_version());
    const std::lock_guard lock(mutex_);
    if (!message.text.empty()) messages_.push_back(json::parse(message.text).as_object());
    arrived_.notify_all();
  }
  json::object answer(int id) {
    std::unique_lock lock(mutex_);
    json::object found;
    arrived_.wait(lock, [&] {
      for (const auto& message : messages_) {
        if (const auto* of = message.if_contains("id"); of != nullptr && *of == id) found = message;
      }
      return !found.empty();
    });
    return found;
  }

  Session* session = nullptr;

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<json::object> messages_;
};

int error_code(const json::object& answer) {
  const auto* error = answer.if_contains("error");
  return error == nullptr ? 0 : error->at("code").to_number<int>();
}

class SessionTest : public DemoHostTest {
 protected:
  void start(SessionOptions options) {
    options.call_timeout = 10min;  // what ends sooner was cancelled
    session_ =
        std::make_unique<Session>(services(), options, [this](const Outgoing& message) { client_.send(message); });
    client_.session = session_.get();
    session_->receive(initialize());
  }

  Watchdog watchdog_{60s};
  Client client_;
  std::unique_ptr<Session> session_;
};

TEST_F(SessionTest, RefusesWhatItCannotTakeOnWithoutStandingStill) {
  SessionOptions options;
  options.max_calls = 1;
  start(options);
  session_->receive(call(2, "slow"));
  session_->receive(call(3, "slow"));
  EXPECT_EQ(error_code(client_.answer(3)), kServerBusy);
  session_->cancel_all();
  session_->wait_until_idle();
}

TEST_F(SessionTest, AnIdThatIsInUseIsRefusedWithoutStandingStill) {
  start({});
  session_->receive(call(2, "slow"));
  session_->receive(call(2, "slow"));
  EXPECT_EQ(error_code(client_.answer(2)), kInvalidRequest);
  session_->cancel_all();
  session_->wait_until_idle();
}

TEST_F(SessionTest, WhenTheClientIsGoneNoCallBegins) {
  start({});
  session_->cancel_all();
  session_->receive(call(2, "slow"));
  EXPECT_EQ(error_code(client_.answer(2)), kServerBusy);
  session_->wait_until_idle();
}

TEST_F(SessionTest, AnswersOfCallsThatEndTogetherAreWholeLines) {
  std::array<int, 2> to{};
  std::array<int, 2> from{};
  ASSERT_EQ(::pipe(to.data()), 0);
  ASSERT_EQ(::pipe(from.data()), 0);
  constexpr int kCalls = 60;
  std::string input = initialize() + "\n";
  for (int id = 2; id < 2 + kCalls; ++id) input += call(id, "echo") + "\n";
  std::string output;
  {
    std::jthread server([&] {
      EXPECT_TRUE(serve_stdio(services(), {}, to[0], from[1]).has_value());
      ::close(from[1]);
    });
    std::jthread writer([&] {
      EXPECT_EQ(::write(to[1], input.data(), input.size()), static_cast<ssize_t>(input.size()));
      ::close(to[1]);
    });
    std::array<char, 4096> block{};
    for (ssize_t got = 0; (got = ::read(from[0], block.data(), block.size())) > 0;) {
      output.append(block.data(), static_cast<std::size_t>(got));
    }
  }
  ::close(to[0]);
  ::close(from[0]);
  std::set<std::int64_t> answered;
  for (std::size_t begin = 0; begin < output.size();) {
    const auto end = output.find('\n', begin);
    ASSERT_NE(end, std::string::npos);
    json::error_code failed;
    const auto message = json::parse(output.substr(begin, end - begin), failed);
    ASSERT_FALSE(failed) << output.substr(begin, end - begin);
    if (const auto* id = message.as_object().if_contains("id")) answered.insert(id->to_number<std::int64_t>());
    begin = end + 1;
  }
  EXPECT_EQ(answered.size(), kCalls + 1u);
}

}  // namespace
}  // namespace autoheal::host::mcp
