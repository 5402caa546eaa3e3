#include "autoheal/json_check.hpp"

#include <gtest/gtest.h>

namespace autoheal {
namespace {

TEST(JsonCheckTest, TellsOneObjectFromEverythingElse) {
  const std::string deep = [] {
    std::string text;
    for (int level = 0; level < 65; ++level) text += "{\"a\":";
    return text + "1" + std::string(65, '}');
  }();
  const struct {
    std::string_view text;
    JsonFault fault;
  } rows[] = {
      {"{}", JsonFault::none},
      {" \t\r\n{ \"a\" : [ 1 , -0.5e+3, \"\\u00e4\\n\", true, false, null, {} ] }\n", JsonFault::none},
      {"{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}", JsonFault::none},
      {"{\"\\ud83d\\ude00\":1,\"\\ud83d\\ude01\":2}", JsonFault::none},
      {"", JsonFault::not_json},
      {"   ", JsonFault::not_json},
      {"[]", JsonFault::not_an_object},
      {"\"text\"", JsonFault::not_an_object},
      {"12", JsonFault::not_an_object},
      {"null", JsonFault::not_an_object},
      {"nul", JsonFault::not_json},
      {"{}x", JsonFault::not_json},
      {"{}{}", JsonFault::not_json},
      {"{\"a\":1,}", JsonFault::not_json},
      {"{a:1}", JsonFault::not_json},
      {"{'a':1}", JsonFault::not_json},
      {"{\"a\" 1}", JsonFault::not_json},
      {"{\"a\":01}", JsonFault::not_json},
      {"{\"a\":1.}", JsonFault::not_json},
      {"{\"a\":.5}", JsonFault::not_json},
      {"{\"a\":1e}", JsonFault::not_json},
      {"{\"a\":-}", JsonFault::not_json},
      {"{\"a\":+1}", JsonFault::not_json},
      {"{\"a\":NaN}", JsonFault::not_json},
      {"{\"a\":\"\n\"}", JsonFault::not_json},
      {"{\"a\":\"\\x\"}", JsonFault::not_json},
      {"{\"a\":\"\\u12\"}", JsonFault::not_json},
      {"{\"a\":\"\\u12g4\"}", JsonFault::not_json},
      {"{\"a\":\"open", JsonFault::not_json},
      {"{\"a\":\"\\", JsonFault::not_json},
      {"{\"a\":[1 2]}", JsonFault::not_json},
      {"{\"a\":[1,]}", JsonFault::not_json},
      {"{\"a\":[1", JsonFault::not_json},
      {"// note\n{}", JsonFault::not_json},
      {"\xEF\xBB\xBF{}", JsonFault::not_json},
      {std::string_view("{\"a\":\"\0\"}", 9), JsonFault::not_json},
      {std::string_view("{}\0", 3), JsonFault::not_json},
      {"{\"a\":\"\xff\"}", JsonFault::not_utf8},
      {deep, JsonFault::too_deep},
      {"{\"a\":1,\"b\":2,\"a\":3}", JsonFault::member_twice},
      {"{\"a\":1,\"\\u0061\":2}", JsonFault::member_twice},
      {"{\"x\":[{\"/\":1,\"\\/\":2}]}", JsonFault::member_twice},
  };
  for (const auto& row : rows) EXPECT_EQ(check_json_object(row.text), row.fault) << row.text;
}

TEST(JsonCheckTest, DoublesAndDepthAreTheCallersChoice) {
  EXPECT_EQ(check_json_object("{\"a\":1,\"a\":2}", 64, false), JsonFault::none);
  EXPECT_EQ(check_json_object("{\"a\":[]}", 0), JsonFault::too_deep);
  EXPECT_EQ(check_json_object("{\"a\":[]}", 1), JsonFault::none);
  EXPECT_EQ(check_json_object(std::string(1 << 20, '[')), JsonFault::too_deep);
}

}  // namespace
}  // namespace autoheal
