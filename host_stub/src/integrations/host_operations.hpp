// The operations that the host itself asks of a plugin, if it offers them (docs/documents.md). They are known by their
// names, and each name stands here only.
// Threads: constants.
#pragma once

#include <string_view>

namespace autoheal::host {

inline constexpr std::string_view kReconcileOperation = "reconcile_alerts";  // what did missed deliveries say?
inline constexpr std::string_view kEnrichOperation = "enrich_alert";         // what more is known of an alert?
inline constexpr std::string_view kExplainOperation = "explain_signature";   // why did a signature not match?
inline constexpr std::string_view kDiagnoseOperation = "diagnose_webhook";   // is the sender in order?

}  // namespace autoheal::host
