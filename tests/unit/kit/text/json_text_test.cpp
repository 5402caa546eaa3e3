#include "kit/text/json_text.hpp"

#include <gtest/gtest.h>
#include <boost/json.hpp>

namespace autoheal::kit {
namespace {

TEST(JsonText, NumbersReadLikeNumbers) {
  const boost::json::value value{4.7, 44.715, 0.5, -2.25, 5.0, 1e21, 7, -3, 18446744073709551615U};
  EXPECT_EQ(render_json(value), "[4.7,44.715,0.5,-2.25,5,1e+21,7,-3,18446744073709551615]");
}

TEST(JsonText, EverythingReadsBackAsItWas) {
  const auto value = boost::json::parse(
      R"({"a":[],"b":{},"c":[null,true,false,"q\"\\\n\u0001é支払い"],"d":{"x":0.1,"y":[1e-7,123456789.125]},"":"empty name"})");
  EXPECT_EQ(boost::json::parse(render_json(value)), value);
}

TEST(JsonText, NoBlanks) { EXPECT_EQ(render_json(boost::json::parse(R"( { "a" : [ 1 , 2 ] } )")), R"({"a":[1,2]})"); }

}  // namespace
}  // namespace autoheal::kit
