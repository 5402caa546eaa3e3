// "Which key is this, and what may it do?"
#include <boost/json.hpp>

#include "api/account.hpp"
#include "api/directory.hpp"
#include "api/untrusted.hpp"
#include "connection/key_owner.hpp"
#include "query/call.hpp"
#include "query/json_of.hpp"
#include "query/operation_table.hpp"
#include "query/reads.hpp"
#include "query/rows.hpp"

namespace autoheal::pagerduty::query {
namespace {

namespace json = boost::json;

constexpr std::string_view kGetAccountResult =
    R"json({"type":"object","required":["key","region"],"properties":{
"key":{"type":"object","required":["kind"],"properties":{"kind":{"enum":["general access key","user token","unknown"]},"owner":{"type":"string"},"role":{"type":"string"}}},
"region":{"enum":["us","eu"]},"subdomain":{"type":"string"},"features":{"type":"object"},
"abilities":{"type":"array","items":{"type":"object","required":["name"]}},"rate_budget":{"type":"object"},"default_time_zone":{"type":"string"}},
"additionalProperties":false})json";

std::string_view kind_words(connection::KeyKind kind) {
  switch (kind) {
    case connection::KeyKind::general:
      return "general access key";
    case connection::KeyKind::user:
      return "user token";
    case connection::KeyKind::unknown:
      return "unknown";
  }
  return "unknown";
}

bool has(const std::vector<std::string>& abilities, std::string_view name) {
  return std::find(abilities.begin(), abilities.end(), name) != abilities.end();
}

Result<Answer> answer_get_account(Call& call) {
  std::optional<Result<http::Response>> me;
  std::optional<Result<std::vector<std::string>>> abilities;
  call.exchange().get(api::build_get_me(), [&](Result<http::Response> reply) { me.emplace(std::move(reply)); });
  call.exchange().get(api::build_list_abilities(), [&](Result<http::Response> reply) {
    abilities.emplace(reply.has_value() ? api::parse_abilities(reply.value())
                                        : Result<std::vector<std::string>>(failure(reply.error())));
  });
  auto team = read_list<model::Team>(call.exchange(), api::build_list_teams(), "teams", api::read_team, 1);
  call.exchange().run();
  connection::KeyOwner owner = connection::read_key_owner(*me);
  bool refused = !abilities->has_value() && owner.kind == connection::KeyKind::unknown;
  if (refused) return failure(abilities->error());
  std::string subdomain = owner.subdomain;
  if (subdomain.empty() && !team->rows.empty()) subdomain = connection::subdomain_of(team->rows.front().html_url);

  Answer& answer = call.answer;
  std::vector<std::string> list;
  if (abilities->has_value()) {
    list = abilities->value();
  } else {
    answer.complete = false;
    answer.warnings.push_back("The plan's abilities could not be read: " + abilities->error().message);
  }
  json::object key{{"kind", kind_words(owner.kind)}};
  put(key, "owner", api::untrusted(owner.name, Lines::one, 100));
  put(key, "role", owner.role);
  std::string region(name(call.context().settings.region));
  answer.summary = "The key is a " + (owner.kind == connection::KeyKind::unknown ? std::string("key of unknown kind")
                                                                                 : std::string(kind_words(owner.kind)));
  if (!owner.name.empty()) answer.summary += " of " + api::untrusted(owner.name, Lines::one, 100);
  answer.summary += ", region " + region + (subdomain.empty() ? "" : ", account " + subdomain);
  answer.summary += abilities->has_value() ? ", " + counted(list.size(), "plan ability") + "."
                                           : std::string(". The plan's abilities could not be read.");
  if (auto budget = call.context().client.rate_budget()) {
    answer.summary += " " + std::to_string(budget->remaining) + " of " + std::to_string(budget->limit) +
                      " requests are left this minute.";
    answer.data["rate_budget"] = {
        {"limit", budget->limit}, {"remaining", budget->remaining}, {"resets_in_s", budget->resets_in.count()}};
  }
  answer.data["key"] = std::move(key);
  answer.data["region"] = region;
  put(answer.data, "subdomain", subdomain);
  answer.data["default_time_zone"] = call.zone().name();
  if (abilities->has_value())
    answer.data["features"] = {{"teams", has(list, "teams")}, {"urgencies", has(list, "urgencies")}};
  if (abilities->has_value()) {
    std::vector<json::object> rows;
    for (const std::string& ability : list) rows.push_back({{"name", ability}});
    AH_TRY_VOID(set_rows(call, "abilities", "abilities", std::move(rows), 200, Extent::whole));
  }
  answer.untrusted = {"/key/owner"};
  return std::move(answer);
}

}  // namespace

const Operation kGetAccount{"get_account",
                            "Account and key",
                            "Kind and owner of the API key, region, plan abilities and rate budget. Call it when "
                            "answers seem to miss things that the key may not "
                            "see, or before many calls. 3 upstream calls.",
                            Audience::agent,
                            {},
                            kGetAccountResult,
                            80,
                            answer_get_account};

}  // namespace autoheal::pagerduty::query
