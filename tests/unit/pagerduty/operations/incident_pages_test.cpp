// list_incidents page by page: every incident that fits all along comes exactly once, and the pages end. Against a
// client that has the habits of PagerDuty: times of whole seconds, no promise about the order within one.
#include "support/row_name.hpp"
#include "test_call.hpp"

#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <set>

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
using std::chrono::seconds;
using testing::at;
using testing::FakeClient;
using testing::TestAccount;
using testing::text_at;

struct Stored {
  std::string id;
  std::int64_t number = 0;
  UtcTime created;
  std::string urgency = "high";
  std::string priority;  // an id
  std::optional<UtcTime> resolved;
  int place = 0;  // PagerDuty's own order within a second
};

struct Storm : TestAccount {
  Storm() {
    client.answer("/incidents", [this](const http::Request& request) { return answer(request); });
    client.list("/priorities", "priorities", {{{"id", "P1"}, {"name", "P1"}}, {{"id", "P2"}, {"name", "P2"}}});
  }

  void add(std::size_t count, const char* created) {
    for (std::size_t i = 0; i < count; ++i) add(*parse_rfc3339(created), static_cast<int>((i * 7) % count));
  }

  Stored& add(UtcTime created, int place) {
    auto number = static_cast<std::int64_t>(stored.size()) + 1;
    stored.push_back({"Q" + std::to_string(100 + number), number, created, "high", "", std::nullopt, place});
    return stored.back();
  }

  Result<std::string> answer(const http::Request& request) {
    std::size_t offset = std::stoul(FakeClient::param(request, "offset"));
    if (failing_offset && offset == *failing_offset) return failure(Errc::rate_limited, "PagerDuty says slow down.");
    std::vector<const Stored*> rows;
    for (const Stored& s : stored) {
      if (fits(s, request)) rows.push_back(&s);
    }
    bool ascending = FakeClient::param(request, "sort_by") == "created_at:asc";
    std::stable_sort(rows.begin(), rows.end(), [ascending](const Stored* a, const Stored* b) {
      if (a->created != b->created) return ascending ? a->created < b->created : b->created < a->created;
      return a->place < b->place;
    });
    std::size_t size = std::min(page_size, std::stoul(FakeClient::param(request, "limit")));
    json::array page;
    for (std::size_t i = offset; i < std::min(rows.size(), offset + size); ++i) page.push_back(row(*rows[i]));
    json::object reply{{"incidents", std::move(page)}, {"more", offset + size < rows.size()}};
    if (tells_totals && FakeClient::param(request, "total") == "true") reply["total"] = rows.size();
    return json::serialize(reply);
  }

  static bool fits(const Stored& s, const http::Request& request) {
    auto statuses = FakeClient::params(request, "statuses[]");
    const char* status = s.resolved ? "resolved" : "triggered";
    if (!statuses.empty() && std::find(statuses.begin(), statuses.end(), status) == statuses.end()) return false;
    if (FakeClient::param(request, "date_range") == "all") return true;
    return s.created >= *parse_rfc3339(FakeClient::param(request, "since")) &&
           s.created <= *parse_rfc3339(FakeClient::param(request, "until"));
  }

  static json::object row(const Stored& s) {
    json::object out{{"id", s.id},           {"incident_number", s.number},
                     {"title", "t " + s.id}, {"status", s.resolved ? "resolved" : "triggered"},
                     {"urgency", s.urgency}, {"created_at", render_rfc3339(s.created)}};
    if (s.resolved) out["resolved_at"] = render_rfc3339(*s.resolved);
    if (!s.priority.empty()) out["priority"] = {{"id", s.priority}, {"summary", s.priority}};
    return out;
  }

  // Every page from the first to the last; what happens between two of them. ids in the order in which they came.
  std::vector<std::string> all_pages(
      const json::object& arguments, bool by_follow_up, const std::function<void()>& between = [] {}) {
    std::vector<std::string> ids;
    json::object next = arguments;
    for (std::size_t page = 0; page < 3 * stored.size() + 10; ++page) {
      json::value envelope = this->envelope("list_incidents", next);
      if (!at(envelope, "/error").is_null()) {
        problem = json::serialize(envelope);
        return ids;
      }
      for (const auto& r : at(envelope, "/data/incidents").as_array()) ids.emplace_back(r.at("id").as_string());
      const json::value& cursor = at(envelope, "/meta/cursor");
      if (cursor.is_null()) return ids;
      longest_cursor = std::max(longest_cursor, cursor.as_string().size());
      if (by_follow_up) {
        next = at(envelope, "/meta/cuts/0/follow_up/arguments").as_object();
      } else {
        next["cursor"] = cursor;
      }
      between();
    }
    problem = "the pages do not end";
    return ids;
  }

  std::vector<Stored> stored;
  std::size_t page_size = 100;
  bool tells_totals = true;
  std::optional<std::size_t> failing_offset;
  std::string problem;  // why all_pages ended early
  std::size_t longest_cursor = 0;
};

constexpr std::size_t kLongestArgument = 200;
constexpr const char* kStormTime = "2026-03-18T10:00:00Z";

struct Question {
  const char* name;
  std::size_t in_storm;
  std::int64_t limit;  // 0: not given
  const char* sort;
  bool windowed;
};

class OneSecond : public ::testing::TestWithParam<Question> {};

TEST_P(OneSecond, HasEachIncidentOnceAndAnEnd) {
  const Question& question = GetParam();
  Storm account;
  account.add(1, "2026-03-18T09:00:00Z");
  account.add(question.in_storm, kStormTime);
  account.add(2, "2026-03-18T10:20:00Z");
  json::object arguments{{"sort", question.sort}};
  if (question.limit > 0) arguments["limit"] = question.limit;
  if (question.windowed) arguments["since"] = "2026-03-18T08:00:00Z";
  std::vector<std::string> ids = account.all_pages(arguments, false);
  EXPECT_EQ(account.problem, "");
  EXPECT_EQ(ids.size(), question.in_storm + 3);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), question.in_storm + 3);
  EXPECT_LE(account.longest_cursor, kLongestArgument);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, OneSecond,
    ::testing::Values(Question{"in_fives", 30, 5, "newest", false},
                      Question{"in_fives_of_a_window", 30, 5, "newest", true},
                      Question{"oldest_in_fives", 30, 5, "oldest", false},
                      Question{"in_twenties", 30, 20, "newest", false}, Question{"no_limit", 30, 0, "newest", false},
                      Question{"no_limit_and_several_of_their_pages", 730, 0, "newest", false},
                      Question{"several_of_their_pages_in_a_window", 730, 100, "oldest", true},
                      Question{"one_by_one", 12, 1, "newest", false}, Question{"by_urgency", 30, 7, "urgency", false},
                      Question{"by_priority", 30, 7, "priority", true}, Question{"longest", 30, 7, "longest", false}),
    autoheal::test::RowName{});

void make_any(Storm& account) {
  auto count = *rc::gen::inRange<std::size_t>(0, 45);
  auto spread = *rc::gen::element<int>(1, 2, 4, 20, 4'000);  // seconds that the incidents fall into
  for (std::size_t i = 0; i < count; ++i) {
    UtcTime created = *parse_rfc3339(kStormTime) + seconds{*rc::gen::inRange(0, spread)};
    Stored& s = account.add(created, *rc::gen::inRange(0, 100));
    s.urgency = *rc::gen::element<std::string>("high", "low");
    s.priority = *rc::gen::element<std::string>("", "P1", "P2");
    if (*rc::gen::inRange(0, 3) == 0) s.resolved = created + seconds{*rc::gen::inRange(0, 1'000)};
    if (*rc::gen::inRange(0, 10) == 0) s.number = 0;
  }
  account.page_size = *rc::gen::element<std::size_t>(1, 3, 10, 100);
  account.tells_totals = *rc::gen::inRange(0, 4) != 0;
}

json::object any_question() {
  json::object out{{"status", "any"}, {"since", "2026-03-18T08:00:00Z"}, {"until", "2026-03-18T20:00:00Z"}};
  if (*rc::gen::arbitrary<bool>()) out = {{"status", "open"}};
  out["sort"] = *rc::gen::element<std::string>("newest", "oldest", "priority", "urgency", "longest");
  if (*rc::gen::inRange(0, 4) != 0) out["limit"] = *rc::gen::inRange<std::int64_t>(1, 30);
  if (*rc::gen::inRange(0, 3) == 0) out["max_bytes"] = *rc::gen::inRange<std::int64_t>(4'096, 12'000);
  return out;
}

RC_GTEST_PROP(IncidentPages, HaveEachIncidentOnceAndAnEnd, ()) {
  Storm account;
  make_any(account);
  json::object question = any_question();
  std::multiset<std::string> expected;
  for (const Stored& s : account.stored) {
    if (question.at("status") == "any" || !s.resolved) expected.insert(s.id);
  }
  bool by_follow_up = *rc::gen::arbitrary<bool>();
  std::vector<std::string> ids = account.all_pages(question, by_follow_up);
  RC_ASSERT(account.problem == "");
  RC_ASSERT(std::multiset<std::string>(ids.begin(), ids.end()) == expected);
  RC_ASSERT(account.longest_cursor <= kLongestArgument);
}

// Between two pages time passes, incidents come, and some that are open are resolved.
RC_GTEST_PROP(IncidentPages, MoveNothingThatFitsAllAlong, ()) {
  Storm account;
  make_any(account);
  json::object question = any_question();
  bool any_status = question.at("status") == "any";
  std::set<std::string> expected;
  for (const Stored& s : account.stored) {
    if (any_status || !s.resolved) expected.insert(s.id);
  }
  auto steps = *rc::gen::container<std::vector<int>>(20, rc::gen::inRange(0, 600));
  std::size_t step = 0;
  std::vector<std::string> ids = account.all_pages(question, false, [&] {
    if (step == steps.size()) return;
    account.clock.advance(seconds{steps[step]} + std::chrono::milliseconds{steps[step]});
    UtcTime now = std::chrono::floor<seconds>(account.clock.now());
    if (any_status && !account.stored.empty()) {
      Stored& s = account.stored[static_cast<std::size_t>(steps[step]) % account.stored.size()];
      if (!s.resolved) s.resolved = now;
    }
    account.add(now, steps[step] % 100);
    ++step;
  });
  RC_ASSERT(account.problem == "");
  std::map<std::string, int> seen;
  for (const std::string& id : ids) ++seen[id];
  for (const auto& [id, times] : seen) RC_ASSERT(times == 1);
  for (const std::string& id : expected) RC_ASSERT(seen.contains(id));
}

TEST(IncidentPages, TellHowManyAreLeft) {
  Storm account;
  account.add(30, kStormTime);
  json::object arguments{{"limit", 7}};
  for (int left : {23, 16, 9, 2}) {
    json::value envelope = account.envelope("list_incidents", arguments);
    EXPECT_EQ(at(envelope, "/meta/total").to_number<int>(), 30);
    EXPECT_EQ(at(envelope, "/meta/cuts/0/left_out").to_number<int>(), left);
    arguments["cursor"] = at(envelope, "/meta/cursor");
  }
}

TEST(IncidentPages, CostOneCallWhereTheirSecondsDiffer) {
  Storm account;
  for (int i = 0; i < 150; ++i) account.add(*parse_rfc3339(kStormTime) + seconds{i}, 0);
  json::value envelope = account.envelope("list_incidents", {});
  EXPECT_EQ(account.client.asked_for("/incidents"), 1U);
  EXPECT_EQ(at(envelope, "/meta/total").to_number<int>(), 150);
}

TEST(IncidentPages, SayThatTheListMovesOn) {
  Storm account;
  account.add(8, kStormTime);
  json::value first = account.envelope("list_incidents", {{"limit", 5}});
  EXPECT_TRUE(at(first, "/meta/warnings").is_null());
  json::value second = account.envelope("list_incidents", {{"limit", 5}, {"cursor", at(first, "/meta/cursor")}});
  EXPECT_NE(text_at(second, "/meta/warnings/0").find("2026-03-18T10:30:00"), std::string::npos);
}

TEST(IncidentPages, OfASecondThatCouldNotBeReadToItsEndBeginAgain) {
  Storm account;
  account.add(250, kStormTime);
  account.failing_offset = 200;
  json::value envelope = account.envelope("list_incidents", {{"limit", 10}});
  EXPECT_EQ(at(envelope, "/data/incidents").as_array().size(), 10U);
  EXPECT_EQ(text_at(envelope, "/meta/cuts/0/why"), "rate");
  account.failing_offset.reset();
  std::vector<std::string> ids = account.all_pages({{"limit", 100}, {"cursor", at(envelope, "/meta/cursor")}}, false);
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 250U);
  EXPECT_EQ(ids.size(), 250U);
}

TEST(IncidentPages, OfOneOrderDoNotGoOnInAnother) {
  Storm account;
  account.add(8, kStormTime);
  json::value first = account.envelope("list_incidents", {{"limit", 5}});
  json::value other =
      account.envelope("list_incidents", {{"limit", 5}, {"sort", "oldest"}, {"cursor", at(first, "/meta/cursor")}});
  EXPECT_EQ(text_at(other, "/error/code"), "invalid_argument");
}

TEST(IncidentPages, WithoutThePrioritiesAreInOrderOfUrgencyAndSaySo) {
  Storm account;
  account.add(8, kStormTime);
  account.stored[0].priority = "P1";
  account.stored[0].urgency = "low";
  Error error = Error::of(Errc::plan_required, "PagerDuty answered 402.");
  account.client.fail("/priorities", error);
  json::value first = account.envelope("list_incidents", {{"limit", 5}, {"sort", "priority"}});
  EXPECT_NE(text_at(first, "/meta/warnings/0").find("priorities could not be read"), std::string::npos);
  std::vector<std::string> ids = account.all_pages({{"limit", 5}, {"sort", "priority"}}, false);
  EXPECT_EQ(account.problem, "");
  EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 8U);
}

TEST(IncidentPages, ThatCouldNotBeReadAreNotDenied) {
  Storm account;
  account.add(250, kStormTime);
  account.failing_offset = 100;
  json::value envelope = account.envelope("list_incidents", {{"text", "kafka"}});
  EXPECT_TRUE(at(envelope, "/meta/total").is_null());
  EXPECT_NE(text_at(envelope, "/summary").find("not known"), std::string::npos) << text_at(envelope, "/summary");
}

// Orders that need every row: what was unread while a page was made may rank before its rows, and still comes.
TEST(IncidentPages, OfOtherOrdersLoseNothingWhenAReadFailed) {
  for (const char* const sort : {"priority", "urgency", "longest"}) {
    Storm storm;
    storm.add(1'000, "2026-03-18T09:00:00Z");
    for (Stored& s : storm.stored) {
      s.urgency = "low";
      s.priority = "P2";
    }
    std::size_t late = 0;  // in PagerDuty's order it stands where the read fails
    for (std::size_t i = 0; i < storm.stored.size(); ++i) {
      if (storm.stored[i].place == 700) late = i;
    }
    storm.stored[late].urgency = "high";
    storm.stored[late].priority = "P1";
    storm.failing_offset = 500;
    const auto ids = storm.all_pages({{"sort", sort}, {"limit", 100}}, false, [&] { storm.failing_offset.reset(); });
    EXPECT_EQ(storm.problem, "");
    EXPECT_EQ(std::set<std::string>(ids.begin(), ids.end()).size(), 1'000U) << sort;
    EXPECT_NE(std::find(ids.begin(), ids.end(), storm.stored[late].id), ids.end()) << sort;
  }
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
