// "Which key is this, and what may it do?"
#include "api/account.hpp"
#include "api/directory.hpp"
#include "api/key_owner.hpp"
#include "kit/answer/json_of.hpp"
#include "kit/answer/query.hpp"
#include "kit/answer/rows.hpp"
#include "kit/answer/sentences.hpp"
#include "kit/text/untrusted.hpp"
#include "operations/operation_table.hpp"
#include "reads/account_context.hpp"
#include "reads/reads.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::operations {
namespace {

namespace json = boost::json;

constexpr std::string_view kGetAccountResult =
    R"json({"type":"object","required":["key","region"],"properties":{
"key":{"type":"object","required":["kind"],"properties":{"kind":{"enum":["general access key","user token","unknown"]},"owner":{"type":"string"},"role":{"type":"string"}}},
"region":{"enum":["us","eu"]},"subdomain":{"type":"string"},"features":{"type":"object"},
"abilities":{"type":"array","items":{"type":"object","required":["name"]}},"rate_budget":{"type":"object"},"default_time_zone":{"type":"string"}},
"additionalProperties":false})json";

std::string_view kind_words(api::KeyKind kind) {
  switch (kind) {
    case api::KeyKind::general:
      return "general access key";
    case api::KeyKind::user:
      return "user token";
    case api::KeyKind::unknown:
      return "unknown";
  }
  return "unknown";
}

bool has(const std::vector<std::string>& abilities, std::string_view name) {
  return std::find(abilities.begin(), abilities.end(), name) != abilities.end();
}

kit::Result<kit::Answer> answer_get_account(kit::Query& query) {
  std::optional<kit::Result<kit::http::Response>> me;
  std::optional<kit::Result<std::vector<std::string>>> abilities;
  query.exchange().get(api::build_get_me(),
                       [&](kit::Result<kit::http::Response> reply) { me.emplace(std::move(reply)); });
  query.exchange().get(api::build_list_abilities(), [&](kit::Result<kit::http::Response> reply) {
    abilities.emplace(reply.has_value() ? api::parse_abilities(reply.value())
                                        : kit::Result<std::vector<std::string>>(kit::failure(reply.error())));
  });
  const auto team =
      reads::read_list<model::Team>(query.exchange(), api::build_list_teams(), "teams", api::read_team, 1);
  query.exchange().run();
  const api::KeyOwner owner = api::read_key_owner(*me);
  const bool refused = !abilities->has_value() && owner.kind == api::KeyKind::unknown;
  if (refused) return kit::failure(abilities->error());
  std::string subdomain = owner.subdomain;
  if (subdomain.empty() && !team->rows.empty()) subdomain = api::subdomain_of(team->rows.front().html_url);

  kit::Answer& answer = query.answer;
  std::vector<std::string> list;
  if (abilities->has_value()) {
    list = abilities->value();
  } else {
    answer.complete = false;
    answer.warnings.push_back("The plan's abilities could not be read: " + abilities->error().message);
  }
  json::object key{{"kind", kind_words(owner.kind)}};
  kit::put(key, "owner", kit::untrusted(owner.name, kit::Lines::one, 100));
  kit::put(key, "role", owner.role);
  const std::string region(name(reads::settings_of(query).region));
  answer.summary = "The key is a " + (owner.kind == api::KeyKind::unknown ? std::string("key of unknown kind")
                                                                          : std::string(kind_words(owner.kind)));
  if (!owner.name.empty()) answer.summary += " of " + kit::untrusted(owner.name, kit::Lines::one, 100);
  answer.summary += ", region " + region + (subdomain.empty() ? "" : ", account " + subdomain);
  answer.summary += abilities->has_value() ? ", " + kit::counted(list.size(), "plan ability") + "."
                                           : std::string(". The plan's abilities could not be read.");
  if (auto budget = query.context().client.rate_budget()) {
    answer.summary += " " + std::to_string(budget->remaining) + " of " + std::to_string(budget->limit) +
                      " requests are left this minute.";
    answer.data["rate_budget"] = {
        {"limit", budget->limit}, {"remaining", budget->remaining}, {"resets_in_s", budget->resets_in.count()}};
  }
  answer.data["key"] = std::move(key);
  answer.data["region"] = region;
  kit::put(answer.data, "subdomain", subdomain);
  answer.data["default_time_zone"] = query.zone().name();
  if (abilities->has_value())
    answer.data["features"] = {{"teams", has(list, "teams")}, {"urgencies", has(list, "urgencies")}};
  if (abilities->has_value()) {
    std::vector<json::object> rows;
    for (const std::string& ability : list) rows.push_back({{"name", ability}});
    AH_TRY_VOID(kit::set_rows(query, "abilities", "abilities", std::move(rows), 200, kit::Extent::whole));
  }
  answer.untrusted = {"/key/owner"};
  return std::move(answer);
}

}  // namespace

const kit::Operation kGetAccount{"get_account",
                                 "Account and key",
                                 "Kind and owner of the API key, region, plan abilities and rate budget. Call it when "
                                 "answers seem to miss things that the key may not "
                                 "see, or before many calls. 3 upstream calls.",
                                 kit::Audience::agent,
                                 {},
                                 kGetAccountResult,
                                 80,
                                 answer_get_account};

}  // namespace autoheal::pagerduty::operations
