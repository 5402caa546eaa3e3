// A simulator of its own for a test: started, asked where it is, and ended with the test.
//
//   SimulatorProcess simulator({"--latency-ms", "50"});
//   simulator.base_url(); simulator.key("general");
//
// Needs PAGERDUTY_SIMULATOR, the program's path, as a definition of the target.
// Threads: one.
#pragma once

#include "support/child.hpp"
#include "support/temp_dir.hpp"

#include <boost/json.hpp>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace autoheal::test {

class SimulatorProcess {
 public:
  explicit SimulatorProcess(std::vector<std::string> options = {}) {
    const std::string ready_file = (directory_.path() / "ready.json").string();
    std::vector<std::string> words{PAGERDUTY_SIMULATOR, "--listen", "127.0.0.1:0", "--ready-file", ready_file};
    words.insert(words.end(), options.begin(), options.end());
    start(words);
    std::ifstream in(ready_file);
    ready_ = boost::json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
  }
  ~SimulatorProcess() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    ::close(output_);
  }
  SimulatorProcess(const SimulatorProcess&) = delete;
  SimulatorProcess& operator=(const SimulatorProcess&) = delete;

  std::string base_url() const { return text(ready_.at("base_url")); }
  std::string key(const char* name) const { return text(ready_.at("keys").at(name)); }
  std::string routing_key(const char* service) const { return text(ready_.at("routing_keys").at(service)); }

 private:
  static std::string text(const boost::json::value& value) {
    return {value.as_string().data(), value.as_string().size()};
  }

  // Returns when the program has said where it listens, which it does once the ready file is there.
  void start(const std::vector<std::string>& words) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    output_ = ends[0];
    pid_ = start_child(words, ends[1]);
    ::close(ends[1]);
    char c = 0;
    while (pid_ > 0 && ::read(output_, &c, 1) == 1) {
      if (c == '\n') return;
    }
    throw std::runtime_error("the simulator did not start");
  }

  TempDir directory_;
  pid_t pid_ = -1;
  int output_ = -1;
  boost::json::value ready_;
};

}  // namespace autoheal::test
