#include "connection/test_connection.hpp"

#include "connection/probes.hpp"
#include "connection/rows.hpp"
#include "connection/webhook_check.hpp"
#include "kit/json/json_reader.hpp"

#include <algorithm>

namespace autoheal::pagerduty::connection {
namespace {

bool is_cancelled(const std::optional<kit::Result<kit::http::Response>>& answer) {
  return answer && !answer->has_value() && answer->error().code == kit::Errc::cancelled;
}

Elsewhere ask_elsewhere(kit::http::Client* other_region, const kit::CallScope& scope) {
  if (other_region == nullptr) return Elsewhere::not_asked;
  const kit::Result<kit::http::Response> me = ask_me(*other_region, scope);
  if (me.has_value()) return Elsewhere::accepts;
  const int status = me.error().http_status;
  if (status == 401) return Elsewhere::refuses;
  return status >= 400 && status < 500 && status != 408 && status != 429 ? Elsewhere::accepts : Elsewhere::silent;
}

// A link of any thing that the key may read tells the account's name and region.
std::string any_link(const Answers& answers) {
  for (std::size_t i = 0; i < answers.reads.size(); ++i) {
    const auto& answer = answers.reads[i];
    if (!answer || !answer->has_value()) continue;
    const kit::Result<kit::JsonDocument> document = kit::parse_json(answer->value().body);
    if (!document.has_value()) continue;
    for (const kit::JsonRow& row : document.value().rows(read_probes()[i].list)) {
      std::string link = row->text_or("html_url");
      if (!api::subdomain_of(link).empty()) return link;
    }
  }
  return {};
}

std::string list_of(const std::vector<Row>& rows, Outcome outcome) {
  std::string out;
  for (const ReadProbe& probe : read_probes()) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == probe.name; });
    if (!probe.required || found == rows.end() || found->outcome != outcome) continue;
    out += (out.empty() ? "" : ", ") + std::string(probe.what);
  }
  return out;
}

const Row& row_of(const std::vector<Row>& rows, std::string_view name) {
  return *std::find_if(rows.begin(), rows.end(), [name](const Row& row) { return row.name == name; });
}

std::string summarize(const Table& table) {
  const std::vector<Row>& rows = table.rows;
  switch (verdict_of(rows)) {
    case Verdict::pass:
      return "Connected" + (table.account.subdomain.empty() ? "" : " to " + table.account.subdomain) +
             (table.account.key_kind.empty() ? "" : " with a " + table.account.key_kind) + ": all required reads work.";
    case Verdict::partial:
      return "Connected, but not everything works: " + list_of(rows, Outcome::fail) + " cannot be read.";
    case Verdict::fail:
      break;
  }
  const Row& region = row_of(rows, "region");
  for (const std::string_view name : {"reach", "api_key"}) {
    const Row& row = row_of(rows, name);
    if (row.outcome == Outcome::fail) return row.reason + (region.outcome == Outcome::fail ? " " + region.reason : "");
  }
  return "The key is accepted, but none of the required reads works: " + list_of(rows, Outcome::fail) + ".";
}

Account account_of(const Settings& settings, const api::KeyOwner& owner, const std::string& link) {
  Account account;
  account.region = name(settings.region);
  account.subdomain = owner.subdomain.empty() ? api::subdomain_of(link) : owner.subdomain;
  if (owner.kind == api::KeyKind::general) account.key_kind = "general access key";
  if (owner.kind == api::KeyKind::user) {
    account.key_kind = "user token";
    account.owner = owner.name + (owner.role.empty() ? "" : " (" + owner.role + ")");
  }
  return account;
}

}  // namespace

kit::Result<std::string> test_connection(kit::http::Client& client, const Settings& settings,
                                         const kit::CallScope& scope, kit::http::Client* other_region) {
  const bool alert_source = !settings.webhook_url.empty();
  const Answers answers = ask_all(client, scope, alert_source);
  const bool cancelled =
      is_cancelled(answers.me) || std::any_of(answers.reads.begin(), answers.reads.end(), is_cancelled);
  if (cancelled) return kit::failure(kit::Errc::cancelled, "The connection test was cancelled.");

  const Overview overview = look_over(answers);
  const Elsewhere elsewhere = overview.refused ? ask_elsewhere(other_region, scope) : Elsewhere::not_asked;
  const api::KeyOwner owner = answers.me ? api::read_key_owner(*answers.me) : api::KeyOwner{};
  const std::string link = any_link(answers);
  const bool knows_region = !api::subdomain_of(link).empty();

  Table table;
  table.account = account_of(settings, owner, link);
  table.rows.push_back(reach_row(overview, settings));
  table.rows.push_back(api_key_row(overview));
  table.rows.push_back(key_kind_row(overview, owner));
  for (std::size_t i = 0; i < answers.reads.size(); ++i) {
    table.rows.push_back(read_row(read_probes()[i], answers.reads[i], overview));
  }
  table.rows.push_back(
      region_row(overview, settings, elsewhere, api::is_eu_link(link), knows_region && !api::is_eu_link(link)));
  table.rows.push_back(rate_row(client.rate_budget()));
  table.rows.push_back(read_only_row());
  if (answers.subscriptions != nullptr && overview.accepted)
    table.rows.push_back(check_webhook(*answers.subscriptions, settings.webhook_url));
  table.summary = summarize(table);
  return render_table(std::move(table));
}

}  // namespace autoheal::pagerduty::connection
