// What the status page example answers when the page can be read, whole or in part.
#include "page_fixture.hpp"
#include "support/row_name.hpp"

#include <gmock/gmock.h>

namespace status_page::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kComponents = R"({"page":{"id":"p"},"components":[
  {"id":"c1","name":"API","status":"operational","group_id":"g1","group":false},
  {"id":"g1","name":"Europe","status":"partial_outage","group":true,"components":["c1","c2"]},
  {"id":"c2","name":"Webhooks","status":"major_outage","group_id":"g1","group":false},
  {"id":"c3","name":"Website","status":"operational","group_id":null,"group":false}]})";

constexpr const char* kAllWell = R"({"components":[{"id":"c1","name":"API","status":"operational"}]})";

constexpr const char* kOpen = R"({"incidents":[{"id":"i2","name":"Webhooks are late","status":"identified",
  "impact":"major","created_at":"2026-03-14T08:00:00Z","resolved_at":null,
  "incident_updates":[{"body":"We found it."},{"body":"We look into it."}]}]})";

constexpr const char* kRecent = R"({"incidents":[
  {"id":"i2","name":"Webhooks are late","status":"identified","impact":"major","created_at":"2026-03-14T08:00:00Z"},
  {"id":"i1","name":"API errors","status":"resolved","impact":"minor","created_at":"2026-03-10T08:00:00.000+01:00",
   "resolved_at":"2026-03-10T09:00:00Z"},
  {"id":"i0","name":"Long ago","status":"resolved","impact":"minor","created_at":"2026-02-01T08:00:00Z",
   "resolved_at":"2026-02-01T09:00:00Z"}]})";

std::string summary_of(const json::object& envelope) { return std::string(envelope.at("summary").as_string()); }

std::vector<std::string> ids_of(const json::object& envelope, std::string_view list) {
  std::vector<std::string> out;
  for (const json::value& row : envelope.at("data").at(list).as_array()) out.emplace_back(row.at("id").as_string());
  return out;
}

using Ids = std::vector<std::string>;

TEST_F(StatusPage, TellsEachComponentUnderItsGroup) {
  serve(page_of({{"components.json", kComponents}}));
  const json::object got = answer("list_components");
  EXPECT_EQ(ids_of(got, "components"), (Ids{"c1", "c2", "c3"}));
  EXPECT_EQ(got.at("data").at("components").at(1).at("group"), "Europe");
  EXPECT_EQ(got.at("data").at("components").at(1).at("status"), "major_outage");
  EXPECT_THAT(summary_of(got), HasSubstr("Webhooks (major_outage)"));
  EXPECT_EQ(got.at("meta").at("total"), 3);
  EXPECT_EQ(got.at("meta").at("complete"), true);
  EXPECT_EQ(got.at("meta").at("upstream_calls"), 1);
}

TEST_F(StatusPage, TellsComponentsOfAStatus) {
  serve(page_of({{"components.json", kComponents}}));
  EXPECT_EQ(ids_of(answer("list_components", R"({"status":["operational"]})"), "components"), (Ids{"c1", "c3"}));
  const json::object none = answer("list_components", R"({"status":["under_maintenance"]})");
  EXPECT_EQ(ids_of(none, "components"), Ids{});
  EXPECT_EQ(none.at("meta").at("total"), 0);
}

TEST_F(StatusPage, SaysThatAllIsWell) {
  serve(page_of({{"components.json", kAllWell}, {"incidents/unresolved.json", R"({"incidents":[]})"}}));
  EXPECT_EQ(summary_of(answer("list_components")), "Operational: 1 component, all that match.");
  EXPECT_EQ(summary_of(answer("list_incidents")), "No incident open now.");
}

TEST_F(StatusPage, TellsOpenIncidentsWithTheLastWord) {
  serve(page_of({{"incidents/unresolved.json", kOpen}, {"incidents.json", kRecent}}));
  const json::object got = answer("list_incidents");
  EXPECT_EQ(summary_of(got), "1 incident open now: Webhooks are late.");
  const json::value& row = got.at("data").at("incidents").at(0);
  EXPECT_EQ(row.at("latest"), "We found it.");
  EXPECT_EQ(row.at("created_at"), "2026-03-14T08:00:00.000Z");
  EXPECT_FALSE(row.as_object().contains("resolved_at"));
}

TEST_F(StatusPage, TellsIncidentsOfAWindow) {
  serve(page_of({{"incidents.json", kRecent}}));
  EXPECT_EQ(ids_of(answer("list_incidents", R"({"window":"last 7 days"})"), "incidents"), (Ids{"i2", "i1"}));
  EXPECT_EQ(ids_of(answer("list_incidents", R"({"since":"today"})"), "incidents"), (Ids{"i2"}));
  EXPECT_EQ(ids_of(answer("list_incidents", R"({"since":"2026-02-01T08:30:00Z","until":"2026-02-02"})"), "incidents"),
            (Ids{"i0"}));
}

TEST_F(StatusPage, APhraseMeansTheZoneOfTheSettings) {
  server_.emplace(page_of({{"incidents.json", kRecent}}));
  ASSERT_EQ(configure({{"address", server_->origin()}, {"time_zone", "Asia/Tokyo"}}).status, AUTOHEAL_OK);
  const json::object got = answer("list_incidents", R"({"window":"today"})");
  EXPECT_EQ(got.at("meta").at("window").at("since"), "2026-03-13T15:00:00.000Z");
  EXPECT_EQ(got.at("meta").at("window").at("time_zone"), "Asia/Tokyo");
}

TEST_F(StatusPage, TheNextPageAsksForTheSameWindow) {
  serve(page_of({{"incidents.json", kRecent}}));
  const json::object first = answer("list_incidents", R"({"window":"last 7 days","limit":1})");
  EXPECT_EQ(first.at("meta").at("complete"), false);
  EXPECT_EQ(first.at("meta").at("total"), 2);
  host_.set_now(host_.now() + std::chrono::hours{24 * 30});
  const json::value& next = first.at("meta").at("cuts").at(0).at("follow_up").at("arguments");
  const json::object second = answer("list_incidents", json::serialize(next));
  EXPECT_EQ(ids_of(second, "incidents"), (Ids{"i1"}));
  EXPECT_FALSE(second.at("meta").as_object().contains("cursor"));
}

TEST_F(StatusPage, TestConnectionPasses) {
  serve(page_of({{"summary.json", R"({"status":{"indicator":"none","description":"All Systems Operational"}})"},
                 {"incidents/unresolved.json", R"({"incidents":[]})"}}));
  const json::object got = table();
  EXPECT_EQ(got.at("verdict"), "pass");
  EXPECT_EQ(got.at("rows").as_array().size(), 2U);
}

struct Gap {
  const char* name;
  const char* operation;
  const char* arguments;
  const char* file;
  std::string document;
  const char* says;  // in the summary
  std::size_t rows;
};

void PrintTo(const Gap& gap, std::ostream* out) { *out << gap.name; }

std::string fifty_incidents() {
  json::array incidents;
  for (int i = 0; i < 50; ++i) {
    incidents.push_back({{"id", std::to_string(i)},
                         {"name", "Short"},
                         {"status", "resolved"},
                         {"impact", "minor"},
                         {"created_at", "2026-01-01T00:00:00Z"},
                         {"resolved_at", "2026-01-01T01:00:00Z"}});
  }
  return json::serialize(json::object{{"incidents", incidents}});
}

class Gaps : public StatusPage, public testing::WithParamInterface<Gap> {};

// What could not be read is never told as none, as all, or as a total.
TEST_P(Gaps, AreSaid) {
  const Gap& gap = GetParam();
  serve(page_of({{gap.file, gap.document}}));
  const json::object got = answer(gap.operation, gap.arguments);
  const json::object& meta = got.at("meta").as_object();
  EXPECT_EQ(meta.at("complete"), false);
  EXPECT_FALSE(meta.contains("total"));
  EXPECT_FALSE(meta.contains("why_empty"));
  EXPECT_FALSE(meta.at("warnings").as_array().empty());
  EXPECT_THAT(summary_of(got), HasSubstr(gap.says));
  EXPECT_EQ(got.at("data").as_object().begin()->value().as_array().size(), gap.rows);
}

INSTANTIATE_TEST_SUITE_P(
    All, Gaps,
    testing::Values(
        Gap{"component_without_id", "list_components", "{}", "components.json",
            R"({"components":[{"name":"API","status":"operational"},{"id":"c2","name":"Web","status":"operational"}]})",
            "Not all components could be read. At least 1 component match", 1},
        Gap{"component_without_status", "list_components", "{}", "components.json",
            R"({"components":[{"id":"c1","name":"API"},{"id":"c2","name":"Web","status":"major_outage"}]})",
            "At least 1 component not operational: Web", 2},
        Gap{"component_with_an_empty_status", "list_components", "{}", "components.json",
            R"({"components":[{"id":"c1","name":"API","status":""},{"id":"c2","name":"Web","status":"operational"}]})",
            "Not all components could be read. At least 2 components match", 2},
        Gap{"only_bad_components", "list_components", "{}", "components.json", R"({"components":[7,null,{}]})",
            "Not all components could be read.", 0},
        Gap{"status_of_another_type", "list_components", R"({"status":["major_outage"]})", "components.json",
            R"({"components":[{"id":"c1","name":"API","status":3}]})", "Not all components could be read.", 0},
        Gap{"only_bad_incidents", "list_incidents", "{}", "incidents/unresolved.json", R"({"incidents":["x",{}]})",
            "No incident that could be read was open now", 0},
        Gap{"an_incident_without_a_time", "list_incidents", R"({"window":"last 7 days"})", "incidents.json",
            R"({"incidents":[{"id":"i1","name":"Late","status":"resolved","impact":"none","created_at":"soon"}]})",
            "No incident that could be read was in that window", 0},
        Gap{"as_many_incidents_as_a_page_tells", "list_incidents", R"({"window":"last 7 days"})", "incidents.json",
            fifty_incidents(), "No incident that could be read was in that window", 0}),
    autoheal::test::RowName{});

TEST_F(StatusPage, ForeignTextIsCleanedAndMarked) {
  serve(page_of({{"incidents/unresolved.json",
                  R"({"incidents":[{"id":"i1","name":"Late\u202e\u0007 password=hunter2hunter2","status":"identified",
                  "impact":"none","created_at":"2026-03-14T08:00:00Z"}]})"}}));
  const json::object got = answer("list_incidents");
  const std::string text = json::serialize(got);
  EXPECT_THAT(text, Not(HasSubstr("\u202e")));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(json::serialize(got.at("meta").at("untrusted")), HasSubstr("/data/incidents/*/name"));
}

}  // namespace
}  // namespace status_page::test
