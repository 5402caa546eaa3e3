// The real program, `autoheal-host-stub serve`, with its plugin, on free ports of this machine, and a small client for
// its two listeners. The data directory may outlive the process, so that a test can kill and start again.
#pragma once

#include "support/raw_http.hpp"

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace autoheal::test {

struct Answer {
  int status = 0;
  boost::json::value body;  // null if it is not JSON
  RawResponse raw;
  std::string code() const;  // of an error document
};

class HostProcess {
 public:
  struct Options {
    std::filesystem::path data_dir;
    std::vector<std::string> arguments;  // after `serve`
    std::vector<std::string> wrapper;    // a program that runs it, strace for example
    std::filesystem::path plugins = {};  // empty: the product's own
    std::filesystem::path manifests = {};
  };
  // Starts and waits for the ready file. running() tells whether it came up.
  explicit HostProcess(Options options);
  ~HostProcess();  // SIGKILL if it still runs
  HostProcess(const HostProcess&) = delete;
  HostProcess& operator=(const HostProcess&) = delete;

  bool running() const { return pid_ > 0; }
  pid_t pid() const { return host_pid_; }  // of the host itself, also under a wrapper
  std::uint16_t admin_port() const { return admin_port_; }
  std::uint16_t webhook_port() const { return webhook_port_; }
  const std::string& token() const { return token_; }

  void signal(int number) const;
  int wait();  // status as of waitpid
  int stop();  // SIGTERM, then wait: the exit code

  // With the bearer token. `body` empty: none.
  Answer admin(std::string_view method, std::string_view target, std::string_view body = {}) const;
  // An integration of the PagerDuty plugin with its alert source on; answers the path of its webhook URL.
  std::string add_integration(const std::string& name, std::string_view signing_secret = {}) const;
  std::string webhook_path(const std::string& name) const;

 private:
  pid_t pid_ = -1;
  pid_t host_pid_ = -1;
  std::uint16_t admin_port_ = 0;
  std::uint16_t webhook_port_ = 0;
  std::string token_;
};

std::string percent_encode(std::string_view text);

// "X-PagerDuty-Signature: v1=...\r\n" over these bytes.
std::string sign(std::string_view secret, std::string_view body);

// A body as PagerDuty sends it. `at`: seconds after a fixed instant in the past, or before it.
std::string make_event(const std::string& event_id, const std::string& type, const std::string& incident, int at = 0);

inline constexpr std::string_view kSecretA = "Vn0cH1b2TqkX9sYw7RzLmE4uJd6pG8aQfKx3NoB5tCiUvWyZ+/A0eShMrDjPlOgF";
inline constexpr std::string_view kSecretB = "q7Lw2ZdN8xTbVr5YkMf0HcJs3PuGa9EiOnQ6R1tXyBvKzDmWlSjCoUpFeAhIg4+/";

}  // namespace autoheal::test
