// "Why do alerts not arrive?"
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "api/account.hpp"
#include "api/directory.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/rows.hpp"
#include "kit/text/text.hpp"
#include "operations/operation_table.hpp"
#include "reads/account_context.hpp"
#include "reads/incident_scan.hpp"
#include "reads/json/incident_json.hpp"
#include "reads/reads.hpp"

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;
using model::WebhookSubscription;

constexpr std::array<std::string_view, 3> kNeededEvents{"incident.triggered", "incident.acknowledged",
                                                        "incident.resolved"};

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

std::string plain_url(std::string_view url) {
  std::string out = kit::to_lower(kit::trim(url));
  while (out.ends_with('/')) out.pop_back();
  return out;
}

std::string_view without_scheme(std::string_view url) {
  std::size_t slashes = url.find("://");
  return slashes == std::string_view::npos ? url : url.substr(slashes + 3);
}

enum class Likeness : std::uint8_t { none, similar, same };

// Nearly ours: written a little differently, another host with our path, or our path with another secret.
Likeness likeness(std::string_view url, std::string_view ours) {
  if (url == ours) return Likeness::same;
  std::string a = plain_url(url);
  std::string b = plain_url(ours);
  if (without_scheme(a) == without_scheme(b)) return Likeness::similar;
  auto path_of = [](std::string_view u) {
    std::string_view rest = without_scheme(u);
    std::size_t slash = rest.find('/');
    return slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
  };
  std::string_view path_a = path_of(a);
  std::string_view path_b = path_of(b);
  if (path_a.size() > 1 && path_a == path_b) return Likeness::similar;
  auto public_part = [](std::string_view path) { return path.substr(0, path.rfind('.')); };
  bool same_id = path_b.rfind('.') != std::string_view::npos && public_part(path_a) == public_part(path_b) &&
                 path_a.rfind('.') != std::string_view::npos;
  return same_id ? Likeness::similar : Likeness::none;
}

std::string title_of(const model::WebhookSubscription& s) {
  return "Subscription " + s.id + (s.description.empty() ? "" : " (" + s.description + ")");
}

bool covers(const model::WebhookSubscription& s, const model::Incident& incident,
            const std::vector<model::Service>& services) {
  if (s.filter_type == "account" || s.filter_type.empty()) return true;
  if (s.filter_type == "service") return incident.service.id == s.filter_id;
  auto in = [&](const std::vector<kit::Reference>& teams) {
    return std::any_of(teams.begin(), teams.end(), [&](const kit::Reference& t) { return t.id == s.filter_id; });
  };
  if (in(incident.teams)) return true;
  auto service =
      std::find_if(services.begin(), services.end(), [&](const auto& x) { return x.id == incident.service.id; });
  return service != services.end() && in(service->teams);
}

void check_one(const model::WebhookSubscription& s, std::vector<Finding>& findings) {
  if (s.temporarily_disabled) {
    findings.push_back(
        {"temporarily_disabled",
         "error",
         title_of(s) +
             " was switched off by PagerDuty for a while, because deliveries were rejected several times in a row.",
         "Webhook Alerts Not Appearing: check that the Signing Secret here is the one PagerDuty showed, then enable "
         "the webhook "
         "again in PagerDuty under Integrations > Generic Webhooks (v3).",
         s.id,
         {}});
  } else if (!s.active) {
    findings.push_back(
        {"inactive",
         "error",
         title_of(s) + " is not active.",
         "Webhook Alerts Not Appearing: enable the webhook in PagerDuty under Integrations > Generic Webhooks (v3).",
         s.id,
         {}});
  }
  std::string missing;
  for (std::string_view event : kNeededEvents) {
    if (std::find(s.events.begin(), s.events.end(), event) == s.events.end())
      missing += (missing.empty() ? "" : ", ") + std::string(event);
  }
  if (!missing.empty()) {
    findings.push_back({"missing_events",
                        "warning",
                        title_of(s) + " does not send " + missing + ".",
                        "Webhook Alerts Not Appearing: edit the webhook in PagerDuty and select these events.",
                        s.id,
                        {}});
  }
}

// Open incidents that no working subscription of ours would have told.
void check_scope(const kit::Query& query, const std::vector<model::WebhookSubscription>& ours,
                 const reads::IncidentScan& open, const std::vector<model::Service>& services,
                 std::vector<Finding>& findings) {
  json::array missed;
  std::set<std::string> names;
  for (const model::Incident& incident : open.rows) {
    bool told = std::any_of(ours.begin(), ours.end(), [&](const auto& s) { return covers(s, incident, services); });
    if (told) continue;
    names.insert(incident.service.summary);
    if (missed.size() < 20) missed.push_back(reads::json_of(incident, query.now()));
  }
  if (missed.empty()) return;
  std::vector<std::string> list(names.begin(), names.end());
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

// subscriptions_read: whether `all` is all; if it is not, nothing is said of what is not among them.
Diagnosis diagnose(const kit::Query& query, const std::vector<model::WebhookSubscription>& all,
                   kit::Extent subscriptions_read, const reads::IncidentScan& open,
                   const reads::ListRead<model::Service>& services) {
  Diagnosis out;
  std::string_view our_url = reads::settings_of(query).webhook_url.reveal();
  if (our_url.empty()) {
    out.verdict = "unknown";
    out.findings.push_back(
        {"url_unknown",
         "error",
         "This integration has no Webhook URL yet: its alert source is switched off.",
         "Switch the Alert Source on, copy the Webhook URL and add a Generic Webhook (v3) in PagerDuty.",
         "",
         {}});
    return out;
  }
  std::vector<model::WebhookSubscription> ours;
  for (const model::WebhookSubscription& s : all) {
    Likeness like = likeness(s.url, our_url);
    if (like == Likeness::same) ours.push_back(s);
    if (like == Likeness::similar) {
      out.findings.push_back(
          {"look_alike_url",
           "error",
           title_of(s) + " delivers to a URL that looks like this integration's, but is another one.",
           "Webhook Alerts Not Appearing: copy the Webhook URL again, to the last character, into that webhook.",
           s.id,
           {}});
    }
  }
  out.ours = ours.size();
  for (const model::WebhookSubscription& s : ours) check_one(s, out.findings);
  bool missed = ours.empty() && subscriptions_read != kit::Extent::whole;  // ours may be one that was not read
  if (ours.empty() && out.findings.empty() &&
      !missed) {  // where one looks alike, it is to be mended, not joined by another
    out.findings.push_back({"no_subscription",
                            "error",
                            "No webhook subscription of the account delivers to this integration's Webhook URL.",
                            "Webhook Alerts Not Appearing: in PagerDuty, under Integrations > Generic Webhooks (v3), "
                            "add a webhook with the Webhook URL shown on the integration's page.",
                            "",
                            {}});
  }
  if (ours.size() > 1) {
    out.findings.push_back(
        {"duplicate_subscriptions",
         "info",
         std::to_string(ours.size()) +
             " subscriptions deliver to the same Webhook URL; events come more than once, which is harmless.",
         "Delete all but one.",
         "",
         {}});
  }
  std::erase_if(ours, [](const auto& s) { return !s.active || s.temporarily_disabled; });
  // Which teams a service has decides over a scope: without the services nothing is missed.
  if (!ours.empty() && services.is_whole()) check_scope(query, ours, open, services.rows, out.findings);
  bool error =
      std::any_of(out.findings.begin(), out.findings.end(), [](const Finding& f) { return f.grade == "error"; });
  bool warning =
      std::any_of(out.findings.begin(), out.findings.end(), [](const Finding& f) { return f.grade == "warning"; });
  out.verdict = ours.empty()       ? (subscriptions_read == kit::Extent::whole ? "broken" : "unknown")
                : error || warning ? "incomplete"
                                   : "healthy";
  if (out.findings.empty() && !missed) {
    out.findings.push_back({"ok",
                            "info",
                            "A subscription delivers all needed events to this integration.",
                            "If alerts are still missing, the delivery log shows what arrived and why it was refused.",
                            "",
                            {}});
  }
  return out;
}

kit::Result<kit::Answer> answer_diagnose_webhook(kit::Query& query) {
  auto subscriptions =
      reads::read_list<model::WebhookSubscription>(query.exchange(), api::build_list_webhook_subscriptions(),
                                                   "webhook_subscriptions", api::read_webhook_subscription);
  auto services =
      reads::read_list<model::Service>(query.exchange(), api::build_list_services(), "services", api::read_service);
  reads::IncidentQuestion question;
  question.filter.statuses = {"triggered", "acknowledged"};
  question.wanted = 1'000;
  reads::IncidentScan open = reads::scan_incidents(query, question);
  if (subscriptions->failed()) return kit::failure(*subscriptions->error);
  kit::Answer& answer = query.answer;
  // The newest thousand open incidents are enough to judge the scope by, if they could be read.
  bool scope_known = !open.error && services->is_whole();
  if (!scope_known) {
    answer.complete = false;
    answer.warnings.push_back("Whether the scope covers every open incident is not known: " +
                              (open.error        ? open.error->message
                               : services->error ? services->error->message
                                                 : std::string("the services could not all be read.")));
  }
  Diagnosis diagnosis = diagnose(query, subscriptions->rows, subscriptions->extent(), open, *services);
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
    answer_diagnose_webhook};

}  // namespace autoheal::pagerduty::operations
