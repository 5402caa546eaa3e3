// Fills an account. Everything is a function of (now, seed).
#pragma once

#include "store/account.hpp"

#include <cstdint>

namespace simulator {

// People, teams, services, policies, schedules, windows, changes. Both data sets have them.
void add_demo_directory(Account& account);
// Incident #12345 and its neighbours, a year of history, two-year-old numbers, the hostile ones.
void add_demo_story(Account& account, std::uint64_t seed);
// `count` incidents over fourteen months on all services, numbered from 1.
void add_generated_incidents(Account& account, std::size_t count, std::uint64_t seed);

}  // namespace simulator
