// How the transfer engine behaves towards its callers and towards PagerDuty: promises about time, pacing, sharing of
// one key, and where the key goes.
#include "integration/pagerduty_engine/engine_fixture.hpp"
#include "kit/http/retry_policy.hpp"

#include <atomic>
#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <new>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

namespace autoheal::pagerduty::test {
using namespace kit;
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr milliseconds kLong{10'000};
constexpr milliseconds kSoon{150};

void stall(Peer& peer) {
  peer.read_request();
  peer.stall();
}

std::string answer(const std::string& status, const std::string& headers = {},
                   const std::string& body = R"({"incidents":[]})") {
  return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string budget(int remaining) {
  return "ratelimit-limit: 960\r\nratelimit-remaining: " + std::to_string(remaining) + "\r\nratelimit-reset: 30\r\n";
}

// Answers everything after a while, and remembers how many were asked at the same time.
class SlowServer {
 public:
  SlowServer(std::string reply, int delay_ms)
      : server_([this, reply = std::move(reply), delay_ms](Peer& peer) {
          while (!peer.read_request().empty()) {
            const int now = open_.fetch_add(1) + 1;
            int most = most_.load();
            while (now > most && !most_.compare_exchange_weak(most, now)) {
            }
            ::poll(nullptr, 0, delay_ms);
            open_.fetch_sub(1);
            if (!peer.send(reply)) return;
          }
        }) {}

  std::string origin() const { return server_.origin(); }
  int most() const { return most_.load(); }
  int requests() const { return server_.requests(); }
  int connections() const { return server_.connections(); }

 private:
  std::atomic<int> open_{0};
  std::atomic<int> most_{0};
  FaultServer server_;
};

TEST(Transfer, SendsNoMoreRequestsThanTheCallMay) {
  FaultServer server(always(kOk));
  Instance instance(server.origin());
  CallScope scope = scope_of(kLong);
  scope.max_upstream_calls = 3;
  const Call limited = call(*instance.client, scope, 8);
  ASSERT_EQ(limited.replies.size(), 8U);
  EXPECT_EQ(limited.calls, 3);
  EXPECT_EQ(server.requests(), 3);
  int refused = 0;
  for (const auto& reply : limited.replies) {
    if (reply.has_value()) continue;
    ++refused;
    EXPECT_EQ(reply.error().code, Errc::rate_limited);
    EXPECT_EQ(reply.error().message, "This call may make at most 3 requests to PagerDuty.");
    EXPECT_FALSE(reply.error().retry_after.has_value());
  }
  EXPECT_EQ(refused, 5);
  EXPECT_TRUE(call(*instance.client, scope_of(kLong)).only().has_value()) << "the limit is the call's, not the key's";
}

TEST(Transfer, CountsRepeatsTowardsWhatTheCallMay) {
  FaultServer server(always("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"));
  Instance instance(server.origin());
  CallScope scope = scope_of(kLong);
  scope.max_upstream_calls = 2;
  const Call limited = call(*instance.client, scope);
  EXPECT_EQ(limited.code(), Errc::upstream_unavailable);
  EXPECT_EQ(limited.calls, 2);
  EXPECT_EQ(server.requests(), 2);
}

TEST(Transfer, SendsTheKeyAndTheVersionAndNothingElseOfNote) {
  std::string seen;
  FaultServer server([&](Peer& peer) {
    seen = peer.read_request();
    peer.send(kOk);
  });
  {
    Instance instance(server.origin(), {}, {}, kKey);
    EXPECT_TRUE(call(*instance.client, scope_of(kLong)).only().has_value());
  }
  EXPECT_THAT(seen, StartsWith("GET /incidents HTTP/1.1\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nAuthorization: Token token=y_NbAkKc66ryYTWUXYEu\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nAccept: application/vnd.pagerduty+json;version=2\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nAccept-Encoding: gzip\r\n"));
  EXPECT_THAT(seen, HasSubstr("\r\nUser-Agent: autoheal-pagerduty/"));
  EXPECT_THAT(seen, Not(HasSubstr("Cookie")));
}

TEST(Transfer, KeepsItsConnection) {
  FaultServer server(always(kOk));
  Instance instance(server.origin());
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(call(*instance.client, scope_of(kLong)).only().has_value()) << i;
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(server.requests(), 20);
}

TEST(Transfer, ANewClientOnTheSameLoopKeepsTheConnectionToo) {
  FaultServer server(always(kOk));
  Instance instance(server.origin());
  call(*instance.client, scope_of(kLong));
  instance.client = connection::make_client(instance.loop, make_settings(server.origin(), {}, fresh_key()));
  EXPECT_TRUE(call(*instance.client, scope_of(kLong)).only().has_value());
  EXPECT_EQ(server.connections(), 1);
}

TEST(Transfer, FourAtATimeWhileNothingIsKnown) {
  SlowServer server(answer("200 OK"), 20);
  Instance instance(server.origin());
  const Call made = call(*instance.client, scope_of(kLong), 20);
  EXPECT_EQ(made.replies.size(), 20u);
  EXPECT_EQ(server.most(), 4);
}

TEST(Transfer, EightAtATimeWhileThereIsPlenty) {
  SlowServer server(answer("200 OK", budget(900)), 20);
  Instance instance(server.origin());
  call(*instance.client, scope_of(kLong), 40);
  EXPECT_EQ(server.most(), 8);
  EXPECT_LE(server.connections(), 8);
  EXPECT_EQ(instance.client->rate_budget()->remaining, 900);
}

TEST(Transfer, TwoInstancesWithOneKeyShareItsPace) {
  SlowServer server(answer("200 OK"), 20);
  const std::string key = fresh_key();
  Instance one(server.origin(), {}, {}, key);
  Instance two(server.origin(), {}, {}, key);
  std::thread other([&] { EXPECT_EQ(call(*one.client, scope_of(kLong), 16).replies.size(), 16u); });
  EXPECT_EQ(call(*two.client, scope_of(kLong), 16).replies.size(), 16u);
  other.join();
  EXPECT_LE(server.most(), 4);
}

TEST(Transfer, AShortQuestionDoesNotQueueBehindALongOne) {
  SlowServer server(answer("200 OK"), 10);
  Instance instance(server.origin());
  std::atomic<int> long_left{200};
  std::thread background([&] {
    const auto exchange = instance.client->open(scope_of(kLong), http::Priority::interactive);
    for (int i = 0; i < 200; ++i) exchange->get({"/incidents", {}}, [&](Result<http::Response>) { --long_left; });
    exchange->run();
  });
  EXPECT_TRUE(eventually([&] { return server.requests() >= 8; }));
  EXPECT_TRUE(call(*instance.client, scope_of(kLong)).only().has_value());
  EXPECT_GT(long_left.load(), 100);
  background.join();
}

TEST(Transfer, HandlersMayAskForMore) {
  FaultServer server(always(kOk));
  Instance instance(server.origin());
  const auto exchange = instance.client->open(scope_of(kLong), http::Priority::interactive);
  int pages = 0;
  http::Exchange::Handler next = [&](Result<http::Response> page) {
    ASSERT_TRUE(page.has_value());
    if (++pages < 5) exchange->get({"/incidents", {{"offset", std::to_string(pages)}}}, next);
  };
  exchange->get({"/incidents", {}}, next);
  exchange->run();
  EXPECT_EQ(pages, 5);
  EXPECT_EQ(exchange->upstream_calls(), 5);
}

TEST(Transfer, EveryReplyIsProgress) {
  FaultServer server(always(kOk));
  Instance instance(server.origin());
  CallScope scope = scope_of(kLong);
  std::vector<std::pair<std::uint32_t, std::string>> told;
  scope.progress = [&](std::uint32_t share, std::string_view words) { told.emplace_back(share, words); };
  const auto exchange = instance.client->open(scope, http::Priority::interactive);
  for (int i = 0; i < 4; ++i) exchange->get({"/incidents", {}}, [](Result<http::Response>) {});
  exchange->run();
  const std::vector<std::pair<std::uint32_t, std::string>> expected{{2500, "1 of 4 replies from PagerDuty"},
                                                                    {5000, "2 of 4 replies from PagerDuty"},
                                                                    {7500, "3 of 4 replies from PagerDuty"},
                                                                    {10000, "4 of 4 replies from PagerDuty"}};
  EXPECT_EQ(told, expected);
}

TEST(Transfer, AfterTheDeadlineNothingIsSent) {
  FaultServer server(always(kOk));
  Instance instance(server.origin());
  const Call made = call(*instance.client, scope_of(milliseconds{0}), 3);
  EXPECT_EQ(made.replies.size(), 3u);
  for (const auto& reply : made.replies) EXPECT_EQ(reply.error().code, Errc::deadline_exceeded);
  EXPECT_EQ(server.requests(), 0);
}

TEST(Transfer, HandlersThatAskAgainAfterTheDeadlineGetItAtOnce) {
  FaultServer server(stall);
  Instance instance(server.origin());
  const auto exchange = instance.client->open(scope_of(milliseconds{300}), http::Priority::interactive);
  std::vector<Errc> codes;
  exchange->get({"/incidents", {}}, [&](Result<http::Response> first) {
    codes.push_back(first.error().code);
    exchange->get({"/incidents", {}}, [&](Result<http::Response> second) { codes.push_back(second.error().code); });
  });
  exchange->run();
  EXPECT_EQ(codes, (std::vector<Errc>{Errc::deadline_exceeded, Errc::deadline_exceeded}));
  EXPECT_EQ(server.requests(), 1);
}

TEST(Transfer, ACancelByDescriptorEndsTheCall) {
  FaultServer server(stall);
  Instance instance(server.origin());
  CallScope scope = scope_of(kLong);
  scope.cancel_fd = ::eventfd(0, EFD_CLOEXEC);
  std::thread canceller([&] {
    EXPECT_TRUE(eventually([&] { return server.requests() > 0; }));
    const std::uint64_t one = 1;
    EXPECT_EQ(::write(scope.cancel_fd, &one, sizeof one), 8);
  });
  const Call made = call(*instance.client, scope, 2);
  canceller.join();
  for (const auto& reply : made.replies) EXPECT_EQ(reply.error().code, Errc::cancelled);
  EXPECT_LE(made.wall, milliseconds{250});
  ::close(scope.cancel_fd);
}

TEST(Transfer, ACancelThatCanOnlyBeAskedForEndsTheCallToo) {
  FaultServer server(stall);
  Instance instance(server.origin());
  CallScope scope = scope_of(kLong);
  scope.is_cancelled = [&] { return server.requests() > 0; };
  const Call made = call(*instance.client, scope);
  EXPECT_EQ(made.code(), Errc::cancelled);
  EXPECT_LE(made.wall, milliseconds{250});
}

TEST(Transfer, ADroppedExchangeAbandonsWhatIsInFlight) {
  std::atomic<bool> closed{false};
  FaultServer server([&](Peer& peer) {
    peer.read_request();
    peer.stall();
    closed = true;
  });
  Instance instance(server.origin());
  {
    const auto exchange = instance.client->open(scope_of(kLong), http::Priority::interactive);
    exchange->get({"/incidents", {}}, [](Result<http::Response>) { FAIL() << "nobody waits for this"; });
    EXPECT_TRUE(eventually([&] { return server.requests() > 0; }));
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(eventually([&] { return closed.load(); }));
  EXPECT_LE(std::chrono::steady_clock::now() - start, kSoon);
}

TEST(Transfer, TheLoopEndsWithTransfersInFlight) {
  FaultServer server(stall);
  const long running = threads();
  const auto start = std::chrono::steady_clock::now();
  {
    Instance instance(server.origin());
    EXPECT_EQ(call(*instance.client, scope_of(milliseconds{300}), 4).code(), Errc::deadline_exceeded);
  }
  EXPECT_LE(std::chrono::steady_clock::now() - start, milliseconds{300} + kSoon);
  EXPECT_LE(threads(), running + 4);  // the server's own
}

TEST(Transfer, ALoopThatIsNeverUsedStartsNoThread) {
  const long running = threads();
  Instance instance("http://127.0.0.1:1");
  const auto exchange = instance.client->open(scope_of(kLong), http::Priority::interactive);
  exchange->run();
  EXPECT_EQ(threads(), running);
}

// Lowers the process's limit of open files to what is open and a few more.
class FewDescriptors {
 public:
  explicit FewDescriptors(int more) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::dup(0);
    ::close(next);
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(next + more);
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_;
};

TEST(Transfer, WithoutDescriptorsACallEndsAndTheNextOneWorks) {
  FaultServer server(always(std::string(kOk)));
  Instance instance(server.origin());
  const auto open = instance.client->open(scope_of(kLong), http::Priority::interactive);
  {
    const FewDescriptors none(0);
    EXPECT_THROW(instance.client->open(scope_of(kLong), http::Priority::interactive), std::bad_alloc);
    EXPECT_THROW(http::TransferLoop(), std::bad_alloc);
    std::optional<Errc> code;
    open->get({"/incidents", {}}, [&](Result<http::Response> reply) { code = reply.error().code; });
    open->run();
    EXPECT_EQ(code, Errc::out_of_memory);
  }
  EXPECT_TRUE(call(*instance.client, scope_of(kLong)).only().has_value());
}

TEST(Transfer, RetriesDoNotMultiplyAnOutage) {
  FaultServer server(always(answer("500 Internal Server Error")));
  Instance instance(server.origin());
  constexpr int kDemand = 100;
  int not_tried = 0;
  for (int i = 0; i < kDemand; ++i) {
    const Call made = call(*instance.client, scope_of(milliseconds{1500}));
    not_tried += made.code() == Errc::circuit_open ? 1 : 0;
    if (made.code() == Errc::circuit_open) {
      EXPECT_TRUE(made.only().error().retry_after.has_value());
    }
  }
  EXPECT_LE(server.requests(), kDemand * 11 / 10);
  EXPECT_GT(not_tried, kDemand * 8 / 10);
}

// A budget that is really counted: whoever keeps to its headers is never told to slow down.
TEST(Transfer, PacedByTheHeadersItNeverMeetsA429) {
  std::atomic<int> left{30};
  std::atomic<int> refused{0};
  FaultServer server([&](Peer& peer) {
    while (!peer.read_request().empty()) {
      const int remaining = left.fetch_sub(1) - 1;
      if (remaining < 0) ++refused;
      peer.send(remaining < 0 ? answer("429 Too Many Requests")
                              : answer("200 OK", "ratelimit-limit: 30\r\nratelimit-remaining: " +
                                                     std::to_string(remaining) + "\r\nratelimit-reset: 30\r\n"));
    }
  });
  Instance instance(server.origin());
  const Call made = call(*instance.client, scope_of(milliseconds{2000}), 60);
  int good = 0;
  for (const auto& reply : made.replies) {
    if (reply.has_value()) {
      ++good;
    } else {
      EXPECT_EQ(reply.error().code, Errc::rate_limited);
    }
  }
  EXPECT_EQ(good, 30);
  EXPECT_EQ(refused.load(), 0);
  EXPECT_LE(made.wall, milliseconds{500});
}

TEST(Transfer, A429IsKeptByEveryInstanceWithThatKey) {
  FaultServer server(always(
      answer("429 Too Many Requests", "ratelimit-limit: 960\r\nratelimit-remaining: 0\r\nratelimit-reset: 20\r\n")));
  const std::string key = fresh_key();
  Instance one(server.origin(), {}, {}, key);
  Instance two(server.origin(), {}, {}, key);
  const Call first = call(*one.client, scope_of(milliseconds{1000}));
  EXPECT_EQ(first.code(), Errc::rate_limited);
  EXPECT_LE(first.wall, kSoon);
  EXPECT_EQ(*first.only().error().retry_after, std::chrono::seconds{20});
  EXPECT_EQ(server.requests(), 1);
  for (const auto* instance : {&one, &two}) {
    const Call later = call(*instance->client, scope_of(milliseconds{1000}), 5);
    EXPECT_EQ(later.code(), Errc::rate_limited);
    EXPECT_GE(*later.only().error().retry_after, std::chrono::seconds{19});
    EXPECT_LE(later.wall, kSoon);
  }
  EXPECT_EQ(server.requests(), 1);
  Instance other_key(server.origin());
  EXPECT_EQ(call(*other_key.client, scope_of(milliseconds{1000})).code(), Errc::rate_limited);
  EXPECT_EQ(server.requests(), 2);
}

TEST(Transfer, ARefusedKeyIsNotSentAgainUntilTheSettingsChange) {
  FaultServer server(always(answer("401 Unauthorized", "Content-Type: text/html\r\nX-Request-Id: abc-1\r\n", "")));
  Instance instance(server.origin(), {}, {}, kKey);
  const Call first = call(*instance.client, scope_of(kLong));
  EXPECT_EQ(first.code(), Errc::unauthorized);
  EXPECT_EQ(first.only().error().request_id, "abc-1");
  const Call second = call(*instance.client, scope_of(kLong), 5);
  EXPECT_EQ(second.code(), Errc::unauthorized);
  EXPECT_THAT(second.only().error().message, HasSubstr("refused the API key a moment ago"));
  EXPECT_EQ(second.calls, 0);
  EXPECT_EQ(server.requests(), 1);
  EXPECT_EQ(call(*instance.client, scope_of(kLong), 1, http::Priority::probe).calls, 1);
  instance.client = connection::make_client(instance.loop, make_settings(server.origin()));
  EXPECT_EQ(call(*instance.client, scope_of(kLong)).calls, 1);
}

// Sets an environment variable for the length of a test.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
};

TEST(Transfer, AProxySeesTheHostAndNeverTheKey) {
  std::string seen;
  FaultServer proxy([&](Peer& peer) {
    seen = peer.read_request();
    peer.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  });
  const Environment environment("HTTPS_PROXY", proxy.origin());
  {
    Instance instance("https://api.pagerduty.com", {}, {}, kKey);
    const Call made = call(*instance.client, scope_of(milliseconds{1000}), 1, http::Priority::probe);
    EXPECT_FALSE(made.only().has_value());
    EXPECT_THAT(render(made.only().error()), Not(HasSubstr(kKey)));
  }
  EXPECT_THAT(seen, StartsWith("CONNECT api.pagerduty.com:443 HTTP/1.1\r\n"));
  EXPECT_THAT(seen, Not(HasSubstr("Token")));
  EXPECT_THAT(seen, Not(HasSubstr(kKey)));
}

TEST(Transfer, PlainHttpNeverUsesAProxy) {
  FaultServer proxy(always(kOk));
  FaultServer server(always(kOk));
  const Environment environment("http_proxy", proxy.origin());
  const Environment all("ALL_PROXY", proxy.origin());
  Instance instance(server.origin());
  EXPECT_TRUE(call(*instance.client, scope_of(kLong)).only().has_value());
  EXPECT_EQ(proxy.connections(), 0);
}

}  // namespace
}  // namespace autoheal::pagerduty::test
