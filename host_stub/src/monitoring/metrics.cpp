#include "monitoring/metrics.hpp"

#include <algorithm>

namespace autoheal::host {
namespace {

void open(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void line(std::string& out, std::string_view name, std::string_view labels, const std::string& value) {
  out.append(name);
  if (!labels.empty()) out.append("{").append(labels).append("}");
  out.append(" ").append(value).append("\n");
}

std::string label(std::string_view name, std::string_view value) {
  std::string out(name);
  out += "=\"";
  for (char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// Microseconds as seconds, without a detour over floating point.
std::string seconds(std::int64_t microseconds) {
  auto fraction = std::to_string(microseconds % 1'000'000);
  fraction.insert(0, 6 - fraction.size(), '0');
  while (fraction.size() > 1 && fraction.back() == '0') fraction.pop_back();
  return std::to_string(microseconds / 1'000'000) + "." + fraction;
}

}  // namespace

void Metrics::count_delivery(Outcome outcome, std::chrono::microseconds until_answer) {
  if (outcome == Outcome::unknown_source) {
    ++unknown_urls_;
    return;
  }
  ++deliveries_[static_cast<std::size_t>(outcome)];
  const auto* bucket = std::lower_bound(kBucketsUs.begin(), kBucketsUs.end(), until_answer.count());
  ++latency_[static_cast<std::size_t>(bucket - kBucketsUs.begin())];
  latency_sum_us_ += until_answer.count();
}

void Metrics::count_upstream_calls(std::int64_t calls) { upstream_calls_ += calls; }

void Metrics::count_request(std::string_view listener, int status) {
  const std::scoped_lock lock(mutex_);
  ++requests_[{std::string(listener), status}];
}

void Metrics::set_rate_budget(std::string_view integration, std::int64_t limit, std::int64_t remaining) {
  const std::scoped_lock lock(mutex_);
  budgets_[std::string(integration)] = {limit, remaining};
}

std::string Metrics::render(const Gauges& gauges) const {
  std::string out;
  open(out, "autoheal_webhook_deliveries_total", "counter", "Deliveries by outcome.");
  for (std::size_t i = 0; i < deliveries_.size(); ++i) {
    line(out, "autoheal_webhook_deliveries_total", label("outcome", name(static_cast<Outcome>(i))),
         std::to_string(deliveries_[i].load()));
  }
  open(out, "autoheal_webhook_unknown_urls_total", "counter", "Requests to webhook URLs that are not ours.");
  line(out, "autoheal_webhook_unknown_urls_total", {}, std::to_string(unknown_urls_.load()));
  open(out, "autoheal_webhook_answer_seconds", "histogram", "Time from the end of a delivery's body to its answer.");
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kBucketsUs.size(); ++i) {
    sum += latency_[i].load();
    line(out, "autoheal_webhook_answer_seconds_bucket", label("le", seconds(kBucketsUs[i])), std::to_string(sum));
  }
  sum += latency_.back().load();
  line(out, "autoheal_webhook_answer_seconds_bucket", label("le", "+Inf"), std::to_string(sum));
  line(out, "autoheal_webhook_answer_seconds_sum", {}, seconds(latency_sum_us_.load()));
  line(out, "autoheal_webhook_answer_seconds_count", {}, std::to_string(sum));
  open(out, "autoheal_alerts", "gauge", "Alerts by status.");
  line(out, "autoheal_alerts", label("status", "firing"), std::to_string(gauges.firing));
  line(out, "autoheal_alerts", label("status", "acknowledged"), std::to_string(gauges.acknowledged));
  line(out, "autoheal_alerts", label("status", "resolved"), std::to_string(gauges.resolved));
  open(out, "autoheal_live_streams", "gauge", "Open event streams.");
  line(out, "autoheal_live_streams", {}, std::to_string(gauges.streams));
  open(out, "autoheal_connections", "gauge", "Open connections by listener.");
  line(out, "autoheal_connections", label("listener", "admin"), std::to_string(gauges.admin_connections));
  line(out, "autoheal_connections", label("listener", "webhook"), std::to_string(gauges.webhook_connections));
  open(out, "autoheal_upstream_calls_total", "counter", "Requests that operations sent upstream.");
  line(out, "autoheal_upstream_calls_total", {}, std::to_string(upstream_calls_.load()));

  const std::scoped_lock lock(mutex_);
  open(out, "autoheal_http_requests_total", "counter", "Answers by listener and status.");
  for (const auto& [key, count] : requests_) {
    line(out, "autoheal_http_requests_total",
         label("listener", key.first) + "," + label("status", std::to_string(key.second)), std::to_string(count));
  }
  open(out, "autoheal_rate_budget_remaining", "gauge", "Upstream requests left in the current window.");
  for (const auto& [integration, budget] : budgets_) {
    line(out, "autoheal_rate_budget_remaining", label("integration", integration), std::to_string(budget.second));
  }
  open(out, "autoheal_rate_budget_limit", "gauge", "Upstream requests per window.");
  for (const auto& [integration, budget] : budgets_) {
    line(out, "autoheal_rate_budget_limit", label("integration", integration), std::to_string(budget.first));
  }
  return out;
}

}  // namespace autoheal::host
