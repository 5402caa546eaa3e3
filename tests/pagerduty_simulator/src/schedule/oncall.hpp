// Who is on call through an escalation policy, over a window.
#pragma once

#include "store/account.hpp"

#include <optional>
#include <vector>

namespace simulator {

struct Oncall {
  Index policy = kNone;
  int level = 1;
  Index user = kNone;
  Index schedule = kNone;       // kNone: named directly
  std::optional<Millis> start;  // both empty: permanently on call
  std::optional<Millis> end;
};

// [since, until]; since == until asks for an instant. By level, then start.
std::vector<Oncall> policy_oncalls(const Account& account, Index policy, Millis since, Millis until);
// The people whom an incident reaches on that level at that instant; empty where the level has a gap.
std::vector<Index> level_users(const Account& account, Index policy, int level, Millis at);

}  // namespace simulator
