// What was changed when: a deployment twelve minutes before incident #12345, and a quiet trail of others.
#include "base/random.hpp"
#include "data/demo_parts.hpp"
#include "data/story_times.hpp"

#include <boost/json.hpp>

namespace simulator {
namespace {

void add_change(Account& account, std::string_view service, std::string summary, Millis at, std::string_view version) {
  ChangeEvent row;
  row.service = account.services.named(service);
  row.integration = account.services.at(row.service).integrations.front();
  row.id =
      "01" + make_id('G', 24, "change", hash_text(summary) ^ static_cast<std::uint64_t>(account.change_events.size()));
  row.summary = std::move(summary);
  row.at = at;
  row.source = "deploy-pipeline";
  row.links = {{"https://ci.example.com/runs/" + std::string(version), "Pipeline run"}};
  row.custom_details = boost::json::serialize(boost::json::object{
      {"version", version}, {"build_state", "passed"}, {"run_time", "312s"}, {"author", "chloe.lefevre"}});
  account.change_events.add(std::move(row));
}

}  // namespace

void add_demo_changes(Account& account) {
  const Millis story = story_start(account.started);
  add_change(account, "checkout", "Deploy checkout 2.48.0: new promotion rules", story - 12 * kMinute, "2.48.0");
  add_change(account, "payments-api", "Raise connection pool of payments-api to 40", story - 95 * kMinute, "pool-40");
  add_change(account, "kubernetes", "Node image 2026-11 rolled out in eu-west-1", story - 26 * kHour, "nodes-11");
  add_change(account, "checkout", "Roll back checkout to 2.47.3", story + 52 * kMinute, "2.47.3");
  Random random(hash_text("changes"));
  for (int day = 1; day <= 60; ++day) {
    const std::string version = "2." + std::to_string(47 - day / 10) + "." + std::to_string(random.between(0, 9));
    const Millis at = story - day * kDay - random.between(0, 9) * kHour;
    add_change(account, day % 3 == 0 ? "payments-api" : "checkout",
               "Deploy " + std::string(day % 3 == 0 ? "payments-api " : "checkout ") + version, at, version);
  }
}

}  // namespace simulator
