// A receiver of webhooks on a free port: remembers what came, answers what it was told to.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace simulator_test {

struct Received {
  std::string path;
  std::vector<std::string> header_names;  // in order, as received
  std::map<std::string, std::string> headers;
  std::string body;
};

class Receiver {
 public:
  Receiver();
  ~Receiver();
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/hook"; }
  // The statuses of the next answers; 202 once they are used up. 0 closes the connection without an answer, -1 keeps it
  // open and silent until the sender gives up.
  void answer_with(std::vector<int> statuses);
  std::vector<Received> received() const;

 private:
  void serve();
  void handle(int connection);
  int next_status();

  int listener_ = -1;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::deque<int> statuses_;        // guarded by mutex_
  std::vector<Received> received_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace simulator_test
