// How test alerts are told apart from those of a source: by how their fingerprint begins.
// Threads: [any-thread].
#pragma once

#include <string_view>

namespace autoheal::host {

inline constexpr std::string_view kTestFingerprint = "test:";  // no plugin's fingerprint begins like that

inline bool is_test_fingerprint(std::string_view fingerprint) { return fingerprint.starts_with(kTestFingerprint); }

}  // namespace autoheal::host
