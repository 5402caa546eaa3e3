// Cuts of a reconciliation are followed, and no plugin can make that endless.
#include "reconcile/reconcile_reading.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <vector>

namespace autoheal::host {
namespace {

namespace json = boost::json;

// A plugin that looks at so many of the given `open` at a time and leaves the rest as a cut.
class Plugin {
 public:
  Result<std::string> ask(const json::object& arguments) {
    ++calls;
    if (calls == fail_at) return failure(Errc::deadline_exceeded, "The time is over.");
    if (calls == garbage_at) return std::string{R"({"summary":"?","data":{}})"};
    json::array events{json::object{{"event_id", "always"}}};  // every answer begins with what is open
    json::array rest;
    if (const auto* open = arguments.if_contains("open")) {
      for (const auto& one : open->as_array()) {
        if (events.size() <= at_a_time) {
          events.push_back(json::object{{"event_id", one}});
        } else {
          rest.push_back(one);
        }
      }
    }
    json::object meta;
    if (!rest.empty()) {
      meta["cuts"] = json::array{json::object{
          {"follow_up", json::object{{"operation", operation}, {"arguments", json::object{{"open", rest}}}}}}};
    }
    return json::serialize(json::object{{"summary", "Read."}, {"data", {{"events", events}}}, {"meta", meta}});
  }
  Result<ReconcileReading> read(int open) {
    json::array names;
    for (int i = 0; i < open; ++i) names.push_back(json::string(std::to_string(i)));
    return read_reconciliation([this](const json::object& arguments) { return ask(arguments); },
                               json::object{{"open", names}, {"since", "2026-03-14T00:00:00Z"}});
  }

  std::size_t at_a_time = 3;
  std::size_t calls = 0;
  std::size_t fail_at = 0;
  std::size_t garbage_at = 0;
  const char* operation = "reconcile_alerts";
};

TEST(ReconcileReading, FollowsCutsUntilAllIsReadAndKeepsEachEventOnce) {
  Plugin plugin;
  const auto reading = plugin.read(10).value();
  EXPECT_EQ(plugin.calls, 4U);
  EXPECT_EQ(reading.follow_ups, 3U);
  EXPECT_EQ(reading.events.size(), 11U) << json::serialize(reading.events);
  EXPECT_FALSE(reading.cut);
  EXPECT_EQ(reading.summary, "Read.");
}

TEST(ReconcileReading, AsksOnceWhereNothingIsCut) {
  Plugin plugin;
  EXPECT_EQ(plugin.read(3).value().events.size(), 4U);
  EXPECT_EQ(plugin.calls, 1U);
}

TEST(ReconcileReading, IsUpToDateIfTheFirstAnswerSaysSo) {
  for (const auto& [said, wanted] : std::vector<std::pair<std::string, bool>>{
           {R"(,"up_to_date":true)", true},
           {R"(,"up_to_date":false)", false},
           {R"(,"up_to_date":"true")", false},
           {"", false},
       }) {
    int calls = 0;
    const auto ask = [&, &data = said](const json::object&) -> Result<std::string> {
      const std::string mine = ++calls == 1 ? data : R"(,"up_to_date":true)";
      return R"({"summary":"","data":{"events":[],"gone":[)" + std::to_string(calls) + "]" + mine +
             R"(},"meta":{"cuts":[{"follow_up":{"operation":"reconcile_alerts","arguments":{"open":["x"]}}}]}})";
    };
    EXPECT_EQ(read_reconciliation(ask, {}).value().up_to_date, wanted) << said;
    EXPECT_EQ(calls, 2);
  }
}

TEST(ReconcileReading, EndsAfterTwentyFollowUps) {
  Plugin plugin;
  plugin.at_a_time = 1;
  const auto reading = plugin.read(100).value();
  EXPECT_EQ(plugin.calls, 1U + kMostFollowUps);
  EXPECT_EQ(reading.events.size(), 22U);
  EXPECT_TRUE(reading.cut);
}

TEST(ReconcileReading, EndsWhereAnAnswerTellsNothingNew) {
  Plugin plugin;
  plugin.at_a_time = 0;
  const auto reading = plugin.read(5).value();
  EXPECT_EQ(plugin.calls, 2U) << "the second answer told only what the first did";
  EXPECT_TRUE(reading.cut);
  EXPECT_EQ(reading.summary, "Read. Not everything was read.");
}

TEST(ReconcileReading, EndsWhereACallWouldBeMadeAgain) {
  int calls = 0;
  const auto circle = [&](const json::object&) -> Result<std::string> {
    ++calls;
    return R"({"summary":"","data":{"events":[],"gone":[)" + std::to_string(calls) +
           R"(]},"meta":{"cuts":[{"follow_up":{"operation":"reconcile_alerts","arguments":{"open":["x"]}}}]}})";
  };
  EXPECT_TRUE(read_reconciliation(circle, {}).value().cut);
  EXPECT_EQ(calls, 2);
}

TEST(ReconcileReading, CallsNoOtherOperation) {
  Plugin plugin;
  plugin.operation = "list_incidents";
  EXPECT_TRUE(plugin.read(10).value().cut);
  EXPECT_EQ(plugin.calls, 1U);
}

TEST(ReconcileReading, KeepsWhatWasReadWhenAFollowUpFails) {
  Plugin plugin;
  plugin.fail_at = 3;
  const auto late = plugin.read(10).value();
  EXPECT_EQ(late.events.size(), 7U);
  EXPECT_EQ(late.summary, "Read. Not everything was read: The time is over.");
  Plugin broken;
  broken.garbage_at = 2;
  EXPECT_EQ(broken.read(10).value().events.size(), 4U);
}

TEST(ReconcileReading, AFirstCallThatFailsIsAnError) {
  Plugin plugin;
  plugin.fail_at = 1;
  EXPECT_EQ(plugin.read(1).error().code, Errc::deadline_exceeded);
  Plugin broken;
  broken.garbage_at = 1;
  EXPECT_EQ(broken.read(1).error().code, Errc::plugin_fault);
}

}  // namespace
}  // namespace autoheal::host
