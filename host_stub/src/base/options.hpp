// What the operator decided when starting a program of the host: one struct for every command, one for `serve`.
// Threads: values, written once at start.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace autoheal::host {

struct HostOptions {
  std::filesystem::path data_dir;                  // database, key file, admin token, verdicts
  std::vector<std::filesystem::path> plugin_dirs;  // looked at in this order
  std::filesystem::path manifest_dir;
  std::filesystem::path key_file;            // empty: master.key in data_dir
  std::vector<std::string> allow_endpoints;  // URLs that an x-operator-only setting may hold
  std::filesystem::path trial_program;       // the host's executable, started again to try a plugin; empty: only
                                             // plugins that were tried before are loaded
  std::string public_url;                    // empty: what the last `serve` said, else the webhook listener
};

struct ServeOptions {
  std::string listen = "127.0.0.1:8420";  // admin listener; port 0 takes a free one
  std::string webhook_listen = "127.0.0.1:8421";
  std::vector<std::string> host_names;  // names accepted in Host besides the listener's own
  std::filesystem::path ready_file;     // empty: none
};

}  // namespace autoheal::host
