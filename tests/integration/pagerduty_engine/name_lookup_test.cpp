// Name servers that fail, hang or lie. This program brings its own getaddrinfo, which libcurl then uses.
#include "integration/pagerduty_engine/engine_fixture.hpp"

#include <atomic>
#include <condition_variable>
#include <cstring>
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mutex>
#include <netdb.h>
#include <sys/socket.h>

namespace {

std::mutex g_mutex;
std::condition_variable g_released;
bool g_hang = true;
std::atomic<int> g_hanging{0};

using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

int real_lookup(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  static const auto kReal = reinterpret_cast<Lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  return kReal(node, service, hints, result);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int getaddrinfo(const char* node, const char* service,
                                                                  const addrinfo* hints, addrinfo** result) {
  if (node == nullptr) return real_lookup(node, service, hints, result);
  if (std::strcmp(node, "nowhere.test") == 0) return EAI_NONAME;
  if (std::strcmp(node, "hangs.test") == 0) {
    std::unique_lock lock(g_mutex);
    ++g_hanging;
    g_released.wait(lock, [] { return !g_hang; });
    --g_hanging;
    return EAI_AGAIN;
  }
  if (std::strcmp(node, "api.pagerduty.com") == 0) return real_lookup("10.0.0.1", service, hints, result);
  if (std::strcmp(node, "api.eu.pagerduty.com") == 0) return real_lookup("127.0.0.1", service, hints, result);
  return real_lookup(node, service, hints, result);
}

namespace autoheal::pagerduty::test {
using namespace kit;
namespace {

using testing::HasSubstr;

// Lets the hanging lookups go, and waits until libcurl's threads are through with them.
class HangingLookups : public testing::Test {
 protected:
  void SetUp() override {
    const std::lock_guard lock(g_mutex);
    g_hang = true;
  }
  void TearDown() override {
    {
      const std::lock_guard lock(g_mutex);
      g_hang = false;
    }
    g_released.notify_all();
    EXPECT_TRUE(eventually([] { return g_hanging.load() == 0; }));
  }
};

TEST(NameLookup, AnUnknownNameIsSaidToBeOne) {
  Instance instance("https://nowhere.test");
  const Call made = call(*instance.client, scope_of(milliseconds{300}));
  EXPECT_EQ(made.code(), Errc::dns);
  EXPECT_THAT(made.only().error().message, HasSubstr("nowhere.test"));
}

TEST_F(HangingLookups, EndWithTheCallsDeadline) {
  Instance instance("https://hangs.test");
  const Call made = call(*instance.client, scope_of(milliseconds{300}), 3, http::Priority::probe);
  EXPECT_EQ(made.replies.size(), 3u);
  EXPECT_EQ(made.code(), Errc::deadline_exceeded);
  EXPECT_LE(made.wall, milliseconds{400});
  EXPECT_GT(g_hanging.load(), 0);
}

TEST_F(HangingLookups, EndWithTheConnectTimeoutWhenThatIsShorter) {
  Instance instance("https://hangs.test", {milliseconds{100}, milliseconds{10'000}, std::chrono::seconds{5}});
  const Call made = call(*instance.client, scope_of(milliseconds{420}), 1, http::Priority::probe);
  EXPECT_EQ(made.code(), Errc::dns);
  EXPECT_THAT(made.only().error().message, HasSubstr("name server did not answer"));
}

TEST_F(HangingLookups, DoNotHoldUpTheEndOfTheInstance) {
  const auto start = std::chrono::steady_clock::now();
  {
    Instance instance("https://hangs.test");
    call(*instance.client, scope_of(milliseconds{300}), 4, http::Priority::probe);
  }
  EXPECT_LE(std::chrono::steady_clock::now() - start, milliseconds{450});
  EXPECT_GT(g_hanging.load(), 0);
}

TEST_F(HangingLookups, InstancesComeAndGoWithoutATrace) {
  FaultServer server(always(kOk));
  const auto cycle = [&] {
    const auto loop = std::make_shared<http::TransferLoop>();
    const auto good = connection::make_client(loop, make_settings(server.origin()));
    const auto hanging = connection::make_client(loop, make_settings("https://hangs.test"));
    EXPECT_TRUE(call(*good, scope_of(milliseconds{2000})).only().has_value());
    const auto exchange = hanging->open(scope_of(milliseconds{2000}), http::Priority::probe);
    const int before = g_hanging.load();
    exchange->get({"/incidents", {}}, [](Result<http::Response>) {});
    EXPECT_TRUE(eventually([before] { return g_hanging.load() > before; }));
  };
  cycle();
  const long running = threads() - g_hanging.load();
  const long descriptors = open_descriptors();
  for (int i = 0; i < 50; ++i) cycle();
  // Each lookup that hangs keeps its thread and the pair of sockets that it would answer on; nothing else stays.
  EXPECT_LE(threads() - g_hanging.load(), running + 50);
  EXPECT_LE(open_descriptors(), descriptors + 2 * 50);
  EXPECT_EQ(g_hanging.load(), 51);
}

TEST_F(HangingLookups, DoNotHoldUpOtherCalls) {
  FaultServer server(always(kOk));
  const auto loop = std::make_shared<http::TransferLoop>();
  const auto hanging = connection::make_client(loop, make_settings("https://hangs.test"));
  const auto good = connection::make_client(loop, make_settings(server.origin()));
  const auto exchange = hanging->open(scope_of(milliseconds{5000}), http::Priority::probe);
  exchange->get({"/incidents", {}}, [](Result<http::Response>) {});
  EXPECT_TRUE(eventually([] { return g_hanging.load() > 0; }));
  const Call made = call(*good, scope_of(milliseconds{5000}));
  EXPECT_TRUE(made.only().has_value());
  EXPECT_LE(made.wall, milliseconds{150});
}

TEST(NameLookup, PagerDutysNamesNeverLeadToPrivateAddresses) {
  for (const char* origin : {"https://api.pagerduty.com", "https://api.eu.pagerduty.com"}) {
    Instance instance(origin);
    const Call made = call(*instance.client, scope_of(milliseconds{300}));
    EXPECT_EQ(made.code(), Errc::connect) << origin;
    EXPECT_THAT(made.only().error().message, HasSubstr("address of a private network")) << origin;
  }
}

// Connections that are never taken up: a listener whose queue is full.
class FullQueue {
 public:
  FullQueue() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(listener_, 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    for (int& filler : fillers_) {
      filler = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      ::connect(filler, reinterpret_cast<const sockaddr*>(&address), size);
    }
  }
  ~FullQueue() {
    for (const int filler : fillers_) ::close(filler);
    ::close(listener_);
  }
  FullQueue(const FullQueue&) = delete;
  FullQueue& operator=(const FullQueue&) = delete;
  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  int listener_;
  int port_;
  int fillers_[4];
};

TEST(Connect, RefusedIsSaidAtOnce) {
  Instance instance("http://127.0.0.1:" + std::to_string(autoheal::test::closed_port()));
  EXPECT_EQ(call(*instance.client, scope_of(milliseconds{300})).code(), Errc::connect);
}

TEST(Connect, SilenceEndsWithTheDeadline) {
  const FullQueue queue;
  Instance instance(queue.origin());
  const Call made = call(*instance.client, scope_of(milliseconds{300}));
  EXPECT_EQ(made.code(), Errc::deadline_exceeded);
  EXPECT_LE(made.wall, milliseconds{400});
}

TEST(Connect, SilenceEndsWithTheConnectTimeout) {
  const FullQueue queue;
  Instance instance(queue.origin(), {milliseconds{80}, milliseconds{10'000}, std::chrono::seconds{5}});
  const Call made = call(*instance.client, scope_of(milliseconds{400}));
  EXPECT_EQ(made.code(), Errc::connect);
  EXPECT_THAT(made.only().error().message, HasSubstr("did not accept a connection in time"));
}

TEST(Connect, ATlsHandshakeThatStallsEndsInTime) {
  FaultServer server([](Peer& peer) { peer.stall(); });
  const std::string origin = "https://127.0.0.1:" + std::to_string(server.port());
  Instance patient(origin);
  const Call made = call(*patient.client, scope_of(milliseconds{300}));
  EXPECT_EQ(made.code(), Errc::deadline_exceeded);
  EXPECT_LE(made.wall, milliseconds{400});
  Instance hasty(origin, {milliseconds{80}, milliseconds{10'000}, std::chrono::seconds{5}});
  const Call shorter = call(*hasty.client, scope_of(milliseconds{3000}));
  EXPECT_EQ(shorter.code(), Errc::connect);
  EXPECT_THAT(shorter.only().error().message, HasSubstr("TLS handshake"));
}

TEST(Connect, APeerWithoutTlsIsATlsError) {
  FaultServer server([](Peer& peer) {
    peer.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.stall();
  });
  Instance instance("https://127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(call(*instance.client, scope_of(milliseconds{3000})).code(), Errc::tls);
}

}  // namespace
}  // namespace autoheal::pagerduty::test
