#include "model/severity.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::model {
namespace {

TEST(Severity, NamesAndAliasesInAnyCase) {
  EXPECT_EQ(parse_severity("Critical"), Severity::critical);
  EXPECT_EQ(parse_severity("ERROR"), Severity::high);
  EXPECT_EQ(parse_severity("warn"), Severity::medium);
  EXPECT_EQ(parse_severity("notice"), Severity::low);
  EXPECT_EQ(parse_severity("informational"), Severity::info);
  for (const char* bad : {"", "unknown", "severe", "high ", "P1"}) EXPECT_FALSE(parse_severity(bad).has_value()) << bad;
}

}  // namespace
}  // namespace autoheal::pagerduty::model
