#include "kit/http/job.hpp"

#include "kit/http/verdict.hpp"
#include "support/row_name.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit::http {
namespace {

using autoheal::test::RowName;
using std::chrono::milliseconds;
using std::chrono::seconds;

class JobQueueTest : public testing::Test {
 protected:
  void add(const std::shared_ptr<Inbox>& inbox, std::string url, Priority priority = Priority::interactive,
           JobQueue::Time not_before = {}) {
    Job job;
    job.inbox = inbox;
    job.url = std::move(url);
    job.priority = priority;
    job.not_before = not_before;
    queue.add(std::move(job));
  }
  // The jobs in the order of their turns, none of which ends in between.
  std::vector<std::string> turns() {
    std::vector<std::string> out;
    const auto any = [](const Job&) { return true; };
    for (auto job = queue.next(now, any); job != queue.end(); job = queue.next(now, any)) {
      taken.push_back(queue.take(job));
      out.push_back(taken.back().url);
    }
    return out;
  }

  JobQueue queue;
  std::vector<Job> taken;
  JobQueue::Time now = JobQueue::Time{} + seconds{100};
  std::shared_ptr<Inbox> one = std::make_shared<Inbox>();
  std::shared_ptr<Inbox> two = std::make_shared<Inbox>();
};

TEST_F(JobQueueTest, CallsTakeTurns) {
  for (const char* url : {"a1", "a2", "a3"}) add(one, url);
  add(two, "b1");
  EXPECT_EQ(turns(), (std::vector<std::string>{"a1", "b1", "a2", "a3"}));
}

TEST_F(JobQueueTest, WhatEndedMakesRoomForItsCall) {
  for (const char* url : {"a1", "a2"}) add(one, url);
  turns();
  for (const Job& job : taken) queue.ended(job);
  add(two, "b1");
  turns();
  add(two, "b2");
  add(one, "a3");
  EXPECT_EQ(turns(), (std::vector<std::string>{"a3", "b2"}));
}

TEST_F(JobQueueTest, BackgroundYields) {
  add(one, "background", Priority::background);
  add(two, "b1");
  add(two, "b2", Priority::probe);
  EXPECT_EQ(turns(), (std::vector<std::string>{"b1", "b2", "background"}));
}

TEST_F(JobQueueTest, APauseIsKept) {
  add(one, "later", Priority::interactive, now + milliseconds{300});
  add(one, "soon", Priority::interactive, now + milliseconds{200});
  add(two, "now");
  EXPECT_EQ(turns(), (std::vector<std::string>{"now"}));
  EXPECT_EQ(queue.next_due(now), now + milliseconds{200});
  now += milliseconds{200};
  EXPECT_EQ(turns(), (std::vector<std::string>{"soon"}));
  now += milliseconds{100};
  EXPECT_FALSE(queue.next_due(now).has_value());
}

TEST_F(JobQueueTest, ClosedCallsLoseTheirJobs) {
  add(one, "a1");
  add(two, "b1");
  one->close();
  queue.drop_closed();
  EXPECT_EQ(turns(), (std::vector<std::string>{"b1"}));
}

TEST(Inbox, AClosedOneTakesNothing) {
  Inbox inbox;
  inbox.put(0, Response{});
  inbox.close();
  inbox.put(1, Response{});
  EXPECT_EQ(inbox.take().size(), 1u);
}

struct Row {
  const char* name;
  Fault fault;
  int status;
  milliseconds left;     // of the call when the attempt ended
  milliseconds elapsed;  // of the attempt
  bool cut_by_deadline;
  std::optional<Errc> before;  // of the attempt before
  Errc code;
  AttemptEnd::Kind kind;
  bool out_of_time;
};

class JudgeFailure : public testing::TestWithParam<Row> {};

TEST_P(JudgeFailure, Says) {
  const Row& row = GetParam();
  const auto now = std::chrono::steady_clock::time_point{} + seconds{100};
  auto target = std::make_shared<Target>();
  target->host = "api.pagerduty.com";
  Job job;
  job.target = target;
  job.deadline = now + row.left;
  job.attempts = 1;
  if (row.before) job.last_error = Error::of(*row.before, "before");
  Attempt attempt;
  attempt.fault = row.fault;
  attempt.status = row.status;
  attempt.elapsed = row.elapsed;
  const FailedVerdict verdict = judge_failure(attempt, job, row.cut_by_deadline, now, UtcTime{});
  EXPECT_EQ(name(verdict.error.code), name(row.code));
  EXPECT_EQ(verdict.end.kind, row.kind);
  EXPECT_EQ(verdict.out_of_time, row.out_of_time);
}

constexpr auto kFailure = AttemptEnd::Kind::failure;
constexpr auto kReply = AttemptEnd::Kind::reply;
constexpr auto kAbandoned = AttemptEnd::Kind::abandoned;
constexpr milliseconds kLeft{5000};
constexpr milliseconds kQuick{100};

INSTANTIATE_TEST_SUITE_P(
    Verdict, JudgeFailure,
    testing::Values(
        Row{"connect", Fault::connect, 0, kLeft, kQuick, false, {}, Errc::connect, kFailure, false},
        Row{"tls", Fault::tls, 0, kLeft, kQuick, false, {}, Errc::tls, kFailure, false},
        Row{"slow_attempt",
            Fault::timeout,
            0,
            kLeft,
            milliseconds{10'000},
            false,
            {},
            Errc::upstream_timeout,
            kFailure,
            false},
        Row{"slow_connect_near_the_deadline",
            Fault::connect_timeout,
            0,
            milliseconds{1000},
            milliseconds{3000},
            true,
            {},
            Errc::connect,
            kFailure,
            false},
        Row{"short_call_ran_out",
            Fault::timeout,
            0,
            milliseconds{50},
            milliseconds{300},
            true,
            {},
            Errc::deadline_exceeded,
            kAbandoned,
            true},
        Row{"long_call_ran_out",
            Fault::timeout,
            0,
            milliseconds{50},
            milliseconds{8000},
            true,
            {},
            Errc::deadline_exceeded,
            kFailure,
            true},
        Row{"ran_out_after_another_error", Fault::timeout, 0, milliseconds{50}, milliseconds{300}, true, Errc::connect,
            Errc::connect, kAbandoned, true},
        Row{"lookup_ran_out",
            Fault::dns_timeout,
            0,
            milliseconds{50},
            milliseconds{300},
            true,
            {},
            Errc::deadline_exceeded,
            kAbandoned,
            true},
        Row{"protocol_is_no_outage", Fault::protocol, 200, kLeft, kQuick, false, {}, Errc::protocol, kReply, false},
        Row{"size_is_no_outage", Fault::body_too_large, 200, kLeft, kQuick, false, {}, Errc::too_large, kReply, false},
        Row{"our_memory_is_no_outage",
            Fault::out_of_memory,
            0,
            kLeft,
            kQuick,
            false,
            {},
            Errc::out_of_memory,
            kAbandoned,
            false},
        Row{"not_found", Fault::none, 404, kLeft, kQuick, false, {}, Errc::not_found, kReply, false},
        Row{"limited", Fault::none, 429, kLeft, kQuick, false, {}, Errc::rate_limited, kReply, false},
        Row{"gateway", Fault::none, 502, kLeft, kQuick, false, {}, Errc::upstream_unavailable, kFailure, false}),
    RowName{});

}  // namespace
}  // namespace autoheal::kit::http
