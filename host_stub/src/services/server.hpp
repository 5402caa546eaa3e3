// run_server: the `serve` command. Both listeners, until the process is asked to stop (SIGINT, SIGTERM).
#pragma once

#include "base/options.hpp"
#include "base/result.hpp"

#include <string>

namespace autoheal::host {

class Host;

Result<void> run_server(Host& host, const ServeOptions& options);

// What a program that started the host needs to know; written 0600 and renamed into place.
struct ReadyFile {
  std::string admin_url;
  std::string admin_token;
  std::string webhook_base;
};
Result<void> write_ready_file(const std::filesystem::path& file, const ReadyFile& ready);

}  // namespace autoheal::host
