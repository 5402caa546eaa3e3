#include "app/host.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "integrations/alert_source.hpp"
#include "log/redactor.hpp"
#include "plugin/render.hpp"
#include "settings/apply.hpp"
#include "settings/settings_file.hpp"

#include <boost/json.hpp>
#include <iostream>
#include <termios.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxSecret = 65536;

// Integration of docs/http-api.md, alert source included.
Result<json::object> document_of(Host& host, const Integration& integration) {
  return host.alert_sources().render_with_source(integration);
}

Result<int> show(Host& host, const CommandLine& line, const Integration& integration, const char* done) {
  AH_TRY(const json::object document, document_of(host, integration));
  if (line.json) {
    print_json(document);
  } else {
    if (*done != '\0') print_line(done);
    for (const std::string& note : integration.notes) print_line(note);
    print_integration(document);
  }
  return 0;
}

// What nobody should see is not shown while it is typed.
class NoEcho {
 public:
  NoEcho() : terminal_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!terminal_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    std::cerr << "Value (not shown), then Enter and Ctrl-D: " << std::flush;
  }
  ~NoEcho() {
    if (!terminal_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << "\n";
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
  bool terminal_;
};

Result<SecretText> read_secret() {
  const NoEcho quiet;
  AH_TRY(std::string text, read_stdin(kMaxSecret));
  SecretText secret{trim_secret(text)};
  wipe(text.data(), text.size());
  redactor().add(secret.reveal());
  return secret;
}

Result<int> run_secret(Host& host, const CommandLine& line) {
  if (line.action == "clear") {
    AH_TRY_VOID(host.integrations().clear_secret(line.name, line.field));
  } else {
    AH_TRY(const SecretText secret, read_secret());
    if (secret.empty()) {
      return failure(Errc::usage, "No value came from standard input.",
                     "Pipe it in: printf %s \"$VALUE\" | autoheal-host-stub integrations secret " + line.name + " " +
                         line.field + " set");
    }
    AH_TRY_VOID(host.integrations().set_secret(line.name, line.field, secret));
  }
  AH_TRY(const Integration integration, host.integrations().get(line.name));
  return show(host, line, integration, line.action == "clear" ? "Cleared." : "Set.");
}

Result<int> run_alert_source(Host& host, const CommandLine& line) {
  if (line.action == "url" || line.action == "rotate") {
    AH_TRY(const std::string url, line.action == "url"
                                      ? host.endpoints().url(line.name)
                                      : host.endpoints().rotate(line.name, std::chrono::seconds{line.grace_s}));
    if (line.json) {
      print_json({{"url", url}});
    } else {
      print_line(url);
    }
    return 0;
  }
  AH_TRY(const WebhookEndpoint endpoint, host.endpoints().set_enabled(line.name, line.action == "on"));
  if (line.json) {
    json::object document{{"enabled", endpoint.enabled}};
    if (endpoint.enabled_at) document["enabled_at"] = *endpoint.enabled_at;
    if (endpoint.previous_until) document["previous_until"] = *endpoint.previous_until;
    print_json(document);
  } else {
    print_line(endpoint.enabled
                   ? "The alert source is on. `integrations webhook " + line.name + " url` prints the URL to register."
                   : std::string{"The alert source is off: deliveries are logged and change no alert."});
  }
  return 0;
}

Result<int> run_list(Host& host, const CommandLine& line) {
  AH_TRY(const std::vector<Integration> all, host.integrations().list());
  json::array documents;
  std::vector<std::vector<std::string>> rows;
  for (const Integration& one : all) {
    AH_TRY(json::object document, document_of(host, one));
    const bool on = document.at("alert_source").at("enabled").as_bool();
    rows.push_back({one.name, one.plugin, one.status, on ? "on" : "off", one.updated_at});
    documents.push_back(std::move(document));
  }
  if (line.json) {
    print_json({{"integrations", std::move(documents)}});
  } else if (rows.empty()) {
    print_line("No integration has been added. `integrations add` adds one.");
  } else {
    print_table({"NAME", "PLUGIN", "STATUS", "ALERT SOURCE", "CHANGED"}, rows);
  }
  return 0;
}

Result<int> run_set(Host& host, const CommandLine& line) {
  json::object settings;
  if (!line.settings.empty()) {
    AH_TRY(settings, read_settings_file(line.settings));
  }
  std::optional<std::string_view> new_name;
  if (!line.rename.empty()) new_name = line.rename;
  AH_TRY(const Integration integration, host.integrations().set(line.name, settings, new_name));
  return show(host, line, integration, "Changed.");
}

}  // namespace

Result<int> run_integrations(Host& host, const CommandLine& line) {
  switch (line.command) {
    case Command::integrations_add: {
      AH_TRY(const json::object settings, read_settings_file(line.settings));
      AH_TRY(const Integration integration, host.integrations().add(line.name, line.plugin, settings));
      return show(host, line, integration, "Added.");
    }
    case Command::integrations_set:
      return run_set(host, line);
    case Command::integrations_list:
      return run_list(host, line);
    case Command::integrations_show: {
      AH_TRY(const Integration integration, host.integrations().get(line.name));
      return show(host, line, integration, "");
    }
    case Command::integrations_remove: {
      AH_TRY_VOID(host.integrations().remove(line.name));
      if (line.json) {
        print_json({{"removed", line.name}});
      } else {
        print_line("Removed, with its secrets, alerts and deliveries.");
      }
      return 0;
    }
    case Command::integrations_secret:
      return run_secret(host, line);
    default:
      return run_alert_source(host, line);
  }
}

Result<int> run_plugins(Host& host, const CommandLine& line) {
  if (line.json) {
    print_json(render(host.plugins(), FileForm::whole_path));
    return 0;
  }
  for (const auto& plugin : host.plugins().plugins()) {
    print_line("loaded   " + plugin->file.string() + "  (" + plugin->describe.id + " " + plugin->describe.version +
               ", " + std::to_string(plugin->describe.operations.size()) + " operations)");
    for (const std::string& warning : plugin->manifest.warnings) {
      print_line("         " + plugin->manifest.file.filename().string() + ": " + warning);
    }
  }
  for (const RefusedPlugin& refused : host.plugins().refused()) {
    print_line("refused  " + refused.file.string() + ": " + refused.reason);
  }
  if (host.plugins().plugins().empty() && host.plugins().refused().empty()) {
    print_line("The plugin directory is empty.");
  }
  return 0;
}

}  // namespace autoheal::host
