#include "kit/plugin/scope_of.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

autoheal_call plain_call() {
  autoheal_call table{};
  table.struct_size = sizeof table;
  table.cancel_fd = -1;
  table.is_cancelled = [](void*) -> std::int32_t { return 0; };
  return table;
}

TEST(ScopeOf, SaysHowManyRequestsTheCallMayMake) {
  autoheal_call table = plain_call();
  EXPECT_EQ(scope_of(autoheal::Call(table)).max_upstream_calls, 0U);
  table.max_upstream_calls = 7;
  EXPECT_EQ(scope_of(autoheal::Call(table)).max_upstream_calls, 7U);
}

TEST(ScopeOf, SaysWhetherSomebodyWaits) {
  autoheal_call table = plain_call();
  for (const std::uint32_t waits : {AUTOHEAL_CALLER_PERSON, AUTOHEAL_CALLER_AGENT, 99U}) {
    table.caller = waits;
    EXPECT_FALSE(scope_of(autoheal::Call(table)).background) << waits;
  }
  table.caller = AUTOHEAL_CALLER_BACKGROUND;
  EXPECT_TRUE(scope_of(autoheal::Call(table)).background);
}

}  // namespace
}  // namespace autoheal::kit
