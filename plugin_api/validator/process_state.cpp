#include "process_state.hpp"

#include <chrono>
#include <clocale>
#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

extern char** environ;

namespace autoheal::validator {
namespace {

std::size_t count_entries(const char* directory) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory)) ++count;
  return count;
}

std::string handlers() {
  std::string out;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0) continue;
    out += std::to_string(reinterpret_cast<std::uintptr_t>(action.sa_handler)) + " ";
  }
  return out;
}

std::size_t size_of(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) : 0;
}

}  // namespace

ProcessState ProcessState::read() {
  ProcessState state;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    state.environment += *entry + std::string("\n");
  state.directory = std::filesystem::current_path().string();
  state.locale = std::setlocale(LC_ALL, nullptr);
  state.signals = handlers();
  state.umask = ::umask(0);
  ::umask(state.umask);
  return state;
}

std::string ProcessState::difference(const ProcessState& before) const {
  if (environment != before.environment) return "the environment variables";
  if (directory != before.directory) return "the working directory";
  if (locale != before.locale) return "the locale";
  if (signals != before.signals) return "a signal handler";
  if (umask != before.umask) return "the umask";
  return {};
}

std::size_t count_threads() { return count_entries("/proc/self/task"); }
std::size_t count_descriptors() { return count_entries("/proc/self/fd"); }
std::size_t bytes_printed() { return size_of(STDOUT_FILENO) + size_of(STDERR_FILENO); }

std::chrono::milliseconds allowed(std::chrono::milliseconds promised) {
  return can_watch_allocations() ? promised : promised * 5;
}

bool threads_fall_to(std::size_t most) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  while (count_threads() > most) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace autoheal::validator
