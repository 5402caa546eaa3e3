// "Why do alerts not arrive?"
#include "api/directory.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "operations/operation_table.hpp"
#include "reads/account_context.hpp"
#include "reads/incident_scan.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/reads.hpp"
#include "reads/webhook_subscriptions.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;
using model::WebhookSubscription;
using reads::SubscriptionFault;

constexpr std::string_view kDiagnoseWebhookResult =
    R"json({"type":"object","required":["verdict","findings","subscriptions"],"properties":{
"verdict":{"enum":["healthy","broken","incomplete","unknown"]},
"findings":{"type":"array","items":{"type":"object","required":["finding","grade","what"],"properties":{"finding":{"enum":["ok","url_unknown","no_subscription","look_alike_url",
"inactive","temporarily_disabled","scope_misses_open_incidents","missing_events","duplicate_subscriptions"]},"grade":{"enum":["error","warning","info"]},
"what":{"type":"string"},"remedy":{"type":"string"},"subscription":{"type":"string"},"incidents":{"type":"array"}},"additionalProperties":false}},
"subscriptions":{"type":"object","properties":{"all":{"type":"integer"},"ours":{"type":"integer"}}}},"additionalProperties":false})json";

struct Finding {
  std::string code;
  std::string grade;
  std::string what;
  std::string remedy;
  std::string subscription;
  json::array incidents;
};

Finding finding_about(const WebhookSubscription& s, std::string_view code, std::string_view grade,
                      std::string_view what, SubscriptionFault fault) {
  const std::string title = "Subscription " + s.id + (s.description.empty() ? "" : " (" + s.description + ")");
  return {std::string(code),
          std::string(grade),
          title + " " + std::string(what),
          std::string(reads::remedy_of(fault)),
          s.id,
          {}};
}

void check_one(const WebhookSubscription& s, std::vector<Finding>& findings) {
  if (s.temporarily_disabled) {
    findings.push_back(finding_about(
        s, "temporarily_disabled", "error",
        "was switched off by PagerDuty for a while, because deliveries were rejected several times in a row.",
        SubscriptionFault::temporarily_disabled));
  } else if (!s.active) {
    findings.push_back(finding_about(s, "inactive", "error", "is not active.", SubscriptionFault::inactive));
  }
  const std::string missing = reads::missing_events(s);
  if (missing.empty()) return;
  findings.push_back(finding_about(s, "missing_events", "warning", "does not send " + missing + ".",
                                   SubscriptionFault::missing_events));
}

// Open incidents that no working subscription of ours would have told.
void check_scope(const kit::Query& query, const std::vector<const WebhookSubscription*>& delivering,
                 const reads::IncidentScan& open, const std::vector<model::Service>& services,
                 std::vector<Finding>& findings) {
  json::array missed;
  std::set<std::string> names;
  for (const model::Incident& incident : open.rows) {
    const bool told = std::any_of(delivering.begin(), delivering.end(),
                                  [&](const auto* s) { return reads::covers(*s, incident, services); });
    if (told) continue;
    names.insert(incident.service.summary);
    if (missed.size() < 20) missed.push_back(reads::json_of(incident, query.now()));
  }
  if (missed.empty()) return;
  const std::vector<std::string> list(names.begin(), names.end());
  findings.push_back({"scope_misses_open_incidents", "warning",
                      "The webhook's scope does not cover " + kit::enumerate(list) + ", where incidents are open now.",
                      "Webhook Alerts Not Appearing: give the webhook the scope of the account, or add one for these "
                      "services or teams.",
                      "", std::move(missed)});
}

struct Diagnosis {
  std::vector<Finding> findings;
  std::size_t ours = 0;
  std::string verdict = "healthy";
};

const Finding kUrlUnknown{
    "url_unknown",
    "error",
    "This integration has no Webhook URL yet: its alert source is switched off.",
    "Switch the Alert Source on, copy the Webhook URL and add a Generic Webhook (v3) in PagerDuty.",
    "",
    {}};

const Finding kOk{"ok",
                  "info",
                  "A subscription delivers all needed events to this integration.",
                  "If alerts are still missing, the delivery log shows what arrived and why it was refused.",
                  "",
                  {}};

Finding duplicates(std::size_t count) {
  return {"duplicate_subscriptions",
          "info",
          std::to_string(count) +
              " subscriptions deliver to the same Webhook URL; events come more than once, which is harmless.",
          "Delete all but one.",
          "",
          {}};
}

Finding none_is_ours() {
  return {"no_subscription",
          "error",
          "No webhook subscription of the account delivers to this integration's Webhook URL.",
          std::string(reads::remedy_of(SubscriptionFault::none_is_ours)),
          "",
          {}};
}

bool any_of_grade(const std::vector<Finding>& findings, std::string_view grade) {
  return std::any_of(findings.begin(), findings.end(), [grade](const Finding& f) { return f.grade == grade; });
}

// Of subscriptions that were not all read nothing is said of what is not among them.
Diagnosis diagnose(const kit::Query& query, const reads::SubscriptionList& subscriptions,
                   const reads::IncidentScan& open, const reads::ListRead<model::Service>& services) {
  const kit::Secret& our_url = reads::settings_of(query).webhook_url;
  if (our_url.empty()) return {{kUrlUnknown}, 0, "unknown"};
  Diagnosis out;
  auto [ours, look_alikes] = reads::find_ours(subscriptions, our_url);
  for (const WebhookSubscription* s : look_alikes) {
    out.findings.push_back(finding_about(*s, "look_alike_url", "error",
                                         "delivers to a URL that looks like this integration's, but is another one.",
                                         SubscriptionFault::look_alike_url));
  }
  out.ours = ours.size();
  for (const WebhookSubscription* s : ours) check_one(*s, out.findings);
  const bool missed = ours.empty() && !subscriptions.is_whole();  // ours may be one that was not read
  // Where one looks alike, it is to be mended, not joined by another.
  if (ours.empty() && out.findings.empty() && !missed) out.findings.push_back(none_is_ours());
  if (ours.size() > 1) out.findings.push_back(duplicates(ours.size()));
  std::erase_if(ours, [](const WebhookSubscription* s) { return !reads::is_delivering(*s); });
  // Which teams a service has decides over a scope: without the services nothing is missed.
  if (!ours.empty() && services.is_whole()) check_scope(query, ours, open, services.rows, out.findings);
  const bool wrong = any_of_grade(out.findings, "error") || any_of_grade(out.findings, "warning");
  out.verdict = ours.empty() ? (subscriptions.is_whole() ? "broken" : "unknown") : wrong ? "incomplete" : "healthy";
  if (out.findings.empty() && !missed) out.findings.push_back(kOk);
  return out;
}

kit::Result<kit::Answer> answer_diagnose_webhook(kit::Query& query) {
  const auto subscriptions = reads::read_webhook_subscriptions(query.exchange());
  auto services =
      reads::read_list<model::Service>(query.exchange(), api::build_list_services(), "services", api::read_service);
  reads::IncidentQuestion question;
  question.filter.statuses = {"triggered", "acknowledged"};
  question.wanted = 1'000;
  const reads::IncidentScan open = reads::scan_incidents(query, question);
  if (subscriptions->failed()) return kit::failure(*subscriptions->error);
  kit::Answer& answer = query.answer;
  // The newest thousand open incidents are enough to judge the scope by, if they could be read.
  const bool scope_known = !open.error && services->is_whole();
  if (!scope_known) {
    answer.complete = false;
    answer.warnings.push_back("Whether the scope covers every open incident is not known: " +
                              (open.error        ? open.error->message
                               : services->error ? services->error->message
                                                 : std::string("the services could not all be read.")));
  }
  Diagnosis diagnosis = diagnose(query, *subscriptions, open, *services);
  if (!scope_known && diagnosis.verdict == "healthy") diagnosis.verdict = "unknown";
  if (!subscriptions->is_whole()) {
    answer.complete = false;
    answer.warnings.push_back("The webhook subscriptions could not all be read" +
                              (subscriptions->error ? ": " + subscriptions->error->message : std::string{"."}));
  }
  answer.summary = diagnosis.findings.empty()
                       ? "Whether a webhook subscription delivers to this integration could not be read to the end."
                       : diagnosis.findings.front().what;
  if (diagnosis.findings.size() > 1)
    answer.summary += " " + kit::counted(diagnosis.findings.size() - 1, "further finding") + ".";
  answer.data["verdict"] = diagnosis.verdict;
  answer.data["subscriptions"] = {{"ours", diagnosis.ours}};
  if (subscriptions->is_whole()) answer.data["subscriptions"].as_object()["all"] = subscriptions->rows.size();
  std::vector<json::object> rows;
  for (Finding& finding : diagnosis.findings) {
    json::object row{{"finding", finding.code}, {"grade", finding.grade}, {"what", finding.what}};
    kit::put(row, "remedy", finding.remedy);
    kit::put(row, "subscription", finding.subscription);
    if (!finding.incidents.empty()) row["incidents"] = std::move(finding.incidents);
    rows.push_back(std::move(row));
  }
  AH_TRY_VOID(kit::set_rows(query, "findings", "findings", std::move(rows), 50, subscriptions->extent()));
  answer.untrusted = {"/findings/*/what", "/findings/*/incidents/*/title"};
  kit::may_shrink(query, kit::Shrink::How::rows, "/findings/*/incidents", "open incidents out of scope", 3);
  return std::move(answer);
}

}  // namespace

const kit::Operation kDiagnoseWebhook{
    "diagnose_webhook",
    "Why do alerts not arrive",
    "Looks in PagerDuty for what keeps alerts from arriving: no subscription with our "
    "URL, look-alike URL, switched off, missing events, "
    "scope, duplicates; each with its remedy. 3 upstream calls.",
    kit::Audience::agent,
    {},
    kDiagnoseWebhookResult,
    120,
    answer_diagnose_webhook,
    "diagnose_source/1"};

}  // namespace autoheal::pagerduty::operations
