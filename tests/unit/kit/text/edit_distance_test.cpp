#include "kit/text/edit_distance.hpp"

#include <gtest/gtest.h>
#include <string>

namespace autoheal::kit {
namespace {

TEST(EditDistance, CountsASwapAsOne) {
  EXPECT_EQ(edit_distance("ab", "ba"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance(std::string(100, 'a'), std::string(100, 'b')), 64U);
}

}  // namespace
}  // namespace autoheal::kit
