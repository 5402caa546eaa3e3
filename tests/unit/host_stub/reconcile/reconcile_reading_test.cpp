// The pages of a reconciliation are followed, and no plugin can make that endless.
#include "reconcile/reconcile_reading.hpp"

#include "plugin/roles.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

namespace autoheal::host {
namespace {

namespace json = boost::json;

json::object event_of(const std::string& fingerprint) {
  return {{"event_id", "event of " + fingerprint}, {"alert", {{"fingerprint", fingerprint}}}};
}

// A plugin that looks at so many of the given `open` at a time and keeps nothing between pages. "lost" is gone.
class Plugin {
 public:
  Result<std::string> ask(const json::object& arguments) {
    asked.push_back(arguments);
    if (asked.size() == fail_at) return failure(Errc::deadline_exceeded, "The time is over.");
    if (asked.size() == garbage_at) return std::string{R"({"summary":"?","data":{}})"};
    json::array events{event_of("always")};
    json::array gone;
    bool more = false;
    if (const auto* open = arguments.if_contains("open")) {
      for (const auto& one : open->as_array()) {
        const std::string fingerprint(one.as_string());
        if (events.size() + gone.size() > at_a_time) {
          more = true;
        } else if (fingerprint == "lost") {
          gone.push_back(one);
        } else {
          events.push_back(event_of(fingerprint));
        }
      }
    }
    json::object data{{"events", events}, {"gone", gone}, {"up_to_date", asked.size() != behind_at}};
    if (more || endless) data["next_cursor"] = circles ? "again" : "page " + std::to_string(asked.size() + 1);
    return json::serialize(json::object{{"summary", "Read."}, {"data", data}});
  }
  Result<ReconcileReading> read(int open) {
    json::array names{"lost"};
    for (int i = 0; i < open; ++i) names.push_back(json::string(std::to_string(i)));
    return read_reconciliation([this](const json::object& arguments) { return ask(arguments); },
                               json::object{{"open", names}, {"since", "2026-03-14T00:00:00Z"}});
  }

  std::size_t at_a_time = 3;
  std::size_t fail_at = 0;
  std::size_t garbage_at = 0;
  std::size_t behind_at = 0;
  bool endless = false;
  bool circles = false;
  std::vector<json::object> asked;
};

TEST(ReconcileReading, FollowsThePagesAndKeepsEachEventOnce) {
  Plugin plugin;
  const auto reading = plugin.read(10).value();
  EXPECT_EQ(reading.pages, 4U);
  EXPECT_EQ(reading.events.size(), 11U) << json::serialize(reading.events);
  EXPECT_FALSE(reading.cut);
  EXPECT_TRUE(reading.up_to_date);
  EXPECT_EQ(reading.summary, "Read.");
}

TEST(ReconcileReading, EachPageIsAskedWithWhatIsLeftAndTheSameTime) {
  Plugin plugin;
  ASSERT_TRUE(plugin.read(4).has_value());
  ASSERT_EQ(plugin.asked.size(), 2U);
  EXPECT_EQ(plugin.asked[0].at("open").as_array().size(), 5U);
  EXPECT_FALSE(plugin.asked[0].contains("cursor"));
  EXPECT_EQ(plugin.asked[1].at("open"), json::value(json::array{"2", "3"})) << "what was told or is gone is out";
  EXPECT_EQ(plugin.asked[1].at("cursor"), "page 2");
  for (const auto& arguments : plugin.asked) {
    EXPECT_EQ(arguments.at("since"), "2026-03-14T00:00:00Z");
    EXPECT_EQ(arguments.at("limit"), roles::kMostReconciled);
  }
}

TEST(ReconcileReading, WhenAllIsToldOpenIsLeftOut) {
  Plugin plugin;
  plugin.endless = true;
  plugin.circles = true;
  ASSERT_TRUE(plugin.read(1).has_value());
  ASSERT_EQ(plugin.asked.size(), 2U);
  EXPECT_FALSE(plugin.asked[1].contains("open"));
}

TEST(ReconcileReading, AsksOnceWhereThereIsNoFurtherPage) {
  Plugin plugin;
  EXPECT_EQ(plugin.read(2).value().events.size(), 3U);
  EXPECT_EQ(plugin.asked.size(), 1U);
}

TEST(ReconcileReading, IsUpToDateOnlyIfEveryPageSaysSo) {
  for (const std::size_t behind : {1U, 2U, 4U}) {
    Plugin plugin;
    plugin.behind_at = behind;
    const auto reading = plugin.read(10).value();
    EXPECT_FALSE(reading.up_to_date) << behind;
    EXPECT_FALSE(reading.cut);
  }
  for (const char* said : {R"(,"up_to_date":"true")", ""}) {
    const auto ask = [&](const json::object&) -> Result<std::string> {
      return R"({"summary":"","data":{"events":[])" + std::string{said} + "}}";
    };
    EXPECT_FALSE(read_reconciliation(ask, {}).value().up_to_date) << said;
  }
}

TEST(ReconcileReading, EndsAfterTheMostPages) {
  Plugin plugin;
  plugin.endless = true;
  const auto reading = plugin.read(1).value();
  EXPECT_EQ(reading.pages, roles::kMostReconcilePages);
  EXPECT_TRUE(reading.cut);
  EXPECT_FALSE(reading.up_to_date);
  EXPECT_EQ(reading.summary, "Read. Not everything was read.");
}

TEST(ReconcileReading, EndsWhereACursorComesAgain) {
  Plugin plugin;
  plugin.endless = true;
  plugin.circles = true;
  EXPECT_TRUE(plugin.read(1).value().cut);
  EXPECT_EQ(plugin.asked.size(), 2U);
}

TEST(ReconcileReading, KeepsWhatWasReadWhenAPageFails) {
  Plugin plugin;
  plugin.fail_at = 3;
  const auto late = plugin.read(10).value();
  EXPECT_EQ(late.events.size(), 6U);
  EXPECT_FALSE(late.up_to_date);
  EXPECT_EQ(late.summary, "Read. Not everything was read: The time is over.");
  Plugin broken;
  broken.garbage_at = 2;
  EXPECT_EQ(broken.read(10).value().events.size(), 3U);
}

TEST(ReconcileReading, AFirstPageThatFailsIsAnError) {
  Plugin plugin;
  plugin.fail_at = 1;
  EXPECT_EQ(plugin.read(1).error().code, Errc::deadline_exceeded);
  Plugin broken;
  broken.garbage_at = 1;
  EXPECT_EQ(broken.read(1).error().code, Errc::plugin_fault);
}

}  // namespace
}  // namespace autoheal::host
