#include "services/after_answer.hpp"

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "log/log.hpp"
#include "plugin/roles.hpp"
#include "services/delivery_log.hpp"
#include "services/event_writer.hpp"
#include "services/host.hpp"
#include "services/test_alerts.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::size_t kMostQueued = 64;
constexpr double kTurnsPerSecond = 4;
constexpr double kMostTurns = 20;
constexpr auto kExplainTime = 2s;
constexpr auto kEnrichTime = 15s;

const json::object* data_of(const json::object& envelope) {
  const auto* data = envelope.if_contains("data");
  return data == nullptr ? nullptr : data->if_object();
}

// The name of the operation with that role; empty: the plugin has none.
std::string operation_for(Host& host, const Integration& integration, std::string_view role) {
  const auto plugin = host.plugins().find(integration.plugin);
  const auto* operation = plugin.has_value() ? roles::find(plugin.value()->describe, role) : nullptr;
  return operation == nullptr ? std::string{} : operation->name;
}

json::object build_question(const IncomingDelivery& delivery) {
  json::array headers;
  for (const auto& [name, value] : delivery.headers) headers.push_back(json::object{{"name", name}, {"value", value}});
  return {{"headers", std::move(headers)}, {"body_base64", render_base64(as_bytes(delivery.body))}};
}

}  // namespace

AfterAnswer::AfterAnswer(Host& host, EventWriter& writer, DeliveryLog& log, std::function<void(std::int64_t)> explained)
    : host_(host),
      writer_(writer),
      log_(log),
      explained_(std::move(explained)),
      turns_(kMostTurns),
      filled_at_(std::chrono::steady_clock::now()),
      thread_([this] { run(); }) {}

AfterAnswer::~AfterAnswer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  cancel_->cancel();
  ready_.notify_all();
}

void AfterAnswer::explain(std::int64_t integration_id, std::int64_t delivery_id, IncomingDelivery delivery) {
  add(Explain{integration_id, delivery_id, std::move(delivery)});
}

void AfterAnswer::enrich(std::int64_t integration_id, std::int64_t alert_id, std::string fingerprint) {
  if (is_test_fingerprint(fingerprint)) return;  // no plugin knows it
  {
    const std::scoped_lock lock(mutex_);
    for (auto& job : queue_) {  // together with others of this integration that wait anyway
      auto* waiting = std::get_if<Enrich>(&job);
      if (waiting == nullptr || waiting->integration_id != integration_id ||
          waiting->alerts.size() >= roles::kMostEnriched)
        continue;
      waiting->alerts[std::move(fingerprint)] = alert_id;
      return;
    }
  }
  add(Enrich{integration_id, {{std::move(fingerprint), alert_id}}});
}

void AfterAnswer::add(Job job) {
  const std::scoped_lock lock(mutex_);
  if (stopping_ || queue_.size() >= kMostQueued) return;
  queue_.push_back(std::move(job));
  ready_.notify_one();
}

bool AfterAnswer::wait_for_turn() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopping_) return false;
    const auto now = std::chrono::steady_clock::now();
    turns_ = std::min(kMostTurns, turns_ + kTurnsPerSecond * std::chrono::duration<double>(now - filled_at_).count());
    filled_at_ = now;
    if (turns_ >= 1) break;
    ready_.wait_for(lock, std::chrono::duration<double>((1 - turns_) / kTurnsPerSecond), [this] { return stopping_; });
  }
  turns_ -= 1;
  return true;
}

void AfterAnswer::run() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    if (!wait_for_turn()) return;
    const auto result = std::visit([this](const auto& one) { return work(one); }, job);
    if (!result.has_value() && result.error().code != Errc::cancelled) {
      log_debug("work after an answer failed", {{"why", result.error().message}});
    }
  }
}

Result<void> AfterAnswer::work(const Explain& job) {
  AH_TRY(const auto integration, host_.integrations().get(job.integration_id));
  std::string text;
  std::string cause;
  if (const auto operation = operation_for(host_, integration, roles::kExplainDelivery); !operation.empty()) {
    AH_TRY(const auto envelope, host_.integrations().query(integration.name, operation, build_question(job.delivery),
                                                           call_within(kExplainTime, cancel_, Caller::background)));
    AH_TRY(const auto parsed, parse_json_object(envelope, "The envelope"));
    if (const auto* data = data_of(parsed)) {
      cause = text_at(*data, "cause");
      text = text_at(*data, "sentence");
      if (const auto remedy = text_at(*data, "remedy"); !remedy.empty())
        text.append(text.empty() ? "" : " ").append(remedy);
    }
  }
  if (cause.empty() || cause == "other_secret" || cause == "body_reformatted") {
    const auto sibling = find_sibling(job, integration.plugin);
    if (!sibling.empty()) {
      text = "It is signed with the secret of the integration \"" + sibling +
             "\". Give each webhook the URL of the integration that holds its secret.";
    }
  }
  if (text.empty()) return success();
  AH_TRY_VOID(log_.explain(job.delivery_id, text));
  if (explained_) explained_(job.delivery_id);
  return success();
}

// The integration whose secret this delivery is signed with; empty if there is none. What it makes of it is dropped.
std::string AfterAnswer::find_sibling(const Explain& job, std::string_view plugin) {
  const auto integrations = host_.integrations().list();
  if (!integrations.has_value()) return {};
  WebhookDelivery webhook;
  webhook.headers.assign(job.delivery.headers.begin(), job.delivery.headers.end());
  webhook.body = job.delivery.body;
  webhook.received_at = job.delivery.received_at;
  for (const auto& sibling : integrations.value()) {
    if (sibling.id == job.integration_id || sibling.plugin != plugin) continue;
    const auto instance = host_.integrations().instance(sibling.id);
    if (!instance.has_value()) continue;
    const auto verdict =
        instance.value()->handle_webhook(webhook, call_within(kExplainTime, cancel_, Caller::background));
    if (!verdict.has_value()) continue;
    const auto document = parse_json_object(verdict.value().document, "The plugin's webhook result");
    if (!document.has_value()) continue;
    const auto signature = text_at(document.value(), "signature");
    if (signature == "current" || signature == "previous") return sibling.name;
  }
  return {};
}

Result<void> AfterAnswer::work(const Enrich& job) {
  AH_TRY(const auto integration, host_.integrations().get(job.integration_id));
  const auto operation = operation_for(host_, integration, roles::kEnrich);
  if (operation.empty()) return success();
  json::array fingerprints;
  for (const auto& [fingerprint, id] : job.alerts) fingerprints.push_back(json::string(fingerprint));
  AH_TRY(const auto envelope, host_.integrations().query(integration.name, operation,
                                                         json::object{{"fingerprints", std::move(fingerprints)}},
                                                         call_within(kEnrichTime, cancel_, Caller::background)));
  AH_TRY(const auto parsed, parse_json_object(envelope, "The envelope"));
  const auto* data = data_of(parsed);
  const auto* alerts = data == nullptr ? nullptr : data->if_contains("alerts");
  if (alerts == nullptr || !alerts->is_array()) return success();
  for (const auto& entry : alerts->get_array()) {
    if (!entry.is_object()) continue;
    AH_TRY_VOID(keep(job, entry.get_object()));
  }
  return success();
}

// What is known of one alert; an entry that tells nothing or was not asked for changes nothing.
Result<void> AfterAnswer::keep(const Enrich& job, const json::object& entry) {
  const auto asked = job.alerts.find(text_at(entry, "fingerprint"));
  if (asked == job.alerts.end() || entry.contains("error")) return success();
  json::object known;
  for (const char* member : {"labels", "annotations", "severity"}) {
    if (const auto* value = entry.if_contains(member)) known[member] = *value;
  }
  return known.empty() ? success() : writer_.set_enrichment(asked->second, json::serialize(known));
}

}  // namespace autoheal::host
