// The table of operations as agents get it.
#include "operations/operations.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>

namespace autoheal::pagerduty::operations {
namespace {

using namespace kit;

TEST(Operations, StayWithinTheirRoomAndHaveNoReferences) {
  std::size_t characters = 0;
  std::set<std::string_view> names;
  for (const Operation* operation : all_operations()) {
    std::string schema = arguments_schema(*operation);
    EXPECT_EQ(schema.find("$ref"), std::string::npos) << operation->name;
    EXPECT_NO_THROW((void)boost::json::parse(operation->result_schema)) << operation->name;
    if (operation->audience == Audience::agent) {
      characters += operation->name.size() + operation->description.size() + schema.size();
    }
    EXPECT_TRUE(names.insert(operation->name).second) << operation->name;
  }
  EXPECT_LT(characters, 16'000U);
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
