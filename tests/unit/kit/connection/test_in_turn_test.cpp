#include "kit/connection/test_in_turn.hpp"

#include "fakes/scripted_client.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

namespace json = boost::json;
using test::ScriptedClient;

const Probe kProbes[] = {{"page", "Reach the page", "It is there.", "/page", holds_object("page")},
                         {"rows", "Read rows", "Rows can be read.", "/rows", holds_list("rows")},
                         {"notes", "Read notes", "Notes can be read.", "/notes", holds_list("notes")}};

json::object test_of(ScriptedClient& client) {
  return json::parse(test_in_turn(client, CallScope{}, kProbes, "All is well.").value()).as_object();
}

std::string outcomes(const json::object& table) {
  std::string out;
  for (const json::value& row : table.at("rows").as_array()) out += std::string(row.at("outcome").as_string()) + " ";
  return out;
}

ScriptedClient healthy() {
  ScriptedClient client;
  client.on("/page", R"({"page":{}})").on("/rows", R"({"rows":[]})").on("/notes", R"({"notes":[]})");
  return client;
}

TEST(TestInTurn, PassesIfEveryProbeDoes) {
  ScriptedClient client = healthy();
  const json::object got = test_of(client);
  EXPECT_EQ(got.at("verdict"), "pass");
  EXPECT_EQ(got.at("summary"), "All is well.");
  EXPECT_EQ(outcomes(got), "pass pass pass ");
  EXPECT_EQ(got.at("rows").at(1).at("title"), "Read rows");
  EXPECT_EQ(client.priorities, std::vector{http::Priority::probe});
}

TEST(TestInTurn, NothingIsAskedBehindAClosedWay) {
  ScriptedClient client = healthy().on("/page", Error::of(Errc::connect, "It cannot be reached.", "Look at it."));
  const json::object got = test_of(client);
  EXPECT_EQ(got.at("verdict"), "fail");
  EXPECT_EQ(got.at("summary"), "It cannot be reached.");
  EXPECT_EQ(got.at("rows").at(0).at("remedy"), "Look at it.");
  EXPECT_EQ(outcomes(got), "fail skipped skipped ");
  EXPECT_EQ(client.requests.size(), 1u);
}

TEST(TestInTurn, AReadThatFailsIsTheSummary) {
  ScriptedClient client = healthy().on("/notes", R"({"notes":7})");
  const json::object got = test_of(client);
  EXPECT_EQ(got.at("verdict"), "partial");
  EXPECT_EQ(outcomes(got), "pass pass fail ");
  EXPECT_EQ(got.at("summary"), got.at("rows").at(2).at("reason"));
}

TEST(TestInTurn, AReplyOfAnotherShapeFails) {
  ScriptedClient client = healthy().on("/page", R"({"page":[]})");
  EXPECT_EQ(outcomes(test_of(client)), "fail skipped skipped ");
}

TEST(TestInTurn, ACancelledOneIsAnError) {
  ScriptedClient client = healthy();
  CallScope scope;
  scope.is_cancelled = [] { return true; };
  const Result<std::string> got = test_in_turn(client, scope, kProbes, "All is well.");
  ASSERT_FALSE(got.has_value());
  EXPECT_EQ(got.error().code, Errc::cancelled);
}

}  // namespace
}  // namespace autoheal::kit
