#include "cli/run.hpp"

#include "app/host.hpp"
#include "app/server.hpp"
#include "cli/commands.hpp"
#include "log/redactor.hpp"
#include "plugin/probe.hpp"

#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <sys/resource.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

// Only on a terminal: what is redirected may be a log, and the link holds the admin token.
void print_sign_in_link(const std::string& link) {
  if (::isatty(STDOUT_FILENO) == 0) return;
  std::cout << "The page: " << link << std::endl;
}

Result<int> run(Host& host, const CommandLine& line) {
  switch (line.command) {
    case Command::plugins:
      return run_plugins(host, line);
    case Command::test:
      return run_test(host, line);
    case Command::query:
      return run_query(host, line);
    case Command::webhook:
      return run_webhook(host, line);
    case Command::agents_add:
    case Command::agents_list:
    case Command::agents_remove:
      return run_agents(host, line);
    case Command::mcp:
      return run_mcp(host, line);
    case Command::serve: {
      AH_TRY_VOID(run_server(host, line.serve, &print_sign_in_link));
      return 0;
    }
    default:
      return run_integrations(host, line);
  }
}

int report(const Error& error, bool json) {
  if (json) {
    std::cerr << redactor().redact("{\"error\":" + render(error) + "}") << "\n";
  } else {
    std::string lines = redactor().redact(render_for_people(error));
    std::cerr << "autoheal-host-stub: ";
    for (std::size_t begin = 0, end; (end = lines.find('\n', begin)) != std::string::npos; begin = end + 1) {
      std::cerr << escape_controls(std::string_view{lines}.substr(begin, end - begin)) << "\n";
    }
  }
  return error.code == Errc::usage ? 2 : 1;
}

int run_program(int argc, char** argv) {
  const auto parsed = parse_command_line(argc, argv);
  if (const int* exit_code = std::get_if<int>(&parsed)) return *exit_code;
  const auto& line = std::get<CommandLine>(parsed);
  if (line.command == Command::try_plugin) return run_trial(line.trial_file);
  start_log(line.log_level.value_or(line.command == Command::serve ? LogLevel::info : LogLevel::error));
  auto host = Host::open(line.host);
  if (!host.has_value()) return report(host.error(), line.json);
  const Result<int> done = run(*host.value(), line);
  if (!done.has_value()) return report(done.error(), line.json);
  std::cout.flush();
  if (!std::cout) return report(Error::of(Errc::io, "The answer could not be written to standard output."), line.json);
  return done.value();
}

}  // namespace

int run_command_line(int argc, char** argv) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);  // a core file would hold secrets
  ::signal(SIGPIPE, SIG_IGN);          // a closed pipe is a failed write, in plugins, too
  try {
    return run_program(argc, argv);
  } catch (const std::bad_alloc&) {
    return report(Error::of(Errc::busy, "There is not enough memory."), false);
  } catch (const std::exception& e) {  // a bug, since failures are values; better said than crashed
    return report(Error::of(Errc::internal, std::string{"This should not happen: "} + e.what()), false);
  }
}

}  // namespace autoheal::host
