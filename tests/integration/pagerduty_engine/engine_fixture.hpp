// What the tests of the transfer engine share: a client on a local server, one call measured, and a look at what the
// process holds.
#pragma once

#include "connection/client.hpp"
#include "fakes/fault_server.hpp"
#include "settings/settings.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <poll.h>
#include <string>
#include <vector>

namespace autoheal::pagerduty::test {
using namespace kit;

using autoheal::test::FaultServer;
using autoheal::test::Peer;
using std::chrono::milliseconds;

inline constexpr const char* kKey = "y_NbAkKc66ryYTWUXYEu";
inline constexpr const char* kOk =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 16\r\n\r\n{\"incidents\":[]}";

inline Settings make_settings(std::string_view origin, std::string ca_bundle = {}, std::string_view key = kKey) {
  Settings settings;
  settings.endpoint = origin;
  settings.api_key.value = Secret(key);
  settings.ca_bundle = std::move(ca_bundle);
  return settings;
}

// A key of its own for each instance: what is known of a key outlives a test, and the system hands out ports again.
inline std::string fresh_key() {
  static int count = 0;
  std::string key = std::to_string(++count);
  return "k_" + std::string(18 - key.size(), '0') + key;
}

// One instance of the product: a loop and a client.
struct Instance {
  explicit Instance(std::string_view origin, http::Patience patience = {}, std::string ca_bundle = {},
                    const std::string& key = fresh_key())
      : loop(std::make_shared<http::TransferLoop>()),
        client(connection::make_client(loop, make_settings(origin, std::move(ca_bundle), key), patience)) {}

  std::shared_ptr<http::TransferLoop> loop;
  std::shared_ptr<http::Client> client;
};

inline CallScope scope_of(milliseconds time) {
  CallScope scope;
  scope.deadline = std::chrono::steady_clock::now() + time;
  return scope;
}

struct Call {
  std::vector<Result<http::Response>> replies;  // in the order of their arrival
  milliseconds wall{0};
  int calls = 0;

  const Result<http::Response>& only() const { return replies.at(0); }
  Errc code() const { return only().has_value() ? Errc::internal : only().error().code; }
};

inline Call call(http::Client& client, const CallScope& scope, int requests = 1,
                 http::Priority priority = http::Priority::interactive) {
  Call out;
  const auto start = std::chrono::steady_clock::now();
  const std::unique_ptr<http::Exchange> exchange = client.open(scope, priority);
  for (int i = 0; i < requests; ++i) {
    exchange->get({"/incidents", {}}, [&](Result<http::Response> reply) { out.replies.push_back(std::move(reply)); });
  }
  exchange->run();
  out.wall = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
  out.calls = exchange->upstream_calls();
  return out;
}

// Waits for something that another thread is about to do; false if it does not within five seconds.
template <class Condition>
bool eventually(const Condition& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{5};
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    ::poll(nullptr, 0, 1);
  }
  return true;
}

inline long entries_of(const char* directory) {
  return std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator());
}
inline long open_descriptors() { return entries_of("/proc/self/fd"); }
inline long threads() { return entries_of("/proc/self/task"); }

// Answers every request on every connection in the same way.
inline FaultServer::Script always(std::string reply) {
  return [reply = std::move(reply)](Peer& peer) {
    while (!peer.read_request().empty()) {
      if (!peer.send(reply)) return;
    }
  };
}

}  // namespace autoheal::pagerduty::test
