// What the status page example answers when the page cannot be read.
#include "page_fixture.hpp"
#include "support/row_name.hpp"

#include <gmock/gmock.h>
#include <thread>

namespace status_page::test {
namespace {

using testing::HasSubstr;

struct Fault {
  const char* name;
  FaultServer::Script script;
  autoheal_status status;
  const char* code;
  const char* says = "";
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

class Faults : public StatusPage, public testing::WithParamInterface<Fault> {};

TEST_P(Faults, BecomeAnErrorOfEveryQuestion) {
  serve(GetParam().script);
  for (const char* operation : {"list_components", "list_incidents"}) {
    const client::Outcome outcome = ask(operation);
    EXPECT_EQ(outcome.status, GetParam().status) << outcome.document;
    const json::value error = json::parse(outcome.document);
    EXPECT_EQ(error.at("code"), GetParam().code) << operation;
    EXPECT_THAT(outcome.document, HasSubstr(GetParam().says));
  }
}

TEST_P(Faults, FailTestConnectionWithAReason) {
  serve(GetParam().script);
  const json::object got = table();
  EXPECT_EQ(got.at("verdict"), "fail");
  EXPECT_EQ(got.at("rows").at(0).at("outcome"), "fail");
  EXPECT_FALSE(got.at("rows").at(0).at("reason").as_string().empty());
  EXPECT_EQ(got.at("rows").at(1).at("outcome"), "skipped");
  EXPECT_EQ(got.at("summary"), got.at("rows").at(0).at("reason"));
}

std::string web_page() {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<html>Hi</html>";
}

std::string cut_off() {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"a\":";
}

INSTANTIATE_TEST_SUITE_P(
    All, Faults,
    testing::Values(
        Fault{"another_address", page_of({}), AUTOHEAL_NOT_FOUND, "not_found", "no status page"},
        Fault{"refused", always(http_reply("401 Unauthorized", "{}")), AUTOHEAL_UNAUTHENTICATED, "unauthorized"},
        Fault{"forbidden", always(http_reply("403 Forbidden", "{}")), AUTOHEAL_PERMISSION_DENIED, "forbidden"},
        Fault{"too_many_requests", always(http_reply("429 Too Many Requests", "{}", "Retry-After: 30\r\n")),
              AUTOHEAL_RATE_LIMITED, "rate_limited", "retry_after_ms"},
        Fault{"down", always(http_reply("503 Service Unavailable", "{}")), AUTOHEAL_UNAVAILABLE,
              "upstream_unavailable"},
        Fault{"moved", always(http_reply("302 Found", "", "Location: https://elsewhere.example/\r\n")),
              AUTOHEAL_BAD_UPSTREAM_REPLY, "protocol"},
        Fault{"a_web_page", always(web_page()), AUTOHEAL_BAD_UPSTREAM_REPLY, "protocol"},
        Fault{"broken_json", always(http_reply("200 OK", R"({"components":[)")), AUTOHEAL_BAD_UPSTREAM_REPLY,
              "bad_data"},
        Fault{"a_list_at_the_top", always(http_reply("200 OK", "[]")), AUTOHEAL_BAD_UPSTREAM_REPLY, "bad_data"},
        Fault{"other_json", always(http_reply("200 OK", R"({"hello":"world"})")), AUTOHEAL_BAD_UPSTREAM_REPLY,
              "bad_data"},
        Fault{"objects_for_lists", always(http_reply("200 OK", R"({"components":{},"incidents":{},"status":[]})")),
              AUTOHEAL_BAD_UPSTREAM_REPLY, "bad_data"},
        Fault{"too_long", always(http_reply("200 OK", std::string(9 * 1024 * 1024, ' '))), AUTOHEAL_RESULT_TOO_LARGE,
              "too_large"},
        Fault{"cut_off",
              [](Peer& peer) {
                if (!peer.read_request().empty() && peer.send(cut_off())) peer.reset();
              },
              AUTOHEAL_UNAVAILABLE, "network"}),
    autoheal::test::RowName{});

TEST_F(StatusPage, APageThatIsAwayIsSaid) {
  const std::string address = "http://127.0.0.1:" + std::to_string(autoheal::test::closed_port());
  ASSERT_EQ(configure({{"address", address}}).status, AUTOHEAL_OK);
  const client::Outcome outcome = ask("list_incidents");
  EXPECT_EQ(outcome.status, AUTOHEAL_UNAVAILABLE);
  EXPECT_EQ(json::parse(outcome.document).at("code"), "connect");
  EXPECT_EQ(table().at("verdict"), "fail");
}

TEST_F(StatusPage, APageThatIsSlowEndsWithTheCall) {
  serve([](Peer& peer) { peer.read_request(), peer.stall(); });
  const client::Outcome outcome = ask("list_components", "{}", {.deadline = client::Steady::now() + 300ms});
  EXPECT_EQ(outcome.status, AUTOHEAL_DEADLINE_EXCEEDED) << outcome.document;
}

TEST_F(StatusPage, ACancelledCallEndsAtOnce) {
  const auto cancel = std::make_shared<client::CancelSource>();
  serve([&cancel](Peer& peer) {
    if (peer.read_request().empty()) return;
    cancel->cancel();
    peer.stall();
  });
  EXPECT_EQ(ask("list_incidents", "{}", {.cancel = cancel}).status, AUTOHEAL_CANCELLED);
}

TEST_F(StatusPage, ACancelledTestEndsAtOnce) {
  const auto cancel = std::make_shared<client::CancelSource>();
  serve([&cancel](Peer& peer) {
    if (peer.read_request().empty()) return;
    cancel->cancel();
    peer.stall();
  });
  EXPECT_EQ(instance_->test_connection({.deadline = client::Steady::now() + 20s, .cancel = cancel}).status,
            AUTOHEAL_CANCELLED);
}

TEST_F(StatusPage, APageWithoutIncidentsFailsTheirRowOnly) {
  serve(page_of({{"summary.json", R"({"status":{}})"}}));
  const json::object got = table();
  EXPECT_EQ(got.at("verdict"), "fail");
  EXPECT_EQ(got.at("rows").at(0).at("outcome"), "pass");
  EXPECT_EQ(got.at("rows").at(1).at("outcome"), "fail");
}

struct BadQuestion {
  const char* name;
  const char* operation;
  const char* arguments;
  const char* pointer;
};

void PrintTo(const BadQuestion& question, std::ostream* out) { *out << question.arguments; }

class BadQuestions : public StatusPage, public testing::WithParamInterface<BadQuestion> {};

TEST_P(BadQuestions, AreRefusedBeforeAnythingIsSent) {
  serve(page_of({}));
  const client::Outcome outcome = ask(GetParam().operation, GetParam().arguments);
  EXPECT_EQ(outcome.status, AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(json::parse(outcome.document).at("problems").at(0).at("pointer"), GetParam().pointer) << outcome.document;
  EXPECT_EQ(server_->connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadQuestions,
    testing::Values(BadQuestion{"status", "list_components", R"({"status":["broken"]})", "/status/0"},
                    BadQuestion{"cursor", "list_components", R"({"cursor":"x"})", "/cursor"},
                    BadQuestion{"window", "list_incidents", R"({"window":"one fine day"})", "/window"},
                    BadQuestion{"two_windows", "list_incidents", R"({"window":"today","since":"today"})", "/window"},
                    BadQuestion{"zone", "list_incidents", R"({"time_zone":"Mars/Base"})", "/time_zone"},
                    BadQuestion{"unknown", "list_incidents", R"({"open":true})", "/open"}),
    autoheal::test::RowName{});

}  // namespace
}  // namespace status_page::test
