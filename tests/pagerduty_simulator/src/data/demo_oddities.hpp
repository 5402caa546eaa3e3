// Incidents that a careless reader falls over.
#pragma once

#include "store/account.hpp"

namespace simulator {

// #12347: a hostile title, note and alert body. #12348: unicode. #4711: two years old, with an old short id.
void add_oddities(Account& account, Millis now);

}  // namespace simulator
