// Roles: by these the host finds the operations that it calls itself (docs/documents.md section 6), never by a name,
// which is the plugin's own. An operation that is merely called like one of these is a question among others. Threads:
// constants and pure functions, [any-thread].
#pragma once

#include "plugin/describe.hpp"

#include <algorithm>
#include <string_view>

namespace autoheal::host::roles {

inline constexpr std::string_view kReconcile = "reconcile/1";
inline constexpr std::string_view kEnrich = "enrich/1";
inline constexpr std::string_view kExplainDelivery = "explain_delivery/1";
inline constexpr std::string_view kDiagnoseSource = "diagnose_source/1";

inline constexpr std::size_t kMostEnriched = 20;        // fingerprints of one enrich/1
inline constexpr std::size_t kMostReconciled = 1'000;   // events of one page of reconcile/1
inline constexpr std::size_t kMostReconcilePages = 40;  // one reconciliation ends somewhere

// The operation with that role; nullptr: the plugin has none.
inline const Operation* find(const Describe& describe, std::string_view role) {
  const auto found = std::find_if(describe.operations.begin(), describe.operations.end(),
                                  [&](const Operation& operation) { return operation.role == role; });
  return found == describe.operations.end() ? nullptr : &*found;
}

}  // namespace autoheal::host::roles
