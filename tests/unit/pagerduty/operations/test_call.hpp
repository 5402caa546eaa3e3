// A query against a FakeClient with a clock that stands still. Threads: one test, one thread.
#pragma once

#include "fake_client.hpp"
#include "kit/answer/router.hpp"
#include "kit/time/rfc3339.hpp"
#include "operations/operations.hpp"
#include "reads/account_context.hpp"

#include <boost/json.hpp>
#include <string>

namespace autoheal::pagerduty::testing {
using namespace kit;
using namespace reads;

class StandingClock final : public Clock {
 public:
  explicit StandingClock(const char* now) : now_(*parse_rfc3339(now)) {}
  UtcTime now() const override { return now_; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  UtcTime now_;
};

struct TestAccount {
  FakeClient client;
  Directory directory;
  StandingClock clock{"2026-03-18T10:30:00Z"};  // a Wednesday
  CallScope scope;
  Settings settings;

  Result<std::string> ask(const std::string& operation, const boost::json::object& arguments) {
    AccountContext context(client, clock, scope, settings, directory);
    return answer_query(operations::all_operations(), operation, boost::json::serialize(arguments), context);
  }

  // The envelope; an empty object and a message if there is none.
  boost::json::object envelope(const std::string& operation, const boost::json::object& arguments) {
    auto answer = ask(operation, arguments);
    if (!answer.has_value()) return {{"error", boost::json::parse(render(answer.error()))}};
    return boost::json::parse(answer.value()).as_object();
  }
};

inline const boost::json::value& at(const boost::json::value& value, const std::string& pointer) {
  static const boost::json::value kNothing;
  boost::json::error_code ec;
  const auto* found = value.find_pointer(pointer, ec);
  return found == nullptr ? kNothing : *found;
}

inline std::string text_at(const boost::json::value& value, const std::string& pointer) {
  const auto& found = at(value, pointer);
  return found.is_string() ? std::string(found.get_string()) : boost::json::serialize(found);
}

}  // namespace autoheal::pagerduty::testing
