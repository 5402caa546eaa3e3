// Full users, teams, services, escalation policies and priorities as the REST API shows them.
#pragma once

#include "rest/references.hpp"

namespace simulator {

json::object user_object(const Account& account, Index user, const Includes& includes, bool single);
json::object team_object(const Account& account, Index team);
json::object service_object(const Account& account, Index service, const Includes& includes, const char* status);
json::object policy_object(const Account& account, Index policy, const Includes& includes);
json::object priority_object(const Account& account, Index priority);
// A full schedule without any rendering, as include[]=schedules and include[]=targets show it.
json::object schedule_summary_object(const Account& account, Index schedule);
std::vector<Index> teams_of_user(const Account& account, Index user);
std::vector<Index> policies_of_schedule(const Account& account, Index schedule);
std::vector<Index> users_of_schedule(const Account& account, Index schedule);

}  // namespace simulator
