// The roles of docs/documents.md section 6 as the checks know them: who may ask, with which arguments, and what comes
// back. Threads: constants, [any-thread].
#pragma once

#include <string_view>
#include <vector>

namespace autoheal::validator {

struct Role {
  std::string_view name;  // "reconcile/1"
  bool for_agents = false;
  bool for_hosts = false;
  bool is_draft = false;                    // accepted and noted, its shapes are not checked
  std::vector<std::string_view> arguments;  // each must be accepted: JSON objects
  std::string_view result;                  // JSON Schema of the envelope's data
};

// In the order of the document.
const std::vector<Role>& all_roles();

const Role* find_role(std::string_view name);  // nullptr: not one of the contract's

// "name/1", or "vendor.name/1" for roles that others agree on.
bool is_role_name(std::string_view name);
bool is_private_role(std::string_view name);

}  // namespace autoheal::validator
