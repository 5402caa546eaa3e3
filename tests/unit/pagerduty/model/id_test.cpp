// Which texts are PagerDuty's ids, and which id a URL names.
#include "model/id.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::model {
namespace {

TEST(Id, IsMadeOfPlainCharacters) {
  for (const char* good : {"Q1_a-2", "PT4KHLK", "12345", "a"}) EXPECT_TRUE(is_id(good)) << good;
  for (const char* bad : {"", "..", "a/b", "a%2fb", "a b", "a?b", "a\n", "\xC3\xA4", "a.b", "~"})
    EXPECT_FALSE(is_id(bad)) << bad;
  EXPECT_TRUE(is_id(std::string(64, 'A')));
  EXPECT_FALSE(is_id(std::string(65, 'A')));
}

TEST(IdInUrl, TakesTheLastPart) {
  EXPECT_EQ(id_in_url("https://acme.pagerduty.com/incidents/Q1ABC"), "Q1ABC");
  EXPECT_EQ(id_in_url("https://acme.eu.pagerduty.com/service-directory/PSVC1/?x=1"), "PSVC1");
  EXPECT_EQ(id_in_url("https://acme.pagerduty.com/schedules#PSCHED1"), "PSCHED1");
  EXPECT_EQ(id_in_url("PSVC1"), std::nullopt);
  EXPECT_EQ(id_in_url("https://acme.pagerduty.com/incidents/..%2f"), "");
}

}  // namespace
}  // namespace autoheal::pagerduty::model
