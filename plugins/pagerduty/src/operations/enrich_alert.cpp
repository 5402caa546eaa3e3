// For the host after alerts came in: what the webhook does not tell, from the incidents' own alerts (the role enrich/1
// of docs/documents.md section 6).
#include "api/alerts.hpp"
#include "kit/answer/query.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/text/text.hpp"
#include "kit/text/url.hpp"
#include "model/fingerprint.hpp"
#include "model/severity.hpp"
#include "operations/operation_table.hpp"
#include "reads/reads.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestLabel = 255;
constexpr std::size_t kLongestLink = 2'048;

constexpr kit::Parameter kEnrichAlertParameters[] = {
    {"fingerprints", kit::ParameterType::text_list, "each \"pagerduty:\" and an incident's id", "", true, 1, 20}};

constexpr std::string_view kEnrichAlertResult =
    R"json({"type":"object","required":["alerts"],"properties":{"alerts":{"type":"array","maxItems":20,"items":{"type":"object",
"required":["fingerprint"],"properties":{"fingerprint":{"type":"string"},
"labels":{"type":"object","additionalProperties":{"type":"string"}},
"annotations":{"type":"object","additionalProperties":{"type":"string"}},"severity":{"enum":["critical","high","medium","low","info"]},
"error":{"type":"object","required":["code","message"],"properties":{"code":{"type":"string"},"message":{"type":"string"}}}}}}}})json";

struct NamedKeys {
  std::string_view label;
  std::string_view keys[5];
};

constexpr NamedKeys kLabelKeys[] = {{"env", {"env", "environment", "stage", "", ""}},
                                    {"cluster", {"cluster", "cluster_name", "kube_cluster", "k8s_cluster", ""}}};

// "labels.environment" and "Environment" are both `environment`.
std::string last_part(const std::string& name) {
  std::size_t dot = name.rfind('.');
  return kit::to_lower(dot == std::string::npos ? name : name.substr(dot + 1));
}

std::string field(const model::AlertDetails& details, const NamedKeys& wanted) {
  for (std::string_view key : wanted.keys) {
    if (key.empty()) continue;
    for (const auto& [name, value] : details.fields) {
      if (last_part(name) == key && !value.empty() && value.size() <= kLongestLabel) return value;
    }
  }
  return {};
}

bool is_link(const std::string& text) { return text.size() <= kLongestLink && kit::parse_web_url(text).has_value(); }

std::string runbook_of(const model::AlertDetails& details) {
  for (std::string_view key : {"runbook_url", "runbook", "runbook_link", "playbook"}) {
    for (const auto& [name, value] : details.fields) {
      if (last_part(name) == key && is_link(value)) return value;
    }
  }
  for (const model::ContextLink& link : details.links) {
    if (!link.is_image && kit::to_lower(link.text).find("runbook") != std::string::npos) return link.href;
  }
  return {};
}

json::object facts_of(const std::vector<model::Alert>& alerts) {
  json::object labels;
  json::object annotations;
  std::optional<model::Severity> worst;
  for (const model::Alert& alert : alerts) {
    for (const NamedKeys& wanted : kLabelKeys) {
      std::string value = field(alert.details, wanted);
      if (!value.empty() && !labels.contains(wanted.label)) labels[wanted.label] = value;
    }
    std::string runbook = runbook_of(alert.details);
    if (!runbook.empty() && !annotations.contains("runbook_url")) annotations["runbook_url"] = runbook;
    auto severity = alert.status == "resolved" ? std::nullopt : model::parse_severity(alert.severity);
    if (severity && (!worst || *severity < *worst)) worst = severity;
  }
  json::object out;
  if (!labels.empty()) out["labels"] = std::move(labels);
  if (!annotations.empty()) out["annotations"] = std::move(annotations);
  if (worst) out["severity"] = name(*worst);
  return out;
}

json::object refusal_of(const kit::Error& error) {
  return {{"error", json::object{{"code", name(error.code)}, {"message", error.message}}}};
}

using AlertsRead = std::shared_ptr<reads::ListRead<model::Alert>>;

// One page is enough: enrichment is bounded to one request an alert. Null: not a fingerprint of ours.
AlertsRead ask_for(kit::Query& query, std::string_view fingerprint) {
  if (!fingerprint.starts_with(model::kFingerprintPrefix)) return nullptr;
  const std::string id(fingerprint.substr(model::kFingerprintPrefix.size()));
  return reads::read_list<model::Alert>(query.exchange(), api::build_list_alerts(id), "alerts", api::read_alert, 1);
}

// Why nothing at all could be asked, if that is so: an upstream that is down is no property of an alert.
std::optional<kit::Error> find_common_failure(const std::vector<AlertsRead>& reads) {
  std::optional<kit::Error> first;
  for (const AlertsRead& read : reads) {
    if (read == nullptr || !read->failed() || read->error->code == kit::Errc::not_found) return std::nullopt;
    if (!first) first = read->error;
  }
  return first;
}

kit::Result<kit::Answer> answer_enrich_alert(kit::Query& query) {
  const std::vector<std::string_view> fingerprints = query.arguments().list("fingerprints");
  std::vector<AlertsRead> reads;
  for (std::string_view fingerprint : fingerprints) reads.push_back(ask_for(query, fingerprint));
  query.exchange().run();
  if (const auto failed = find_common_failure(reads)) return kit::failure(*failed);

  std::size_t looked_at = 0;
  std::size_t failed = 0;
  json::array alerts;
  for (std::size_t i = 0; i < fingerprints.size(); ++i) {
    json::object entry{{"fingerprint", fingerprints[i]}};
    const bool is_ours = reads[i] != nullptr;
    const bool is_read = is_ours && !reads[i]->failed();
    json::object told =
        is_read   ? facts_of(reads[i]->rows)
        : is_ours ? refusal_of(*reads[i]->error)
                  : refusal_of(kit::Error::of(kit::Errc::not_found, "It is not a fingerprint of this integration."));
    for (auto& member : told) entry.emplace(member.key(), std::move(member.value()));
    looked_at += is_read ? reads[i]->rows.size() : 0;
    failed += is_read ? 0 : 1;
    alerts.push_back(std::move(entry));
  }
  kit::Answer& answer = query.answer;
  answer.complete = failed == 0;
  answer.summary = kit::counted(looked_at, "alert") + " looked at." +
                   (failed == 0 ? "" : " Nothing is known of " + std::to_string(failed) + " of the fingerprints.");
  answer.data["alerts"] = std::move(alerts);
  return std::move(answer);
}

}  // namespace

const kit::Operation kEnrichAlert{
    "enrich_alert",
    "Enrich alerts",
    "Environment, cluster, runbook and severity of up to 20 alerts, from the alerts inside "
    "their incidents; one upstream "
    "call each.",
    kit::Audience::host,
    kEnrichAlertParameters,
    kEnrichAlertResult,
    60,
    answer_enrich_alert,
    "enrich/1"};

}  // namespace autoheal::pagerduty::operations
