// For the host after an alert came in: what the webhook does not tell, from the incident's own alerts.
#include "api/alerts.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/query.hpp"
#include "kit/text/text.hpp"
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
    {"fingerprint", kit::ParameterType::text, "\"pagerduty:\" and the incident's id", "", true}};

constexpr std::string_view kEnrichAlertResult =
    R"json({"type":"object","properties":{"labels":{"type":"object","additionalProperties":{"type":"string"}},
"annotations":{"type":"object","additionalProperties":{"type":"string"}},"severity":{"enum":["critical","high","medium","low","info"]}},"additionalProperties":false})json";

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

bool is_link(const std::string& text) {
  return text.size() <= kLongestLink && (text.starts_with("https://") || text.starts_with("http://")) &&
         text.find_first_of(" \t\n\"<>") == std::string::npos;
}

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

kit::Result<kit::Answer> answer_enrich_alert(kit::Query& query) {
  std::string_view id = query.arguments().text("fingerprint");
  if (!id.starts_with(model::kFingerprintPrefix))
    return kit::failure(kit::argument_error("fingerprint", "is not one of this integration's"));
  id.remove_prefix(model::kFingerprintPrefix.size());
  // One page is enough: enrichment is bounded to one request.
  auto alerts = reads::read_list<model::Alert>(query.exchange(), api::build_list_alerts(std::string(id)), "alerts",
                                               api::read_alert, 1);
  query.exchange().run();
  if (alerts->failed()) return kit::failure(*alerts->error);

  json::object labels;
  json::object annotations;
  std::optional<model::Severity> worst;
  for (const model::Alert& alert : alerts->rows) {
    for (const NamedKeys& wanted : kLabelKeys) {
      std::string value = field(alert.details, wanted);
      if (!value.empty() && !labels.contains(wanted.label)) labels[wanted.label] = value;
    }
    std::string runbook = runbook_of(alert.details);
    if (!runbook.empty() && !annotations.contains("runbook_url")) annotations["runbook_url"] = runbook;
    auto severity = alert.status == "resolved" ? std::nullopt : model::parse_severity(alert.severity);
    if (severity && (!worst || *severity < *worst)) worst = severity;
  }
  kit::Answer& answer = query.answer;
  answer.summary = kit::counted(alerts->rows.size(), "alert") + " looked at.";
  if (!labels.empty()) answer.data["labels"] = std::move(labels);
  if (!annotations.empty()) answer.data["annotations"] = std::move(annotations);
  if (worst) answer.data["severity"] = name(*worst);
  return std::move(answer);
}

}  // namespace

const kit::Operation kEnrichAlert{
    "enrich_alert",
    "Enrich an alert",
    "Environment, cluster, runbook and severity of one alert, from the alerts inside its incident; one upstream call.",
    kit::Audience::host,
    kEnrichAlertParameters,
    kEnrichAlertResult,
    60,
    answer_enrich_alert};

}  // namespace autoheal::pagerduty::operations
