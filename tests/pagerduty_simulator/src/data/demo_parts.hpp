// The parts of the demo account, in the order in which they have to be added.
#pragma once

#include "store/account.hpp"

namespace simulator {

void add_demo_schedules(Account& account);
void add_demo_services(Account& account);
void add_demo_changes(Account& account);

}  // namespace simulator
