// An upstream on loopback that misbehaves as it is told, for plugins whose sidecar names the setting of their base URL.
// Threads: serves each connection on a thread of its own; the C++ members are [any-thread].
// Ownership: lives to the end of the process, as its threads do.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::validator {

class Upstream {
 public:
  enum class Mode {
    hang,        // takes the request and never answers
    hang_body,   // begins a body and never ends it
    answer,      // sends `reply` as it is
    cut,         // sends `reply` and resets the connection
    endless,     // a chunked body without an end
    hundred_mib  // a JSON text of 100 MiB
  };

  static Upstream& start();  // listens on a free port; throws std::runtime_error
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  void set(Mode mode, std::string reply = {});
  void stop_listening();  // connections are refused from now on

  std::size_t request_count() const;
  std::vector<std::string> requests() const;  // their heads

 private:
  Upstream();
  void accept_all();
  void serve(int connection);
  static bool send_all(int connection, std::string_view bytes);

  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;  // guards the three below
  Mode mode_ = Mode::hang;
  std::string reply_;
  std::vector<std::string> requests_;
};

// "HTTP/1.1 429 X\r\n" with a JSON body and its length.
std::string make_reply(int status, std::string_view body, std::string_view more_headers = {});

}  // namespace autoheal::validator
