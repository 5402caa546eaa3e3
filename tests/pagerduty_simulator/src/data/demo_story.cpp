// The demo's story: incident #12345 and what surrounds it. Times are relative to now (story_times.hpp).
#include "base/random.hpp"
#include "data/data.hpp"
#include "data/demo_oddities.hpp"
#include "data/history.hpp"
#include "data/story.hpp"
#include "data/story_times.hpp"

#include <boost/json.hpp>

namespace simulator {
namespace {

namespace json = boost::json;

json::object latency_details() {
  return {{"environment", "production"},
          {"region", "eu-west-1"},
          {"p99_seconds", 4.7},
          {"threshold_seconds", 2},
          {"runbook", "https://runbooks.example.com/checkout-latency"},
          {"cluster", "eu-west-1-blue"},
          {"version", "2.48.0"}};
}

std::string latency_cef() {
  return json::serialize(json::object{{"client", "Grafana"},
                                      {"client_url", "https://grafana.example.com/d/chk01/checkout?viewPanel=7"},
                                      {"contexts", json::array()},
                                      {"dedup_key", "checkout-p99"},
                                      {"description", "checkout p99 latency above 2 s on checkout-eu-west-1-7"},
                                      {"details", latency_details()},
                                      {"event_class", "latency-p99"},
                                      {"service_group", "checkout"},
                                      {"severity", "critical"},
                                      {"source_component", "checkout"},
                                      {"source_origin", "checkout-eu-west-1-7"}});
}

std::string latency_channel() {
  return json::serialize(json::object{{"summary", "checkout p99 latency above 2 s on checkout-eu-west-1-7"},
                                      {"description", "checkout p99 latency above 2 s on checkout-eu-west-1-7"},
                                      {"incident_key", "checkout-p99"},
                                      {"service_key", make_hex(32, hash_text("service key"))},
                                      {"client", "Grafana"},
                                      {"client_url", "https://grafana.example.com/d/chk01/checkout?viewPanel=7"},
                                      {"details", latency_details()},
                                      {"cef_details", json::parse(latency_cef())}});
}

constexpr const char* kGraphContexts =
    R"([{"type":"link","href":"https://grafana.example.com/d/chk01/checkout?viewPanel=7","text":"Checkout latency"},)"
    R"({"type":"image","src":"https://grafana.example.com/render/chk01.png","href":"https://grafana.example.com/d/chk01",)"
    R"("alt":"p99 over the last hour"}])";

constexpr const char* kCustomFields =
    R"([{"id":"PT4KHEE","type":"field_value","name":"environment","display_name":"Environment","description":null,)"
    R"("data_type":"string","field_type":"single_value_fixed","value":"production"},)"
    R"({"id":"PT4KHEF","type":"field_value","name":"customers_affected","display_name":"Customers affected",)"
    R"("description":"Rough count","data_type":"integer","field_type":"single_value","value":1840},)"
    R"({"id":"PT4KHEG","type":"field_value","name":"regions","display_name":"Regions","description":null,)"
    R"("data_type":"string","field_type":"multi_value","value":["eu-west-1","eu-central-1"]},)"
    R"({"id":"PT4KHEH","type":"field_value","name":"postmortem","display_name":"Post-mortem","description":null,)"
    R"("data_type":"url","field_type":"single_value","value":null}])";

// #12345: checkout was slow after a deployment; first line did not answer, second line rolled back.
Index add_main_incident(Account& account, Millis t) {
  const std::string mail = "Subject: [checkout] SLA breach\n\nResponse time of POST /order over 4 s for 5 minutes.";
  Story story(account, 12345, "checkout", "checkout p99 latency above 2 s on checkout-eu-west-1-7", t);
  story.triggered_by("Grafana", latency_channel())
      .alert(t, "checkout p99 latency above 2 s on checkout-eu-west-1-7", "critical",
             json::serialize(latency_details()), latency_cef(), "Grafana", kGraphContexts)
      .alert(t + 6 * kMinute, "checkout error rate 12% in eu-west-1", "error",
             R"({"environment":"production","error_rate":"12%","top_error":"upstream timeout: promotion-rules"})", "",
             "Events API V2")
      .alert(t + 9 * kMinute, "[checkout] SLA breach", "", json::serialize(json::value(mail)), "", "Vendor e-mail")
      .assigned("Jonas Müller", t + kSecond)
      .notified("Jonas Müller", "push", t + 2 * kSecond)
      .notified("Jonas Müller", "sms", t + 61 * kSecond)
      .notified("Jonas Müller", "phone", t + 3 * kMinute)
      .escalated("Chloé Lefèvre", t + 10 * kMinute, 2)
      .notified("Chloé Lefèvre", "push", t + 10 * kMinute + 2 * kSecond)
      .notified("Chloé Lefèvre", "phone", t + 11 * kMinute)
      .acknowledged("Chloé Lefèvre", "mobile", t + 13 * kMinute)
      .priority("P2", t + 16 * kMinute)
      .note("Chloé Lefèvre", "Latency starts with release 2.48.0 (promotion rules call out once per basket line).",
            t + 21 * kMinute)
      .responder("Priya Anand", "Chloé Lefèvre", "joined", "Please look at the promotion service", t + 24 * kMinute)
      .status_update("Chloé Lefèvre",
                     "Checkout in Europe is slow. Orders go through but take longer. We are rolling back.",
                     t + 30 * kMinute)
      .note("Priya Anand", "Promotion service is fine, it is the number of calls. Rolling checkout back to 2.47.3.",
            t + 44 * kMinute)
      .status_update("Chloé Lefèvre", "Rollback is complete, latency is back to normal. We keep watching.",
                     t + 58 * kMinute)
      .resolved("Chloé Lefèvre", "Rolled back checkout to 2.47.3; promotion rules now need a batch call (SHOP-8812).",
                t + 74 * kMinute)
      .conference("+1 202-555-0142,,,,1234#", "https://meet.example.com/inc-12345")
      .custom_fields(kCustomFields)
      .body(json::serialize(json::value("Opened by Grafana rule checkout-p99.")))
      .correlated(account.change_events.at(0).id)
      .correlated(account.change_events.at(1).id);
  return story.add();
}

void add_merged_incident(Account& account, Index target, Millis t) {
  Story(account, 12346, "checkout", "checkout p99 latency above 2 s on checkout-eu-west-1-9", t + 4 * kMinute)
      .triggered_by("Grafana", latency_channel())
      .alert(t + 4 * kMinute, "checkout p99 latency above 2 s on checkout-eu-west-1-9", "critical", "null", "",
             "Grafana")
      .assigned("Jonas Müller", t + 4 * kMinute + kSecond)
      .merged_into(target, "Chloé Lefèvre", t + 15 * kMinute)
      .add();
}

std::string plain_channel(const std::string& title) {
  return json::serialize(
      json::object{{"summary", title}, {"description", title}, {"details", {{"environment", "production"}}}});
}

void add_open_incidents(Account& account, Millis now) {
  const auto open = [&](std::int32_t number, std::string_view service, const std::string& title, Millis age) {
    Story story(account, number, service, title, now - age);
    story.triggered_by("Events API V2", plain_channel(title))
        .alert(now - age, title, "critical", R"({"environment":"production"})", "", "Events API V2");
    return story;
  };
  Story checkout = open(12349, "checkout", "checkout error rate 7% in eu-west-1", 25 * kMinute);
  checkout.assigned("Amara Okafor", now - 25 * kMinute + kSecond)
      .notified("Amara Okafor", "push", now - 25 * kMinute + 2 * kSecond)
      .priority("P1", 0)
      .acknowledged("Amara Okafor", "mobile", now - 21 * kMinute)
      .note("Amara Okafor", "One pod answers 503, taking it out.", now - 15 * kMinute);
  checkout.add();
  Story api =
      open(12350, "payments-api", "Payment provider timeouts for payments-api: 4211 in 5 minutes", 12 * kMinute);
  api.assigned("Amara Okafor", now - 12 * kMinute + kSecond)
      .notified("Amara Okafor", "push", now - 12 * kMinute + 2 * kSecond)
      .priority("P2", 0);
  api.add();
  Story search = open(12351, "search-api", "Health check of search-api failed 3 times from us-east-1", 8 * kMinute);
  search.assigned("Søren Ødegård", now - 8 * kMinute + kSecond).urgency(false);
  search.add();
  Story old = open(12267, "kubernetes", "Disk 91% full on kubernetes-us-east-1-4", 40 * kDay);
  old.urgency(false)
      .assigned("Diego Fernández", now - 40 * kDay)
      .acknowledged("Diego Fernández", "website", now - 39 * kDay);
  old.note("Diego Fernández", "Waiting for the new volume, ticket PLAT-2210.", now - 39 * kDay);
  old.add();
  Story manual(account, 12352, "payments-worker", "Refund batch of today is missing", now - 3 * kMinute);
  manual
      .triggered_by("",
                    json::serialize(json::object{{"summary", "Refund batch of today is missing"},
                                                 {"subject", "Refund batch of today is missing"},
                                                 {"details", "Finance called: no file at 08:00."}}),
                    "Marta Kowalska")
      .body(json::serialize(json::value("Finance called: no file at 08:00.")))
      .assigned("Amara Okafor", now - 3 * kMinute + kSecond);
  manual.add();
}

// Checkout in the days before: what "this week" finds besides the main story.
void add_recent_incidents(Account& account, Millis now) {
  Random random(hash_text("recent"));
  std::int32_t number = 12330;
  for (const int hours : {190, 150, 121, 97, 76, 52, 29, 11}) {
    const std::size_t kind = number % 2 == 0 ? 0 : 1;
    const Millis at = (now / kMinute) * kMinute - hours * kHour;
    account.incidents.add(make_past_incident(account, account.services.named("checkout"), number,
                                             make_seed(kind, random), at, (15 + hours) * kMinute / 2));
    ++number;
  }
}

// A year of look-alikes before that, then a sprinkle back to two years and more.
void add_history(Account& account, Millis now, std::uint64_t seed) {
  Random random(seed ^ hash_text("history"));
  const auto add = [&](std::int32_t number, Millis at) {
    // One draw a statement: the order in which arguments are evaluated differs between compilers.
    const auto service = static_cast<Index>(random.chance(45) ? random.below(3) : random.below(12));
    const Millis duration = random.between(9, 260) * kMinute;
    const std::size_t kind = random.below(incident_kinds());
    const std::uint64_t incident_seed = make_seed(kind, random);
    account.incidents.add(
        make_past_incident(account, service, number, incident_seed, at / kSecond * kSecond, duration));
  };
  constexpr int kOfTheYear = 620;
  for (int i = 0; i < kOfTheYear; ++i) {
    if (11700 + i == 12267) continue;  // the one that is still open
    add(11700 + i, now - 365 * kDay + i * (355 * kDay / kOfTheYear) + random.between(0, 4 * kHour));
  }
  for (int i = 0; i < 60; ++i) add(2900 + i * 100, now - 900 * kDay + i * (520 * kDay / 60));
}

}  // namespace

void add_demo_story(Account& account, std::uint64_t seed) {
  const Millis now = account.started / kSecond * kSecond;
  add_history(account, now, seed);
  add_recent_incidents(account, now);
  const Index main = add_main_incident(account, story_start(now));
  add_merged_incident(account, main, story_start(now));
  add_open_incidents(account, now);
  add_oddities(account, now);
}

}  // namespace simulator
