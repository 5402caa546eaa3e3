// Starts a program that ends when the test does, however the test ends: a crash must leave nothing behind that keeps
// the test's output open, for whoever waits for that output would wait for ever.
// Threads: [any-thread], but the child ends with the thread that started it.
#pragma once

#include <csignal>
#include <string>
#include <sys/prctl.h>
#include <unistd.h>
#include <vector>

namespace autoheal::test {

// command: the program (looked up in PATH if it holds no slash) and its arguments. out, err: descriptors that become
// its output, -1: those of the test. Answers its pid, -1 if there is no process; exit code 127: it could not be run.
inline pid_t start_child(const std::vector<std::string>& command, int out = -1, int err = -1) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (out >= 0) ::dup2(out, STDOUT_FILENO);
  if (err >= 0) ::dup2(err, STDERR_FILENO);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace autoheal::test
