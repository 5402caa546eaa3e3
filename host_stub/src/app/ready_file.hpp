// The ready file: tells the program that started `serve` where it listens and how to sign in.
// Threads: [any-thread].
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace autoheal::host {

// Written 0600 and renamed into place.
struct ReadyFile {
  std::string admin_url;
  std::string admin_token;
  std::string webhook_base;
};
Result<void> write_ready_file(const std::filesystem::path& file, const ReadyFile& ready);

}  // namespace autoheal::host
