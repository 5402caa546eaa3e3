// The commands that act on a running simulator.
#pragma once

#include <string>

namespace simulator {

struct ClientOptions {
  std::string command;  // trigger, ack, resolve
  std::string ready_file;
  std::string url;  // instead of the ready file
  std::string key;  // a routing key (trigger, or with --dedup-key) to go with `url`
  std::string service;
  std::string title;
  std::string severity = "critical";
  std::string dedup_key;
  std::string incident;  // number or id, for ack and resolve
};

// Prints what happened; returns the exit code: 0 done, 1 refused, 2 usage.
int run_client(const ClientOptions& options);

}  // namespace simulator
