// The kinds of failure that the generated history repeats, with the notes people left when they had fixed them.
// {service}, {host}, {region}, {n} and {big} are filled in per incident.
#pragma once

#include <array>
#include <string_view>

namespace simulator {

struct Kind {
  std::string_view title;
  std::string_view check;     // class of the event, name of the runbook
  std::string_view severity;  // of the alerts
  std::array<std::string_view, 3> resolutions;
};

inline constexpr std::array<Kind, 14> kKinds = {{
    {"{service} p99 latency above {n} s on {host}",
     "latency-p99",
     "critical",
     {"Connection pool was exhausted; raised it to {big} and restarted {host}.",
      "Rolled back the last deploy of {service}; latency normal after {n} minutes.",
      "Slow query after the nightly import; index rebuilt."}},
    {"{service} error rate {n}% in {region}",
     "error-rate",
     "critical",
     {"Bad feature flag; switched off in {region}.", "Upstream provider recovered after {n} minutes.",
      "Rolled back to the previous release."}},
    {"Disk {n}% full on {host}",
     "disk-usage",
     "warning",
     {"Old logs removed, rotation fixed on {host}.", "Volume grown to {big} GB.", "Core dumps deleted; bug filed."}},
    {"OOMKilled: {service} container restarted {n} times on {host}",
     "oom-killed",
     "error",
     {"Memory limit raised.", "Leak in the image resizer, release reverted.", "Cache size cut by half."}},
    {"TLS certificate of {service} expires in {n} days",
     "certificate-expiry",
     "warning",
     {"Certificate renewed by hand; the renewal job had no permission.", "Renewed.", "Renewal job fixed."}},
    {"Queue depth of {service} is {big} messages",
     "queue-depth",
     "error",
     {"Two more consumers started.", "Poison message moved to the dead letter queue.",
      "Consumer was stuck; restarted."}},
    {"Database replica of {service} lags {big} s in {region}",
     "replica-lag",
     "warning",
     {"Long transaction killed.", "Replica rebuilt.", "Backup moved to another hour."}},
    {"Health check of {service} failed {n} times from {region}",
     "health-check",
     "critical",
     {"Load balancer target re-registered.", "Network fault at the provider in {region}.", "Restarted {host}."}},
    {"{service}: {n} pods crash-looping in {region}",
     "crash-loop",
     "critical",
     {"Missing secret restored.", "Config map typo fixed.", "Rolled back."}},
    {"CPU above {n}% for 15 minutes on {host}",
     "cpu-usage",
     "warning",
     {"Runaway report job killed.", "Scaled out by {n} instances.", "Traffic peak, no action needed."}},
    {"Payment provider timeouts for {service}: {big} in 5 minutes",
     "provider-timeouts",
     "critical",
     {"Provider confirmed an outage; traffic moved to the second provider.", "Timeout raised to {n} s.",
      "Provider recovered."}},
    {"Backup of {service} database did not finish in {region}",
     "backup-failed",
     "warning",
     {"Re-run by hand.", "Credentials of the backup job renewed.", "Disk was full on the backup host."}},
    {"Synthetic check 'place order' of {service} failed from {region}",
     "synthetic-check",
     "error",
     {"Test card had expired.", "Real fault: promotion rule broke the basket; rolled back.", "Flaky; retried."}},
    {"{service} dropped {big} messages from kafka in {region}",
     "kafka-drops",
     "error",
     {"Partition leader moved.", "Consumer group reset to the latest offset.", "Broker {n} replaced."}},
}};

}  // namespace simulator
