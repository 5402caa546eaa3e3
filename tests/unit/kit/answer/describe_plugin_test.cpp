#include "kit/answer/describe_plugin.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

constexpr Operation kAsk{"ask", "Ask", "What there is.", Audience::agent, {}, R"({"type":"object"})", 20, nullptr};
constexpr Operation kRead{"read", "Read", "What was missed.", Audience::host, {}, "{}", 30, nullptr, "reconcile/1"};
constexpr const Operation* kBoth[] = {&kAsk, &kRead};

TEST(DescribePlugin, IsTheDocumentOfTheContract) {
  const boost::json::object got = describe_plugin({"library", "Library", "1.2.3", 4}, {{"type", "object"}}, kBoth);
  EXPECT_EQ(got.at("describe_version"), 1);
  EXPECT_EQ(got.at("id"), "library");
  EXPECT_EQ(got.at("name"), "Library");
  EXPECT_EQ(got.at("version"), "1.2.3");
  EXPECT_EQ(got.at("settings_version"), 4);
  EXPECT_EQ(got.at("settings"), (boost::json::object{{"type", "object"}}));
  EXPECT_FALSE(got.contains("webhook"));
  const boost::json::array& operations = got.at("operations").as_array();
  ASSERT_EQ(operations.size(), 2u);
  EXPECT_EQ(operations[0].at("name"), "ask");
  EXPECT_EQ(operations[0].at("audience"), "agent");
  EXPECT_EQ(operations[0].at("result").at("type"), "object");
  EXPECT_TRUE(operations[0].at("arguments").at("properties").as_object().contains("max_bytes"));
  EXPECT_EQ(operations[0].at("annotations").at("read_only"), true);
  EXPECT_FALSE(operations[0].as_object().contains("role"));
  EXPECT_EQ(operations[1].at("audience"), "host");
  EXPECT_EQ(operations[1].at("role"), "reconcile/1");
}

TEST(DescribePlugin, ThrowsForASchemaThatIsNoJson) {
  constexpr Operation kWrong{"ask", "Ask", "", Audience::agent, {}, "{", 1, nullptr};
  const Operation* table[] = {&kWrong};
  EXPECT_ANY_THROW(describe_plugin({"library", "Library", "1.0.0"}, {}, table));
}

}  // namespace
}  // namespace autoheal::kit
