#include "app/host.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/print.hpp"
#include "intake/event_writer.hpp"
#include "intake/webhook_intake.hpp"
#include "settings/settings_file.hpp"

#include <boost/json.hpp>
#include <csignal>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxBody = 16U << 20U;

// Ctrl-C cancels the call, so that the plugin can clean up; the second one ends the program.
CancelSource* g_cancel = nullptr;
void on_interrupt(int) { g_cancel->cancel(); }

CallOptions call_options(const CommandLine& line, double otherwise_s) {
  const double seconds = line.timeout_s > 0 ? line.timeout_s : otherwise_s;
  static const auto cancel = std::make_shared<CancelSource>();
  g_cancel = cancel.get();
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  return call_within(std::chrono::milliseconds{static_cast<std::int64_t>(seconds * 1000)}, Asker::person(), cancel);
}

int exit_code_of(const json::object& table) {
  const std::string verdict = text_at(table, "verdict");
  if (verdict == "pass") return 0;
  return verdict == "partial" ? 3 : 1;
}

Result<std::string> test(Host& host, const CommandLine& line) {
  if (line.settings.empty()) return host.integrations().test(line.name, call_options(line, 15));
  AH_TRY(const json::object settings, read_settings_file(line.settings));
  const CallOptions options = call_options(line, 15);
  if (!line.plugin.empty()) return host.integrations().test_unsaved(line.plugin, settings, options);
  return host.integrations().test(line.name, options, &settings);
}

Result<IncomingDelivery> read_delivery(Host& host, const CommandLine& line) {
  IncomingDelivery delivery;
  AH_TRY(delivery.body, read_named_input(line.body, kMaxBody));
  for (const std::string& header : line.headers) {
    const std::size_t colon = header.find(':');
    if (colon == 0 || colon == std::string::npos) {
      return failure(Errc::usage, "--header must be 'Name: value'.",
                     "For example --header 'X-PagerDuty-Signature: v1=…'");
    }
    const std::size_t value = header.find_first_not_of(" \t", colon + 1);
    delivery.headers.emplace_back(header.substr(0, colon), value == std::string::npos ? "" : header.substr(value));
  }
  delivery.source_ip = "command line";
  delivery.received_at = host.clock().now();
  return delivery;
}

void print_report(const DeliveryReport& report, bool as_json) {
  json::array events;
  for (const std::string& event : report.events) events.push_back(json::parse(event));
  if (!as_json) {
    print_line("HTTP " + std::to_string(report.http_status) + ", " + std::string{name(report.outcome)} +
               ", signature " + report.signature);
    if (!report.explanation.empty()) print_line(report.explanation);
    for (const json::value& event : events) print_pretty(event);
    return;
  }
  json::object document{{"status", report.http_status},
                        {"outcome", name(report.outcome)},
                        {"signature", report.signature},
                        {"alerts_changed", report.alerts_changed},
                        {"events", std::move(events)}};
  if (!report.explanation.empty()) document["explanation"] = report.explanation;
  if (report.delivery_id) document["delivery_id"] = *report.delivery_id;
  print_json(document);
}

}  // namespace

Result<int> run_test(Host& host, const CommandLine& line) {
  AH_TRY(const std::string text, test(host, line));
  AH_TRY(const json::object table, parse_json_object(text, "The connection table"));
  if (line.json) {
    print_json(table);
  } else {
    print_connection_table(table);
  }
  return exit_code_of(table);
}

Result<int> run_query(Host& host, const CommandLine& line) {
  auto arguments = parse_json_object(line.arguments, "--args");
  if (!arguments.has_value()) {
    return failure(Errc::usage, arguments.error().message, "For example --args '{\"team\":\"payments\"}'");
  }
  AH_TRY(const std::string envelope,
         host.integrations().query(line.name, line.operation, arguments.value(), call_options(line, 30)));
  if (line.json) {
    print(envelope + "\n");
  } else {
    AH_TRY(const json::value document, parse_json(envelope, "The envelope"));
    print_pretty(document);
  }
  return 0;
}

Result<int> run_webhook(Host& host, const CommandLine& line) {
  AH_TRY(IncomingDelivery delivery, read_delivery(host, line));
  AH_TRY(auto batches, host.store().open_batch_writer());
  EventWriter writer{std::move(batches), [] {}};
  WebhookIntake intake{{host.integrations(), host.endpoints(), host.store().alerts(), writer}};
  AH_TRY(const DeliveryReport report, intake.deliver(line.name, std::move(delivery), line.dry_run));
  print_report(report, line.json);
  return report.http_status < 300 ? 0 : 1;
}

}  // namespace autoheal::host
