// Users and teams of the demo account.
#pragma once

#include "store/account.hpp"

namespace simulator {

// Names are the same in every account; both tables hold more than a page of 100, with the ones that matter on page two.
void add_people(Account& account);
// The id of a named object, the same for every seed.
std::string demo_id(std::string_view kind, std::string_view name);

}  // namespace simulator
