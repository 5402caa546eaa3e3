// Whether a file can serve as a bundle of certificates. Threads: [any-thread]; reads the file.
#pragma once

#include <string>

namespace autoheal::kit::http {

// Empty if path is absolute and names a regular file of at most 8 MiB with at least one PEM certificate and none that
// cannot be read; else one sentence.
std::string check_ca_bundle(const std::string& path);

}  // namespace autoheal::kit::http
