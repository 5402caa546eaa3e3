// A simulator in a process of its own, on a free port, and a client for it. For tests: everything is checked over HTTP.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace simulator_test {

namespace json = boost::json;

struct Answer {
  int status = 0;                              // 0: no answer
  std::string error;                           // why there was none
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
  // The parsed body; a failed assertion and null if it is not JSON.
  json::value parsed() const;
};

class RunningSimulator {
 public:
  explicit RunningSimulator(std::vector<std::string> arguments = {});
  ~RunningSimulator();
  RunningSimulator(const RunningSimulator&) = delete;
  RunningSimulator& operator=(const RunningSimulator&) = delete;

  const std::string& url() const { return url_; }
  const std::string& ready_file() const { return ready_file_; }
  std::string key(std::string_view name) const;
  std::string routing_key(std::string_view service) const;

  // With one of the simulator's keys, by name.
  Answer get(const std::string& path, std::string_view key = "full") const;
  Answer send(const std::string& method, const std::string& path, const json::value& body,
              std::string_view key = "full", std::vector<std::string> headers = {}) const;
  // Without any header but those given.
  Answer raw(const std::string& method, const std::string& path, const std::string& body,
             const std::vector<std::string>& headers) const;
  // A control under /_simulator/; fails the test unless the answer is 2xx.
  json::value control(const std::string& method, const std::string& name, const json::value& body = nullptr) const;
  // Waits until no webhook is under way or due.
  void settle() const { control("GET", "settle"); }
  json::value enqueue(std::string_view service, const std::string& action, const std::string& dedup_key,
                      const std::string& summary = "Something broke") const;

  // Ends it with SIGTERM and returns its exit code.
  int stop();

 private:
  std::string directory_;
  std::string ready_file_;
  std::string url_;
  json::value ready_;
  pid_t pid_ = -1;
};

// Member of nested objects, "a.b.0.c"; a failed assertion and null if it does not exist.
json::value at(const json::value& value, std::string_view path);
// The array there, copied: safe to loop over.
json::array rows_at(const json::value& value, std::string_view path);
std::string text_at(const json::value& value, std::string_view path);
std::int64_t int_at(const json::value& value, std::string_view path);
// Runs a command line and returns its exit code; `out` gets both streams.
int run(const std::vector<std::string>& command, std::string& out);
std::string simulator_program();

}  // namespace simulator_test
