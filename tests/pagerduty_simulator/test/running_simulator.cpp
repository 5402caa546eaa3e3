#include "running_simulator.hpp"

#include "support/child.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <curl/curl.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace simulator_test {
namespace {

std::size_t append(char* data, std::size_t size, std::size_t count, void* out) {
  static_cast<std::string*>(out)->append(data, size * count);
  return size * count;
}

std::size_t collect_header(char* data, std::size_t size, std::size_t count, void* out) {
  const std::string_view line(data, size * count);
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos) {
    std::string name(line.substr(0, colon));
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    std::string value(line.substr(colon + 1));
    value.erase(0, value.find_first_not_of(' '));
    value.erase(value.find_last_not_of("\r\n") + 1);
    (*static_cast<std::map<std::string, std::string>*>(out))[name] = value;
  }
  return size * count;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// A child whose output goes into the returned pipe.
pid_t spawn(const std::vector<std::string>& command, int& read_end) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  const pid_t pid = autoheal::test::start_child(command, ends[1], ends[1]);
  close(ends[1]);
  read_end = ends[0];
  return pid;
}

// The first line that the child prints; empty if it ends without one.
std::string read_line(int file) {
  std::string line;
  char c = 0;
  pollfd waiting{file, POLLIN, 0};
  while (poll(&waiting, 1, 30000) == 1 && read(file, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

}  // namespace

std::string simulator_program() { return PAGERDUTY_SIMULATOR; }

json::value Answer::parsed() const {
  boost::system::error_code failed;
  json::value value = json::parse(body, failed);
  EXPECT_FALSE(failed) << "not JSON: " << body.substr(0, 200);
  return value;
}

RunningSimulator::RunningSimulator(std::vector<std::string> arguments) {
  std::string pattern = (std::filesystem::temp_directory_path() / "simulator-XXXXXX").string();
  directory_ = mkdtemp(pattern.data());
  ready_file_ = directory_ + "/ready.json";
  arguments.insert(arguments.begin(), {simulator_program(), "--ready-file", ready_file_});
  int output = -1;
  pid_ = spawn(arguments, output);
  const std::string greeting = read_line(output);  // printed once it takes requests
  close(output);
  EXPECT_TRUE(std::filesystem::exists(ready_file_)) << greeting;
  ready_ = json::parse(read_file(ready_file_));
  url_ = text_at(ready_, "base_url");
}

RunningSimulator::~RunningSimulator() {
  if (pid_ > 0) stop();
  std::filesystem::remove_all(directory_);
}

int RunningSimulator::stop() {
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string RunningSimulator::key(std::string_view name) const {
  return std::string(ready_.at("keys").at(name).as_string());
}

std::string RunningSimulator::routing_key(std::string_view service) const {
  return std::string(ready_.at("routing_keys").at(service).as_string());
}

Answer RunningSimulator::raw(const std::string& method, const std::string& path, const std::string& body,
                             const std::vector<std::string>& headers) const {
  Answer answer;
  CURL* curl = curl_easy_init();
  curl_slist* list = nullptr;
  for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
  list = curl_slist_append(list, "Expect:");
  const std::string url = url_ + path;
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  if (!body.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.data());
  }
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer.headers);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 30000L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  const CURLcode code = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  if (code != CURLE_OK) answer.error = curl_easy_strerror(code);
  curl_slist_free_all(list);
  curl_easy_cleanup(curl);
  return answer;
}

Answer RunningSimulator::get(const std::string& path, std::string_view key_name) const {
  const std::string scheme = key_name.substr(0, 5) == "oauth" ? "Bearer " : "Token token=";
  return raw("GET", path, "",
             {"Authorization: " + scheme + key(key_name), "Accept: application/vnd.pagerduty+json;version=2"});
}

Answer RunningSimulator::send(const std::string& method, const std::string& path, const json::value& body,
                              std::string_view key_name, std::vector<std::string> headers) const {
  const std::string scheme = key_name.substr(0, 5) == "oauth" ? "Bearer " : "Token token=";
  headers.push_back("Authorization: " + scheme + key(key_name));
  headers.emplace_back("Content-Type: application/json");
  return raw(method, path, body.is_null() ? "" : json::serialize(body), headers);
}

json::value RunningSimulator::control(const std::string& method, const std::string& name,
                                      const json::value& body) const {
  const Answer answer = raw(method, "/_simulator/" + name, body.is_null() ? "" : json::serialize(body),
                            {"Content-Type: application/json"});
  EXPECT_EQ(answer.status / 100, 2) << name << ": " << answer.body << answer.error;
  return answer.parsed();
}

json::value RunningSimulator::enqueue(std::string_view service, const std::string& action, const std::string& dedup_key,
                                      const std::string& summary) const {
  json::object event{{"routing_key", routing_key(service)}, {"event_action", action}, {"dedup_key", dedup_key}};
  if (action == "trigger") {
    event["payload"] = json::object{{"summary", summary}, {"source", "test"}, {"severity", "critical"}};
  }
  const Answer answer = raw("POST", "/v2/enqueue", json::serialize(event), {"Content-Type: application/json"});
  EXPECT_EQ(answer.status, 202) << answer.body;
  return answer.parsed();
}

json::value at(const json::value& value, std::string_view path) {
  const json::value* here = &value;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('.'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    const json::value* next = nullptr;
    if (here->is_object()) next = here->as_object().if_contains(part);
    if (here->is_array()) next = here->as_array().if_contains(static_cast<std::size_t>(std::stoul(std::string(part))));
    if (next == nullptr) {
      ADD_FAILURE() << "no " << path << " in " << json::serialize(value).substr(0, 300);
      return nullptr;
    }
    here = next;
  }
  return *here;
}

json::array rows_at(const json::value& value, std::string_view path) {
  const json::value found = at(value, path);
  if (found.is_array()) return found.get_array();
  ADD_FAILURE() << path << " is not an array";
  return {};
}

std::string text_at(const json::value& value, std::string_view path) {
  const json::value found = at(value, path);
  if (found.is_string()) return std::string(found.as_string());
  return json::serialize(found);
}

std::int64_t int_at(const json::value& value, std::string_view path) {
  const json::value found = at(value, path);
  if (!found.is_int64()) {
    ADD_FAILURE() << path << " is not a whole number";
    return -1;
  }
  return found.as_int64();
}

int run(const std::vector<std::string>& command, std::string& out) {
  int output = -1;
  const pid_t pid = spawn(command, output);
  char buffer[4096];
  ssize_t n = 0;
  while ((n = read(output, buffer, sizeof buffer)) > 0) out.append(buffer, static_cast<std::size_t>(n));
  close(output);
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace simulator_test
