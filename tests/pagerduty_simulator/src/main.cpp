// pagerduty-simulator: a PagerDuty on loopback, and the commands that act on a running one.
#include "cli/client.hpp"
#include "cli/serve.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

namespace {

void add_client_command(CLI::App& app, const std::string& name, const std::string& what,
                        simulator::ClientOptions& options) {
  CLI::App* command = app.add_subcommand(name, what);
  command->add_option("--ready-file", options.ready_file, "The ready file of the running simulator");
  command->add_option("--url", options.url, "Its address, instead of a ready file");
  command->add_option("--dedup-key", options.dedup_key, "De-duplication key of the event");
  if (name == "trigger") {
    command->add_option("--title", options.title, "Title of the incident")->required();
    command->add_option("--service", options.service, "Service by name (needs --ready-file)");
    command->add_option("--key", options.key, "Routing key, instead of --service");
    command->add_option("--severity", options.severity, "critical, error, warning or info")
        ->check(CLI::IsMember({"critical", "error", "warning", "info"}));
  } else {
    command->add_option("--incident", options.incident, "Incident by number or id, instead of --dedup-key");
  }
  command->callback([&options, name] { options.command = name; });
}

// Empty if the combination makes sense.
std::string usage_problem(const simulator::ClientOptions& options) {
  if (options.ready_file.empty() && options.url.empty()) return "--ready-file or --url is required";
  if (options.command == "trigger" && options.service.empty() && options.key.empty()) {
    return "--service or --key is required";
  }
  if (options.command != "trigger" && options.dedup_key.empty() == options.incident.empty()) {
    return "give either --dedup-key or --incident";
  }
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A PagerDuty on loopback: REST API, Events API v2, signed webhooks, and controls under /_simulator/.");
  simulator::Options serve;
  simulator::ClientOptions client;
  app.add_option("--listen", serve.listen, "Address and port; port 0 takes a free one")->capture_default_str();
  CLI::Option* data = app.add_option("--data", serve.data, "Data set")->check(CLI::IsMember({"demo"}));
  app.add_option("--incidents", serve.incidents, "Generate that many incidents instead of the demo's story")
      ->check(CLI::Range(1, 1000000))
      ->excludes(data);
  app.add_option("--seed", serve.seed, "Seed of everything that is generated")->capture_default_str();
  app.add_option("--now", serve.now, "Where the account's clock starts, RFC 3339; by default the real time");
  app.add_option("--latency-ms", serve.latency_ms, "Every request waits that long")->check(CLI::Range(0, 600000));
  app.add_option("--ready-file", serve.ready_file, "Written once requests are taken: address, keys, pid (JSON, 0600)");
  add_client_command(app, "trigger", "Open an incident through the Events API", client);
  add_client_command(app, "ack", "Acknowledge one", client);
  add_client_command(app, "resolve", "Resolve one", client);
  app.require_subcommand(0, 1);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : 2;
  }
  if (client.command.empty()) return simulator::run_serve(serve);
  if (const std::string problem = usage_problem(client); !problem.empty()) {
    std::cerr << problem << "\n";
    return 2;
  }
  return simulator::run_client(client);
}
