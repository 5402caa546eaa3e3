#include "cli/command_line.hpp"

#include "base/version.hpp"
#include "plugin/probe.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

namespace autoheal::host {
namespace {

std::filesystem::path program_path() {
  std::error_code ec;
  return std::filesystem::read_symlink("/proc/self/exe", ec);
}

// The first of the two that is there, so that the program works from a build folder and installed.
std::filesystem::path near_program(const char* built, const char* installed) {
  const std::filesystem::path folder = program_path().parent_path();
  std::error_code ec;
  for (const char* candidate : {built, installed}) {
    const std::filesystem::path path = (folder / candidate).lexically_normal();
    if (std::filesystem::is_directory(path, ec)) return path;
  }
  return (folder / installed).lexically_normal();
}

std::filesystem::path default_data_dir() {
  if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data == '/') {
    return std::filesystem::path{data} / "autoheal-host-stub";
  }
  const char* home = std::getenv("HOME");
  return std::filesystem::path{home == nullptr ? "." : home} / ".local" / "share" / "autoheal-host-stub";
}

// Builds the grammar; each leaf command writes itself into `line` when it was chosen.
class Grammar {
 public:
  explicit Grammar(CommandLine& line) : line_(line) {
    app.name("autoheal-host-stub");
    app.require_subcommand(1);
    app.fallthrough();
    app.failure_message(CLI::FailureMessage::simple);
    app.set_version_flag("--version", std::string{kHostName} + " " + std::string{kHostVersion});
    add_common();
    add_serve();
    add(app, "plugins", "Every file of the plugin directory: what was loaded, what was refused and why",
        Command::plugins);
    add_integrations();
    add_calls();
    add_agents();
    CLI::App* trial = add(app, kProbeCommand, "", Command::try_plugin);
    trial->group("");
    trial->add_option("FILE", line_.trial_file)->required();
  }

  CLI::App app{"Connects Autoheal to what its integrations plug in: settings, questions, webhooks, alerts."};

 private:
  CLI::App* add(CLI::App& parent, const std::string& name, const std::string& help, Command command) {
    CLI::App* sub = parent.add_subcommand(name, help);
    sub->fallthrough();
    sub->failure_message(CLI::FailureMessage::simple);
    sub->parse_complete_callback([this, command] { line_.command = command; });
    return sub;
  }

  CLI::App* group(const std::string& name, const std::string& help) {
    CLI::App* sub = app.add_subcommand(name, help);
    sub->fallthrough();
    sub->require_subcommand(1);
    return sub;
  }

  void add_common() {
    app.add_option("--data-dir", line_.host.data_dir, "Database, keys and tokens")->envname("AUTOHEAL_DATA_DIR");
    app.add_option("--plugin-dir", line_.host.plugin_dirs, "Where plugin libraries are; may be repeated")
        ->envname("AUTOHEAL_PLUGIN_DIR")
        ->delimiter(':');
    app.add_option("--manifest-dir", line_.host.manifest_dir, "Where their manifests are")
        ->envname("AUTOHEAL_MANIFEST_DIR");
    app.add_option("--key-file", line_.host.key_file,
                   "The key of the secret store (default: master.key in the data directory)")
        ->envname("AUTOHEAL_KEY_FILE");
    app.add_option("--allow-endpoint", line_.host.allow_endpoints,
                   "A URL that settings may send credentials to besides the plugin's own; may be repeated")
        ->envname("AUTOHEAL_ALLOW_ENDPOINT")
        ->delimiter(',');
    app.add_flag("--json", line_.json, "Print JSON")->envname("AUTOHEAL_JSON");
    app.add_option_function<std::string>(
           "--log-level",
           [this](const std::string& level) {
             const std::map<std::string, LogLevel> levels{{"debug", LogLevel::debug},
                                                          {"info", LogLevel::info},
                                                          {"warning", LogLevel::warning},
                                                          {"error", LogLevel::error},
                                                          {"off", LogLevel::off}};
             line_.log_level = levels.at(level);
           },
           "debug, info, warning, error or off, to standard error")
        ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
        ->envname("AUTOHEAL_LOG_LEVEL");
  }

  void add_serve() {
    CLI::App* serve =
        add(app, "serve", "The web page, the JSON API and the webhook listener, until stopped", Command::serve);
    serve->add_option("--listen", line_.serve.listen, "Admin listener")
        ->capture_default_str()
        ->envname("AUTOHEAL_LISTEN");
    serve->add_option("--webhook-listen", line_.serve.webhook_listen, "Webhook listener")
        ->capture_default_str()
        ->envname("AUTOHEAL_WEBHOOK_LISTEN");
    serve->add_option("--public-url", line_.host.public_url, "How the world reaches the webhook listener")
        ->envname("AUTOHEAL_PUBLIC_URL");
    serve
        ->add_option("--host-name", line_.serve.host_names,
                     "A name of the admin listener besides localhost; may be repeated")
        ->envname("AUTOHEAL_HOST_NAME")
        ->delimiter(',');
    serve->add_option("--ready-file", line_.serve.ready_file, "Written when both listeners are up")
        ->envname("AUTOHEAL_READY_FILE");
  }

  void add_integrations() {
    CLI::App* all = group("integrations", "Set up and list integrations");
    CLI::App* add_one = add(*all, "add", "Add an integration", Command::integrations_add);
    add_one->add_option("NAME", line_.name, "Its name, such as \"Production PagerDuty\"")->required();
    add_one->add_option("--plugin", line_.plugin, "The plugin's id")->required();
    add_one->add_option("--settings", line_.settings, "YAML or JSON; - is standard input")->required();
    CLI::App* set = add(*all, "set", "Change settings: absent keeps, null clears", Command::integrations_set);
    set->add_option("NAME", line_.name)->required();
    auto* settings = set->add_option("--settings", line_.settings, "YAML or JSON; - is standard input");
    auto* rename = set->add_option("--rename", line_.rename, "A new name");
    set->callback([settings, rename] {
      if (settings->count() + rename->count() == 0) throw CLI::RequiredError("--settings or --rename");
    });
    add(*all, "list", "All integrations", Command::integrations_list);
    add(*all, "show", "One integration", Command::integrations_show)->add_option("NAME", line_.name)->required();
    add(*all, "remove", "Remove one, with its secrets, alerts and deliveries", Command::integrations_remove)
        ->add_option("NAME", line_.name)
        ->required();
    CLI::App* secret = add(*all, "secret", "Set or clear one secret; the value comes from standard input",
                           Command::integrations_secret);
    secret->add_option("NAME", line_.name)->required();
    secret->add_option("FIELD", line_.field)->required();
    secret->add_option("ACTION", line_.action, "set or clear")->required()->check(CLI::IsMember({"set", "clear"}));
    CLI::App* webhook =
        add(*all, "webhook", "The alert source: switch it, show or replace its URL", Command::integrations_webhook);
    webhook->add_option("NAME", line_.name)->required();
    webhook->add_option("ACTION", line_.action, "on, off, url or rotate")
        ->required()
        ->check(CLI::IsMember({"on", "off", "url", "rotate"}));
    webhook->add_option("--grace", line_.grace_s, "Seconds for which the old URL still works after rotate")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{2592000}))
        ->capture_default_str();
  }

  void add_timeout(CLI::App* command, const std::string& otherwise) {
    command->add_option("--timeout", line_.timeout_s, "Seconds until it gives up (default " + otherwise + ")")
        ->check(CLI::Range(0.05, 3600.0));
  }

  void add_calls() {
    CLI::App* test = add(app, "test", "Test Connection. Exit code 0 pass, 3 partial, 1 fail", Command::test);
    auto* name = test->add_option("NAME", line_.name, "A stored integration; --settings then overlays it");
    auto* plugin = test->add_option("--plugin", line_.plugin, "A plugin's id, to test settings that are not stored");
    auto* settings = test->add_option("--settings", line_.settings, "YAML or JSON; - is standard input");
    plugin->needs(settings)->excludes(name);
    test->callback([name, plugin] {
      if (name->count() + plugin->count() == 0) throw CLI::RequiredError("NAME, or --plugin and --settings");
    });
    add_timeout(test, "15");

    CLI::App* query = add(app, "query", "Ask one question and print its envelope", Command::query);
    query->add_option("NAME", line_.name)->required();
    query->add_option("OPERATION", line_.operation)->required();
    query->add_option("--args", line_.arguments, "JSON object");
    add_timeout(query, "30");

    CLI::App* webhook = add(app, "webhook", "Hand in a recorded delivery; prints status and events", Command::webhook);
    webhook->add_option("NAME", line_.name)->required();
    webhook->add_option("--body", line_.body, "The body's file; - is standard input")->required();
    webhook->add_option("--header", line_.headers, "'Name: value'; may be repeated")->expected(1)->take_all();
    webhook->add_flag("--dry-run", line_.dry_run, "Store nothing");
  }

  void add_agents() {
    CLI::App* all = group("agents", "The agents that may use /mcp");
    add(*all, "add", "Add one; prints its token, once", Command::agents_add)
        ->add_option("NAME", line_.name)
        ->required();
    add(*all, "list", "All agents", Command::agents_list);
    add(*all, "remove", "Its token stops working", Command::agents_remove)->add_option("NAME", line_.name)->required();
    add(app, "mcp", "Speak MCP over standard input and output, for one agent", Command::mcp)
        ->add_option("--tools", line_.tools, "Show only these tools: names, * for any characters, commas between");
  }

  CommandLine& line_;
};

}  // namespace

std::variant<CommandLine, int> parse_command_line(int argc, char** argv) {
  CommandLine line;
  Grammar grammar{line};
  try {
    grammar.app.parse(argc, argv);
  } catch (const CLI::Success& asked_for_help) {
    return grammar.app.exit(asked_for_help);
  } catch (const CLI::ParseError& error) {
    const std::vector<std::string> unknown = grammar.app.remaining(true);
    const bool no_command =
        error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError) && !unknown.empty();
    std::cerr << "autoheal-host-stub: " << (no_command ? "there is no command " + unknown[0] : error.what())
              << "\nRun it with --help for its commands and options.\n";
    return 2;
  }
  if (line.host.data_dir.empty()) line.host.data_dir = default_data_dir();
  if (line.host.plugin_dirs.empty()) line.host.plugin_dirs = {near_program("../plugins", "../lib/autoheal/plugins")};
  if (line.host.manifest_dir.empty())
    line.host.manifest_dir = near_program("../manifests", "../share/autoheal/manifests");
  line.host.trial_program = program_path();
  return line;
}

}  // namespace autoheal::host
