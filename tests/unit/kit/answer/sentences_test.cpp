#include "kit/answer/sentences.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

TEST(Counted, FollowsTheNoun) {
  EXPECT_EQ(counted(0, "row"), "0 rows");
  EXPECT_EQ(counted(1, "row"), "1 row");
  EXPECT_EQ(counted(2, "entry"), "2 entries");
  EXPECT_EQ(counted(2, "match"), "2 matches");
}

TEST(Counted, AWholeListIsToldExactly) {
  EXPECT_EQ(counted(0, "row", Extent::whole), "No row");
  EXPECT_EQ(counted(2, "row", Extent::whole), "2 rows");
}

TEST(Counted, OfAListThatIsNotWholeNothingIsDenied) {
  for (const Extent extent : {Extent::part, Extent::none}) {
    EXPECT_EQ(counted(0, "row", extent), "No row that could be read was");
    EXPECT_EQ(counted(1, "row", extent), "At least 1 row");
  }
}

TEST(Enumerate, NamesAFewAndCountsTheRest) {
  EXPECT_EQ(enumerate({}), "");
  EXPECT_EQ(enumerate({"Ann"}), "Ann");
  EXPECT_EQ(enumerate({"Ann", "Ben"}), "Ann and Ben");
  EXPECT_EQ(enumerate({"Ann", "Ben", "Cy"}, 2), "Ann, Ben and 1 more");
}

TEST(RenderDuration, HasTwoUnitsAtMost) {
  using std::chrono::seconds;
  EXPECT_EQ(render_duration(seconds{-5}), "0 s");
  EXPECT_EQ(render_duration(seconds{45}), "45 s");
  EXPECT_EQ(render_duration(seconds{7'500}), "2 h 5 min");
  EXPECT_EQ(render_duration(seconds{3 * 86'400 + 4 * 3'600 + 59}), "3 d 4 h");
}

}  // namespace
}  // namespace autoheal::kit
