#include "plugin/probe.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT: POSIX wants the program to declare it

namespace autoheal::host {
namespace {

constexpr std::size_t kMaxReport = 65536;

std::string doing(const std::string& step) {
  if (step == "load") return "while it was loaded";
  if (step == "negotiate") return "while it was asked for its version";
  if (step == "describe") return "while it described itself";
  if (step == "create") return "while an instance was created and destroyed";
  if (step == "exit") return "while the process ended";
  return "before it was loaded";
}

struct Report {
  std::string step;
  std::string refused;
  bool passed = false;
};

Report parse_report(const std::string& text) {
  Report report;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin)) {
    const std::string line = text.substr(begin, end - begin);
    if (line.rfind("step ", 0) == 0) report.step = line.substr(5);
    if (line.rfind("refused ", 0) == 0) report.refused = line.substr(8);
    if (line == "passed") report.passed = true;
  }
  return report;
}

TrialVerdict judge(const Report& report, int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    const char* abbreviation = sigabbrev_np(signal);
    const char* words = sigdescr_np(signal);
    return {false, std::string{"it crashed "} + doing(report.step) + " (SIG" +
                       (abbreviation == nullptr ? "?" : abbreviation) + ", " +
                       (words == nullptr ? "unknown signal" : words) + ")"};
  }
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  if (!report.refused.empty()) return {false, report.refused};
  if (report.passed && code == 0) return {true, {}};
  return {false, "it ended the process " + doing(report.step) + " (exit code " + std::to_string(code) + ")"};
}

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close_write();
    if (ends_[0] >= 0) ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  bool ok() const { return ends_[0] >= 0; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_write() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

// Starts the child with nothing but /dev/null and the report's pipe. 0: started; else an errno.
int start_child(const std::filesystem::path& program, const std::filesystem::path& plugin, int report_fd, pid_t& pid) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, report_fd, kReportFd);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  }
  std::string name = "autoheal-try-plugin";
  std::string command = kProbeCommand;
  std::string file = plugin.string();
  std::array<char*, 4> arguments{name.data(), command.data(), file.data(), nullptr};
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

// Reads the report until the child ended or the time is over. True: it ended by itself.
bool follow(int report_fd, int pid_fd, std::chrono::steady_clock::time_point deadline, std::string& report) {
  for (bool more = true;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    std::array<pollfd, 2> fds{{{pid_fd, POLLIN, 0}, {more ? report_fd : -1, POLLIN, 0}}};
    if (::poll(fds.data(), fds.size(), static_cast<int>(left.count())) < 0 && errno != EINTR) return false;
    char buffer[4096];
    // What was written before the end is read before the end is believed.
    while (more && (fds[1].revents & (POLLIN | POLLHUP)) != 0) {
      const ssize_t n = ::read(report_fd, buffer, sizeof buffer);
      if (n > 0 && report.size() < kMaxReport) report.append(buffer, static_cast<std::size_t>(n));
      if (n <= 0) {
        more = n < 0 && (errno == EAGAIN || errno == EINTR);
        break;
      }
    }
    if ((fds[0].revents & POLLIN) != 0) {
      for (ssize_t n = 1; n > 0;) {
        n = ::read(report_fd, buffer, sizeof buffer);
        if (n > 0) report.append(buffer, static_cast<std::size_t>(n));
      }
      return true;
    }
  }
}

}  // namespace

TrialVerdict try_plugin(const std::filesystem::path& program, const std::filesystem::path& plugin,
                        std::chrono::milliseconds limit) {
  Pipe pipe;
  pid_t pid = -1;
  if (!pipe.ok() || ::fcntl(pipe.read_end(), F_SETFL, O_NONBLOCK) != 0) {
    return {false, "it could not be tried: no pipe is left"};
  }
  if (const int error = start_child(program, plugin, pipe.write_end(), pid); error != 0) {
    return {false, "it could not be tried: " + program.string() + ": " + std::strerror(error)};
  }
  pipe.close_write();
  const auto pid_fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  std::string text;
  const bool ended = pid_fd >= 0 && follow(pipe.read_end(), pid_fd, std::chrono::steady_clock::now() + limit, text);
  if (!ended) ::kill(pid, SIGKILL);
  if (pid_fd >= 0) ::close(pid_fd);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  const Report report = parse_report(text);
  if (pid_fd < 0) return {false, "it could not be tried: this kernel has no pidfd"};
  if (!ended) {
    return {false, "it hung " + doing(report.step) + " for " + std::to_string(limit.count()) + " ms and was stopped"};
  }
  return judge(report, status);
}

}  // namespace autoheal::host
