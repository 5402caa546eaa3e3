#include "runner.hpp"

#include "context.hpp"

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace autoheal::validator {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr int kReplyDescriptor = 3;

struct Child {
  pid_t pid = -1;
  int reply = -1;  // read end
};

Child start(const RunOptions& options, const Check& check) {
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0) return {};
  // What a plugin prints goes to a file without a name, so that the child can see how much it was.
  const int sink = ::memfd_create("printed", MFD_CLOEXEC);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, sink, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, sink, STDERR_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, pipe_ends[1], kReplyDescriptor);
  std::vector<std::string> words = {options.program, "--run-check", std::string(check.id), options.file};
  if (!options.sidecar.empty()) words.insert(words.end(), {"--sidecar", options.sidecar});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  Child child;
  if (::posix_spawn(&child.pid, options.program.c_str(), &actions, nullptr, arguments.data(), environ) != 0)
    child.pid = -1;
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(sink);
  ::close(pipe_ends[1]);
  child.reply = pipe_ends[0];
  return child;
}

// The child's reply until it closes the pipe; nothing when the time is up.
std::optional<std::string> read_reply(int descriptor, Steady::time_point until) {
  std::string reply;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(until - Steady::now()).count();
    pollfd waiting{descriptor, POLLIN, 0};
    if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) == 0) return std::nullopt;
    char buffer[4096];
    const ssize_t size = ::read(descriptor, buffer, sizeof buffer);
    if (size <= 0) return reply;
    reply.append(buffer, static_cast<std::size_t>(size));
  }
}

std::string describe_end(int status) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    return std::string("the plugin crashed: ") + ::strsignal(number) + " (signal " + std::to_string(number) + ")";
  }
  return "the plugin ended the process (exit code " + std::to_string(WEXITSTATUS(status)) + ")";
}

Finding run_in_child(const RunOptions& options, const Check& check) {
  const auto begin = Steady::now();
  const Child child = start(options, check);
  Finding finding{&check, Outcome::failed, "", 0};
  if (child.pid < 0) {
    finding.message = "no process could be started";
    return finding;
  }
  const std::optional<std::string> reply = read_reply(child.reply, begin + options.limit);
  if (!reply) ::kill(child.pid, SIGKILL);
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  ::close(child.reply);
  finding.milliseconds = static_cast<long>(std::chrono::duration_cast<milliseconds>(Steady::now() - begin).count());
  if (!reply)
    finding.message = "it did not end within " + std::to_string(options.limit.count()) + " s";
  else if (reply->empty())
    finding.message = describe_end(status);
  else {
    finding.outcome = (*reply)[0] == 'p' ? Outcome::passed : (*reply)[0] == 's' ? Outcome::skipped : Outcome::failed;
    finding.message = reply->substr(1);
  }
  return finding;
}

// The checks that were asked for, and those they rest on.
std::vector<const Check*> choose(const std::vector<std::string>& only) {
  const std::vector<Check>& all = all_checks();
  std::vector<std::string> wanted = only;
  for (std::size_t at = 0; at < wanted.size(); ++at)
    for (const Check& check : all)
      if (check.id == wanted[at] && !check.needs.empty()) wanted.emplace_back(check.needs);
  std::vector<const Check*> chosen;
  for (const Check& check : all)
    if (only.empty() || std::find(wanted.begin(), wanted.end(), check.id) != wanted.end()) chosen.push_back(&check);
  return chosen;
}

}  // namespace

Report run_checks(const RunOptions& options) {
  Report report{options.file, {}};
  std::map<std::string_view, Finding> done;
  for (const Check* check : choose(options.only)) {
    const auto needed = done.find(check->needs);
    Finding finding;
    if (needed == done.end() || needed->second.outcome == Outcome::passed)
      finding = run_in_child(options, *check);
    else
      finding = {check, Outcome::skipped,
                 needed->second.outcome == Outcome::skipped ? needed->second.message
                                                            : "it rests on " + std::string(check->needs),
                 0};
    report.findings.push_back(finding);
    done[check->id] = std::move(finding);
  }
  return report;
}

void run_one(const Check& check, const std::string& file, const std::optional<Sidecar>& sidecar, int descriptor) {
  std::signal(SIGPIPE, SIG_IGN);  // as a host does
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  std::string reply = "p";
  Context context(file, sidecar);
  try {
    check.run(context);
    reply += context.notes();
  } catch (const Failed& failed) {
    reply = "f" + failed.message;
  } catch (const Skipped& skipped) {
    reply = "s" + skipped.reason;
  } catch (const std::exception& error) {
    reply = std::string("fthe check could not go on: ") + error.what();
  }
  for (std::size_t at = 0; at < reply.size();) {
    const ssize_t written = ::write(descriptor, reply.data() + at, reply.size() - at);
    if (written <= 0) break;
    at += static_cast<std::size_t>(written);
  }
  ::_exit(0);  // static destructors are not under test
}

}  // namespace autoheal::validator
