#include "kit/text/json_text.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

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

struct Escape {
  const char* text;
  std::size_t at;
  int unit;  // -1: none
};

TEST(EscapedUnit, IsReadWhereOneStands) {
  for (const Escape& row : {Escape{"\\u0041", 0, 0x41}, Escape{"x\\uD83dy", 1, 0xD83D}, Escape{"x\\u0041", 0, -1},
                            Escape{"\\u004", 0, -1}, Escape{"\\u00g1", 0, -1}, Escape{"\\U0041", 0, -1},
                            Escape{"\\u-041", 0, -1}, Escape{"", 0, -1}, Escape{"\\u0041", 7, -1}}) {
    const std::optional<unsigned> unit = escaped_unit(row.text, row.at);
    EXPECT_EQ(unit ? static_cast<int>(*unit) : -1, row.unit) << row.text << " at " << row.at;
  }
}

}  // namespace
}  // namespace autoheal::kit
