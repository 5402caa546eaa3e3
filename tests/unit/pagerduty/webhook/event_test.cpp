#include "webhook/event.hpp"

#include "samples.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::webhook {
using namespace kit;
namespace {

using samples::replaced;

WebhookEvent parsed(std::string_view body) {
  Result<WebhookEvent> result = parse_event(body);
  if (!result.has_value()) {
    ADD_FAILURE() << result.error().message;
    return {};
  }
  return std::move(result.value());
}

// Why it could not be read.
std::string reason(std::string_view body) {
  const Result<WebhookEvent> result = parse_event(body);
  if (result.has_value()) return "(read)";
  EXPECT_EQ(result.error().code, Errc::bad_data);
  return result.error().message;
}

std::string triggered() { return samples::body("triggered"); }

// The sample with one more member in event.data.
std::string with_data(std::string_view member) {
  return replaced(triggered(), R"("number":4711)", std::string(member) + R"(,"number":4711)");
}

TEST(Event, IsReadInFull) {
  const WebhookEvent event = parsed(triggered());
  EXPECT_EQ(event.id, "01GJ7Q5B1RZC6H9DYUO8S3KF7X");
  EXPECT_EQ(event.event_type, "incident.triggered");
  EXPECT_EQ(event.occurred_at, "2026-03-14T09:26:53.589Z");
  EXPECT_EQ(event.actor, "Events API V2");
  EXPECT_EQ(event.data_type, "incident");
  const IncidentFacts& incident = event.incident;
  EXPECT_EQ(incident.id, "Q1XK7T2M9LB4ZD");
  EXPECT_EQ(incident.number, 4711);
  EXPECT_EQ(incident.html_url, "https://acme-ops.pagerduty.com/incidents/Q1XK7T2M9LB4ZD");
  EXPECT_EQ(incident.status, "triggered");
  EXPECT_EQ(incident.title, "Checkout p99 latency > 2 s \xE2\x80\x94 eu-west-1");
  EXPECT_EQ(incident.incident_key, "");
  EXPECT_EQ(incident.created_at, "2026-03-14T09:26:53Z");
  EXPECT_EQ(incident.urgency, "high");
  EXPECT_EQ(incident.incident_type, "incident_default");
  EXPECT_EQ(incident.service.id, "P4XK9QD");
  EXPECT_EQ(incident.service.summary, "checkout-api");
  EXPECT_EQ(incident.escalation_policy.summary, "Payments primary");
  EXPECT_EQ(incident.priority.id, "PQ2S6CE");
  EXPECT_EQ(incident.priority.summary, "P2");
  ASSERT_EQ(incident.teams.size(), 1U);
  EXPECT_EQ(incident.teams[0].summary, "Payments");
  ASSERT_EQ(incident.assignees.size(), 1U);
  EXPECT_EQ(incident.assignees[0].summary, "Payments Responder 1");
}

TEST(Event, KeyOrderDoesNotMatter) {
  const WebhookEvent event = parsed(
      R"({"event":{"data":{"title":"T","teams":[{"summary":"B","id":"2"},{"id":"3"}],"priority":{"summary":"P1","id":"P"},)"
      R"("number":12,"id":"Q1","type":"incident"},"event_type":"incident.triggered","agent":{"summary":"A"},"id":"E1"}})");
  EXPECT_EQ(event.id, "E1");
  EXPECT_EQ(event.incident.id, "Q1");
  EXPECT_EQ(event.incident.number, 12);
  ASSERT_EQ(event.incident.teams.size(), 2U);
  EXPECT_EQ(event.incident.teams[0].summary, "B");
  EXPECT_EQ(event.incident.teams[1].summary, "") << "nothing of the element before";
  EXPECT_EQ(event.incident.priority.id, "P");
}

struct GoneRow {
  std::string_view name;
  std::string_view from;
  std::string_view to;
};

// Every member that PagerDuty may leave out or set to null, and wrong types for each: the event is still read.
TEST(Event, SurvivesMembersThatAreNullAbsentOrOfAnotherType) {
  const GoneRow rows[] = {
      {"agent null", R"("agent":{"html_url")", R"("agent":null,"x":{"html_url")"},
      {"agent a text", R"("agent":{"html_url")", R"("agent":"somebody","x":{"html_url")"},
      {"agent a list", R"("agent":{"html_url")", R"("agent":[{"summary":"n"}],"x":{"html_url")"},
      {"agent without name", R"("summary":"Events API V2",)", ""},
      {"agent name null", R"("summary":"Events API V2")", R"("summary":null)"},
      {"client null", R"("client":{"name")", R"("client":null,"x":{"name")"},
      {"number a text", R"("number":4711)", R"("number":"4711")"},
      {"number null", R"("number":4711)", R"("number":null)"},
      {"number negative", R"("number":4711)", R"("number":-1)"},
      {"number a fraction", R"("number":4711)", R"("number":47.11)"},
      {"number beyond 64 bits", R"("number":4711)", R"("number":99999999999999999999)"},
      {"number beyond a double", R"("number":4711)", R"("number":1e400)"},
      {"number an object", R"("number":4711)", R"("number":{"id":1})"},
      {"status null", R"("status":"triggered")", R"("status":null)"},
      {"status a list", R"("status":"triggered")", R"("status":["triggered"])"},
      {"no created_at", R"("created_at":"2026-03-14T09:26:53Z",)", ""},
      {"created_at a number", R"("created_at":"2026-03-14T09:26:53Z")", R"("created_at":1773480413)"},
      {"title null", R"("title":"Checkout p99 latency > 2 s — eu-west-1")", R"("title":null)"},
      {"title a number", R"("title":"Checkout p99 latency > 2 s — eu-west-1")", R"("title":500)"},
      {"service null", R"("service":{"html_url")", R"("service":null,"x":{"html_url")"},
      {"service a list", R"("service":{"html_url")", R"("service":[1,[2]],"x":{"html_url")"},
      {"service name null", R"("summary":"checkout-api")", R"("summary":null)"},
      {"assignees null", R"("assignees":[{)", R"("assignees":null,"x":[{)"},
      {"assignees empty", R"("assignees":[{)", R"("assignees":[],"x":[{)"},
      {"assignees an object", R"("assignees":[{)", R"("assignees":{"id":"P"},"x":[{)"},
      {"assignees of texts", R"("assignees":[{)", R"("assignees":["a",1,null,[{"id":"P"}]],"x":[{)"},
      {"policy null", R"("escalation_policy":{"html_url")", R"("escalation_policy":null,"x":{"html_url")"},
      {"teams absent", R"("teams":[{)", R"("x":[{)"},
      {"priority null", R"("priority":{"html_url")", R"("priority":null,"x":{"html_url")"},
      {"priority a text", R"("priority":{"html_url")", R"("priority":"P1","x":{"html_url")"},
      {"urgency null", R"("urgency":"high")", R"("urgency":null)"},
      {"bridge with a number", R"("conference_bridge":null)",
       R"("conference_bridge":{"conference_number":4930123,"conference_url":null})"},
      {"resolve reason a text", R"("resolve_reason":null)", R"("resolve_reason":"merged")"},
      {"resolve reason without incident", R"("resolve_reason":null)",
       R"("resolve_reason":{"type":"t","incident":null})"},
      {"no incident type", R"(,"incident_type":{"name":"incident_default"})", ""},
      {"incident type null", R"("incident_type":{"name":"incident_default"})", R"("incident_type":{"name":null})"},
      {"occurred_at null", R"("occurred_at":"2026-03-14T09:26:53.589Z")", R"("occurred_at":null)"},
      {"no resource type", R"("resource_type":"incident",)", ""},
  };
  for (const GoneRow& row : rows) {
    const Result<WebhookEvent> result = parse_event(replaced(triggered(), row.from, row.to));
    ASSERT_TRUE(result.has_value()) << row.name << ": " << result.error().message;
    EXPECT_EQ(result.value().incident.id, "Q1XK7T2M9LB4ZD") << row.name;
    const bool about_number = row.name.starts_with("number");
    EXPECT_EQ(result.value().incident.number.value_or(0) == 4711, !about_number || row.name == "number a text")
        << row.name;
  }
}

TEST(Event, KeepsNothingOfAMemberOfAnotherType) {
  EXPECT_EQ(parsed(replaced(triggered(), R"("service":{"html_url")", R"("service":[{"id":"EVIL"}],"x":{"html_url")"))
                .incident.service.id,
            "");
  EXPECT_EQ(parsed(replaced(triggered(), R"("assignees":[{)", R"("assignees":{"id":"EVIL"},"x":[{)"))
                .incident.assignees.size(),
            0U);
  EXPECT_EQ(parsed(replaced(triggered(), R"("number":4711)", R"("number":true)")).incident.number, std::nullopt);
  EXPECT_EQ(
      parsed(replaced(triggered(), R"("status":"triggered")", R"("status":{"status":"resolved"})")).incident.status,
      "");
}

TEST(Event, KeepsWholeNumbersAsTheTextTheyAre) {
  const std::string body =
      replaced(triggered(), R"("id":"01GJ7Q5B1RZC6H9DYUO8S3KF7X")", R"("id":36893488147419103233)");
  EXPECT_EQ(parsed(body).id, "36893488147419103233");
}

TEST(Event, ReadsAMerge) {
  const WebhookEvent event = parsed(
      replaced(samples::body("resolved"), R"("resolve_reason":null)",
               R"("resolve_reason":{"type":"merge_resolve_reason","incident":{"id":"Q2TARGET","summary":null}})"));
  EXPECT_EQ(event.incident.merged_into, "Q2TARGET");
}

TEST(Event, ReadsWhatOtherDataIsAbout) {
  const std::string note =
      R"({"event":{"id":"E1","event_type":"incident.annotated","resource_type":"incident","occurred_at":"2026-03-14T09:29:11Z",)"
      R"("agent":null,"client":null,"data":{"incident":{"html_url":"https://x","id":"Q1","self":"s","summary":"Title","type":)"
      R"("incident_reference"},"id":"PNOTE","content":"Resolution Note: done","trimmed":false,"type":"incident_note"}}})";
  const WebhookEvent event = parsed(note);
  EXPECT_EQ(event.data_type, "incident_note");
  EXPECT_EQ(event.incident.id, "Q1");
  EXPECT_EQ(event.incident.title, "Title");
  const WebhookEvent roles =
      parsed(R"({"event":{"id":"E1","event_type":"incident.role.assigned","data":{"type":"incident_role_assignment",)"
             R"("incident_role_assignments":[{"incident":{"id":"Q1"}},{"incident":{"id":"Q1"}}]}}})");
  EXPECT_EQ(roles.incident.id, "Q1");
  const WebhookEvent service = parsed(
      R"({"event":{"id":"E1","event_type":"service.updated","data":{"type":"service","id":"PSVC","summary":"checkout"}}})");
  EXPECT_EQ(service.incident.id, "") << "a service is no incident";
}

TEST(Event, ReadsAPing) {
  const WebhookEvent event = parsed(samples::body("ping"));
  EXPECT_EQ(event.event_type, "pagey.ping");
  EXPECT_EQ(event.data_type, "ping");
  EXPECT_EQ(event.actor, "") << "a partial reference";
  EXPECT_EQ(event.incident.id, "");
}

TEST(Event, ForgivesEncodingFaults) {
  EXPECT_EQ(parsed("\xEF\xBB\xBF" + triggered()).incident.number, 4711);
  EXPECT_EQ(parsed("\r\n\t " + triggered() + " \r\n").incident.number, 4711);
  EXPECT_NE(parsed(replaced(triggered(), "Checkout", "Caf\xE9 \xF0\x9F\x92")).incident.title.find("latency"),
            std::string::npos);
  EXPECT_NE(parsed(replaced(triggered(), "Checkout", R"(\ud83d out)")).incident.title.find("latency"),
            std::string::npos);
  EXPECT_NE(parsed(replaced(triggered(), "Checkout", R"(\ude00 out)")).incident.title.find("latency"),
            std::string::npos);
  EXPECT_NE(parsed(replaced(triggered(), "Checkout", R"(\ud83d\ud83d\ude00)")).incident.title.find("\xF0\x9F\x98\x80"),
            std::string::npos);
  EXPECT_EQ(parsed(replaced(triggered(), "Checkout", R"(a\u0000b)")).incident.title.substr(0, 3),
            std::string_view("a\0b", 3));
  EXPECT_EQ(parsed(replaced(triggered(), R"("title")", R"("\u0074itle")")).incident.title.substr(0, 8), "Checkout");
}

struct BadRow {
  std::string_view name;
  std::string body;
  std::string_view reason;
};

std::string nested(std::size_t levels) {
  return R"({"event":{"x":)" + std::string(levels, '[') + std::string(levels, ']') + "}}";
}

TEST(Event, IsQuarantinedWithAReason) {
  constexpr std::string_view kNotJson = "The body is not JSON.";
  constexpr std::string_view kNoEvent = R"(The body is JSON, but has no "event" object.)";
  constexpr std::string_view kTwice = "The body holds the same member twice, so that it can be read in two ways.";
  constexpr std::string_view kDeep = "The body is nested deeper than 32 levels.";
  constexpr std::string_view kBadId = "The incident's id is not a PagerDuty id (letters and digits, at most 64).";
  constexpr std::string_view kBadEventId = "event.id is not an identifier of at most 255 printable characters.";
  const std::string id = R"("id":"Q1XK7T2M9LB4ZD")";
  const std::string event_id = R"("id":"01GJ7Q5B1RZC6H9DYUO8S3KF7X")";
  const std::string type = R"("event_type":"incident.triggered")";
  const BadRow rows[] = {
      {"empty", "", "The body is empty."},
      {"only a byte order mark", "\xEF\xBB\xBF", "The body is empty."},
      {"one byte", "{", kNotJson},
      {"blank", "   ", kNotJson},
      {"text", "hello", kNotJson},
      {"form", "payload=%7B%7D", kNotJson},
      {"truncated", triggered().substr(0, 1000), kNotJson},
      {"one byte short", triggered().substr(0, 1913), kNotJson},
      {"two documents", triggered() + triggered(), kNotJson},
      {"something behind", triggered() + "x", kNotJson},
      {"trailing comma", R"({"event":{"id":"E1",}})", kNotJson},
      {"single quotes", "{'event':{}}", kNotJson},
      {"comment", R"({"event":/* */{}})", kNotJson},
      {"NaN", R"({"event":{"id":NaN}})", kNotJson},
      {"raw control character", "{\"event\":{\"id\":\"a\nb\"}}", kNotJson},
      {"gzip", std::string("\x1f\x8b\x08\x00\x00\x00", 6), kNotJson},
      {"UTF-16", std::string("\xFF\xFE{\0}\0", 6), kNotJson},
      {"array", "[]", kNoEvent},
      {"array of the event", "[" + triggered() + "]", kNoEvent},
      {"text on top", R"("event")", kNoEvent},
      {"number on top", "1e400", kNoEvent},
      {"null on top", "null", kNoEvent},
      {"no event", "{}", kNoEvent},
      {"event null", R"({"event":null})", kNoEvent},
      {"event a text", R"({"event":"incident.triggered"})", kNoEvent},
      {"event a list", R"({"event":[{"id":"E1"}]})", kNoEvent},
      {"event in capitals", R"({"EVENT":{"id":"E1"}})", kNoEvent},
      {"event one level down", R"({"body":{"event":{"id":"E1","event_type":"t"}}})", kNoEvent},
      {"event empty", R"({"event":{}})", "event.id is missing."},
      {"version 2", R"({"messages":[{"event":"incident.trigger","incident":{"id":"Q1"}}]})",
       R"(The body is a version 2 webhook ("messages"). In PagerDuty, add a Generic Webhook (v3) instead.)"},
      {"event id absent", replaced(triggered(), event_id + ",", ""), "event.id is missing."},
      {"event id null", replaced(triggered(), event_id, R"("id":null)"), "event.id is missing."},
      {"event id empty", replaced(triggered(), event_id, R"("id":"")"), "event.id is missing."},
      {"event id an object", replaced(triggered(), event_id, R"("id":{})"), "event.id is missing."},
      {"event id true", replaced(triggered(), event_id, R"("id":true)"), "event.id is missing."},
      {"event id a fraction", replaced(triggered(), event_id, R"("id":1.5)"), "event.id is missing."},
      {"event id of 10 KB", replaced(triggered(), event_id, R"("id":")" + std::string(10'240, 'E') + "\""),
       kBadEventId},
      {"event id with a blank", replaced(triggered(), event_id, R"("id":"a b")"), kBadEventId},
      {"event id with U+0000", replaced(triggered(), event_id, R"("id":"a\u0000b")"), kBadEventId},
      {"event id beyond ASCII", replaced(triggered(), event_id, "\"id\":\"\xC3\xA4\""), kBadEventId},
      {"event type absent", replaced(triggered(), type + ",", ""), "event.event_type is missing."},
      {"event type null", replaced(triggered(), type, R"("event_type":null)"), "event.event_type is missing."},
      {"event type a list", replaced(triggered(), type, R"("event_type":["incident.triggered"])"),
       "event.event_type is missing."},
      {"event type empty", replaced(triggered(), type, R"("event_type":"")"), "event.event_type is missing."},
      {"incident id absent", replaced(triggered(), R"("data":{)" + id + ",", R"("data":{)"),
       "event.data.id is missing."},
      {"incident id null", replaced(triggered(), id, R"("id":null)"), "event.data.id is missing."},
      {"incident id empty", replaced(triggered(), id, R"("id":"")"), "event.data.id is missing."},
      {"incident id a list", replaced(triggered(), id, R"("id":["Q1"])"), "event.data.id is missing."},
      {"incident id climbs", replaced(triggered(), id, R"("id":"../users/P1")"), kBadId},
      {"incident id encoded", replaced(triggered(), id, R"("id":"Q1%2f..")"), kBadId},
      {"incident id with a blank", replaced(triggered(), id, R"("id":"Q 1")"), kBadId},
      {"incident id with a query", replaced(triggered(), id, R"("id":"Q1?x=1")"), kBadId},
      {"incident id of 65", replaced(triggered(), id, R"("id":")" + std::string(65, 'Q') + "\""), kBadId},
      {"incident id of 10 KB", replaced(triggered(), id, R"("id":")" + std::string(10'240, 'Q') + "\""), kBadId},
      {"subject id climbs",
       R"({"event":{"id":"E1","event_type":"incident.annotated","data":{"type":"incident_note","incident":{"id":"../x"}}}})",
       kBadId},
      {"event twice", R"({"event":{"id":"E1","event_type":"t"},"event":{"id":"E2"}})", kTwice},
      {"event id twice", R"({"event":{"id":"E1","id":"E2"}})", kTwice},
      {"data twice", R"({"event":{"id":"E1","data":{"id":"Q1"},"data":{"id":"Q2"}}})", kTwice},
      {"data null, then again", R"({"event":{"id":"E1","data":null,"data":{"id":"Q2"}}})", kTwice},
      {"status twice", with_data(R"("status":"resolved")"), kTwice},
      {"key twice, once escaped", with_data(R"("t\u0079pe":"incident_note")"), kTwice},
      {"id of a team twice", replaced(triggered(), R"("id":"PT0R5VL")", R"("id":"PT0R5VL","id":"PX")"), kTwice},
      {"31 levels of lists", nested(31), kDeep},
      {"100,000 levels", nested(100'000), kDeep},
      {"100,000 levels not closed", std::string(100'000, '['), kDeep},
      {"100,000 objects",
       [] {
         std::string deep;
         for (int i = 0; i < 100'000; ++i) deep += R"({"event":)";
         return deep;
       }(),
       kDeep},
  };
  for (const BadRow& row : rows) EXPECT_EQ(reason(row.body), row.reason) << row.name;
}

TEST(Event, ThirtyTwoLevelsAreFine) { EXPECT_EQ(reason(nested(30)), "event.id is missing."); }

TEST(Event, MembersThatAreNotKeptMayComeTwice) {
  EXPECT_EQ(parsed(with_data(R"("x":1,"x":2,"self":"again")")).incident.number, 4711);
}

TEST(Event, ReasonsQuoteNothingOfTheBody) {
  const std::string marker = "SENSITIVE-MARKER";
  for (const std::string& body :
       {marker, "{\"" + marker + "\":1}", R"({"event":{"id":")" + marker + " x\"}}",
        replaced(triggered(), R"("id":"Q1XK7T2M9LB4ZD")", R"("id":"../)" + marker + "\""),
        R"({"event":{"id":"E1","event_type":"t","data":{"type":"incident","id":")" + marker + "/\"}}}"}) {
    EXPECT_EQ(reason(body).find(marker), std::string::npos) << reason(body);
  }
}

TEST(Event, BoundsWhatItKeeps) {
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += R"({"id":"P1","summary":"Somebody"},)";
  const WebhookEvent event = parsed(replaced(triggered(), R"("assignees":[)", R"("assignees":[)" + many));
  EXPECT_EQ(event.incident.assignees.size(), kMaxReferences);
  EXPECT_EQ(event.incident.assignees_left_out, 100'001 - kMaxReferences);
  const WebhookEvent teams = parsed(replaced(triggered(), R"("teams":[)", R"("teams":[)" + many));
  EXPECT_EQ(teams.incident.teams.size(), kMaxReferences);
  const WebhookEvent title = parsed(replaced(triggered(), "Checkout", std::string(100'000, 'x')));
  EXPECT_EQ(title.incident.title.size(), kMaxValueBytes);
  const WebhookEvent escaped = [] {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += R"(\u00e4)";
    return parsed(replaced(triggered(), "Checkout", text));
  }();
  EXPECT_EQ(escaped.incident.title.size(), kMaxValueBytes);
  const WebhookEvent key = parsed(with_data("\"" + std::string(1'000'000, 'k') + "\":1"));
  EXPECT_EQ(key.incident.number, 4711);
}

}  // namespace
}  // namespace autoheal::pagerduty::webhook
