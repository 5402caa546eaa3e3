// The ready file: where a running simulator is and which keys it takes. 0600, written aside and renamed into place.
#pragma once

#include <map>
#include <string>

namespace simulator {

class Simulator;

struct ReadyFile {
  std::string base_url;
  std::map<std::string, std::string> keys;
  std::map<std::string, std::string> routing_keys;  // by service name
};

std::string render_ready_file(const Simulator& simulator, const std::string& base_url);
// Throws std::runtime_error with what went wrong.
void write_ready_file(const std::string& path, const std::string& text);
ReadyFile read_ready_file(const std::string& path);

}  // namespace simulator
