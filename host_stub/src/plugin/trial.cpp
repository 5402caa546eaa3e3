// The child's side of a trial: see probe.hpp.
#include "autoheal/plugin_client.hpp"
#include "plugin/call.hpp"
#include "plugin/checked_plugin.hpp"
#include "plugin/probe.hpp"

#include <csignal>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

void say(std::string line) {
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  line += '\n';
  // The parent reads until the end; if it is gone, so is the reason to go on.
  if (::write(kReportFd, line.data(), line.size()) < 0) ::_exit(1);
}

void limit(decltype(RLIMIT_CORE) what, rlim_t most) {
  const rlimit value{most, most};
  ::setrlimit(what, &value);
}

// What the plugin could do to the machine while it is tried.
void confine() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 256);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CPU, 5);
#if !defined(AUTOHEAL_SANITIZED)  // its shadow memory is larger than any limit
  limit(RLIMIT_AS, 1U << 30U);
#endif
  ::alarm(30);  // should the parent be stopped, the child still ends
  ::signal(SIGPIPE, SIG_IGN);
}

class NoServices final : public client::HostServices {
 public:
  void log(std::int32_t, std::string_view, std::string_view) override {}
  autoheal_status read_secret(std::string_view, const Give&) override { return AUTOHEAL_NOT_FOUND; }
};

// Why no instance could be had, or empty.
std::string create_and_destroy(const client::Plugin& plugin) {
  NoServices services;
  auto made = client::Instance::create(plugin, services.table(), {.label = "trial"},
                                       call_within(std::chrono::seconds{2}, Asker::nobody()), {});
  if (const auto* outcome = std::get_if<client::Outcome>(&made)) {
    return "its create function failed (" + std::string{status_name(outcome->status)} + ")";
  }
  std::get<std::shared_ptr<client::Instance>>(made)->close();
  return {};
}

}  // namespace

int run_trial(const std::filesystem::path& plugin) {
  confine();
  const auto opened = open_plugin(plugin, [](const char* step) { say(std::string{"step "} + step); });
  if (!opened.has_value()) {
    say("refused " + opened.error().message);
    return 0;
  }
  say("step create");
  if (const std::string fault = create_and_destroy(opened.value().api); !fault.empty()) {
    say("refused " + fault);
    return 0;
  }
  say("passed");
  say("step exit");
  return 0;
}

}  // namespace autoheal::host
