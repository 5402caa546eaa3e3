#include "integration/serve/host_process.hpp"

#include "base/bytes.hpp"
#include "support/child.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace autoheal::test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto kPatience = 20s;

pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& log) {
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const pid_t pid = start_child(command, out, out);
  ::close(out);
  return pid;
}

std::string read_whole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::uint16_t port_of(std::string_view url) {
  return static_cast<std::uint16_t>(std::atoi(std::string(url.substr(url.rfind(':') + 1)).c_str()));
}

}  // namespace

std::string Answer::code() const {
  if (!body.is_object()) return {};
  const auto* error = body.get_object().if_contains("error");
  return error == nullptr ? std::string{} : json::value_to<std::string>(error->at("code"));
}

HostProcess::HostProcess(Options options) {
  std::filesystem::create_directories(options.data_dir);
  const auto ready = options.data_dir / "ready.json";
  std::filesystem::remove(ready);
  if (options.plugins.empty()) options.plugins = AUTOHEAL_TEST_PLUGINS;
  if (options.manifests.empty()) options.manifests = AUTOHEAL_TEST_MANIFESTS;
  std::vector<std::string> command = options.wrapper;
  for (const auto* part : {AUTOHEAL_HOST_BINARY, "--data-dir", options.data_dir.c_str(), "--plugin-dir",
                           options.plugins.c_str(), "--manifest-dir", options.manifests.c_str(), "serve", "--listen",
                           "127.0.0.1:0", "--webhook-listen", "127.0.0.1:0", "--ready-file", ready.c_str()}) {
    command.emplace_back(part);
  }
  command.insert(command.end(), options.arguments.begin(), options.arguments.end());
  pid_ = spawn(command, options.data_dir / "log");
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!std::filesystem::exists(ready)) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_ || std::chrono::steady_clock::now() > end) {
      if (std::chrono::steady_clock::now() > end) ::kill(pid_, SIGKILL);
      pid_ = -1;
      return;
    }
    ::poll(nullptr, 0, 2);
  }
  const auto document = json::parse(read_whole(ready)).as_object();
  token_ = json::value_to<std::string>(document.at("admin_token"));
  admin_port_ = port_of(json::value_to<std::string>(document.at("admin_url")));
  host_pid_ = static_cast<pid_t>(document.at("pid").to_number<int>());
  const auto base = json::value_to<std::string>(document.at("webhook_base"));
  webhook_port_ = port_of(base);
}

HostProcess::~HostProcess() {
  if (pid_ <= 0) return;
  signal(SIGKILL);
  wait();
}

void HostProcess::signal(int number) const { ::kill(host_pid_ > 0 ? host_pid_ : pid_, number); }

int HostProcess::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return status;
}

int HostProcess::stop() {
  signal(SIGTERM);
  const int status = wait();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Answer HostProcess::admin(std::string_view method, std::string_view target, std::string_view body) const {
  std::string request(method);
  request.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ").append(token_);
  request.append("\r\nConnection: close\r\n");
  if (!body.empty()) {
    request.append("Content-Type: application/json\r\nContent-Length: ")
        .append(std::to_string(body.size()))
        .append("\r\n");
  }
  request.append("\r\n").append(body);
  Answer answer;
  answer.raw = send_raw(admin_port_, request);
  answer.status = answer.raw.status;
  boost::system::error_code error;
  answer.body = json::parse(answer.raw.body, error);
  return answer;
}

std::string HostProcess::add_integration(const std::string& name, std::string_view signing_secret) const {
  json::object settings{{"api_key", "u+abcdefghijklmnopqr"}};
  if (!signing_secret.empty()) settings["signing_secret"] = signing_secret;
  const json::object body{{"name", name}, {"plugin", "pagerduty"}, {"settings", settings}};
  if (admin("POST", "/api/integrations", json::serialize(body)).status != 201) return {};
  const auto source = "/api/integrations/" + percent_encode(name) + "/alert-source";
  if (admin("PUT", source, R"({"enabled":true})").status != 200) return {};
  return webhook_path(name);
}

std::string HostProcess::webhook_path(const std::string& name) const {
  const auto answer = admin("GET", "/api/integrations/" + percent_encode(name) + "/alert-source/url");
  if (answer.status != 200) return {};
  const auto url = json::value_to<std::string>(answer.body.at("url"));
  return url.substr(url.find('/', url.find("://") + 3));
}

std::string percent_encode(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.append({'%', kDigits[byte >> 4U], kDigits[byte & 15U]});
    }
  }
  return out;
}

std::string sign(std::string_view secret, std::string_view body) {
  return "X-PagerDuty-Signature: v1=" +
         host::render_hex(host::hmac_sha256(host::as_bytes(secret), host::as_bytes(body))) + "\r\n";
}

std::string make_event(const std::string& event_id, const std::string& type, const std::string& incident, int at) {
  static const auto kStart = std::chrono::sys_days(std::chrono::year(2026) / 3 / 14);
  const auto time = std::chrono::system_clock::to_time_t(kStart + std::chrono::seconds(at));
  std::tm utc{};
  ::gmtime_r(&time, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", &utc);
  const std::string status = type == "incident.resolved"       ? "resolved"
                             : type == "incident.acknowledged" ? "acknowledged"
                                                               : "triggered";
  const json::value body{{"event",
                          {{"id", event_id},
                           {"event_type", type},
                           {"resource_type", "incident"},
                           {"occurred_at", text},
                           {"agent", nullptr},
                           {"client", nullptr},
                           {"data",
                            {{"id", incident},
                             {"type", "incident"},
                             {"html_url", "https://acme.pagerduty.com/incidents/" + incident},
                             {"number", 1234},
                             {"status", status},
                             {"incident_key", nullptr},
                             {"created_at", "2026-03-14T00:00:00Z"},
                             {"title", "Disk full on " + incident},
                             {"service", {{"id", "P1"}, {"type", "service_reference"}, {"summary", "checkout"}}},
                             {"assignees", json::array{}},
                             {"escalation_policy", nullptr},
                             {"teams", json::array{}},
                             {"priority", nullptr},
                             {"urgency", "high"},
                             {"conference_bridge", nullptr},
                             {"resolve_reason", nullptr}}}}}};
  return json::serialize(body);
}

}  // namespace autoheal::test
