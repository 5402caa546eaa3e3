// The built example against a page on loopback, called through the ABI and judged by the host layer: a test fails on
// any breach of the contract.
#pragma once

#include "autoheal/plugin_client.hpp"
#include "fakes/fake_host.hpp"
#include "fakes/fault_server.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace status_page::test {

namespace client = autoheal::client;
namespace json = boost::json;
using autoheal::test::FaultServer;
using autoheal::test::Peer;
using namespace std::chrono_literals;

inline std::string http_reply(std::string_view status, std::string_view body, std::string_view headers = {}) {
  return "HTTP/1.1 " + std::string(status) +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(headers) + "\r\n" + std::string(body);
}

// Every request gets the same bytes.
inline FaultServer::Script always(std::string reply) {
  return [reply = std::move(reply)](Peer& peer) {
    while (!peer.read_request().empty() && peer.send(reply)) {
    }
  };
}

// A page with these documents, by path below /api/v2/; 404 for others.
inline FaultServer::Script page_of(std::map<std::string, std::string> documents) {
  return [documents = std::move(documents)](Peer& peer) {
    for (std::string head = peer.read_request(); !head.empty(); head = peer.read_request()) {
      const std::string path = head.substr(4, head.find(' ', 4) - 4);
      const auto found = documents.find(path.substr(path.find("/api/v2/") == 0 ? 8 : 0));
      peer.send(found == documents.end() ? http_reply("404 Not Found", "{}") : http_reply("200 OK", found->second));
    }
  };
}

class StatusPage : public testing::Test {
 protected:
  StatusPage() {
    auto negotiated = client::negotiate(autoheal::test::load_entry(AUTOHEAL_PLUGIN_FILE), "test", "1.0");
    if (const auto* refusal = std::get_if<client::Refusal>(&negotiated)) throw std::runtime_error(refusal->sentence);
    auto made = client::Instance::create(
        std::get<client::Plugin>(negotiated), host_.table(), {"i-1", "Provider"}, {},
        [this](const client::Breach& breach) {
          breaches_.append(breach.requirement).append(": ").append(breach.message).append("\n");
        });
    instance_ = std::get<std::shared_ptr<client::Instance>>(std::move(made));
  }
  ~StatusPage() override {
    instance_.reset();
    EXPECT_EQ(breaches_, "");
  }

  client::Outcome configure(const json::object& settings) {
    return instance_->configure(json::serialize(settings), {});
  }
  void serve(FaultServer::Script script) {
    server_.emplace(std::move(script));
    ASSERT_EQ(configure({{"address", server_->origin()}}).status, AUTOHEAL_OK);
  }
  client::Outcome ask(std::string_view operation, std::string_view arguments = "{}", client::CallOptions options = {}) {
    if (options.deadline == client::Steady::time_point::max()) options.deadline = client::Steady::now() + 20s;
    return instance_->query(operation, arguments, std::move(options));
  }
  // The envelope of a question that is answered.
  json::object answer(std::string_view operation, std::string_view arguments = "{}") {
    const client::Outcome outcome = ask(operation, arguments);
    EXPECT_EQ(outcome.status, AUTOHEAL_OK) << outcome.document;
    return outcome.status == AUTOHEAL_OK ? json::parse(outcome.document).as_object() : json::object{};
  }
  json::object table() {
    const client::Outcome outcome = instance_->test_connection({.deadline = client::Steady::now() + 20s});
    EXPECT_EQ(outcome.status, AUTOHEAL_OK) << outcome.document;
    return outcome.status == AUTOHEAL_OK ? json::parse(outcome.document).as_object() : json::object{};
  }

  autoheal::test::FakeHost host_;  // its clock stands at 2026-03-14T09:20:00Z
  std::string breaches_;
  std::shared_ptr<client::Instance> instance_;
  std::optional<FaultServer> server_;
};

}  // namespace status_page::test
