// X: deadline, cancel, and the rest of the call context.
#include "context.hpp"
#include "process_state.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <thread>

namespace autoheal::validator {
namespace {

using std::chrono::milliseconds;

void x3(Context& context) {
  const Live live = context.create_configured();
  forbid_network();
  const CallSetup late{.time = milliseconds(-10)};
  const milliseconds took = shortest_time([&] {
    for (const QuerySample& sample : context.sidecar().queries) {
      const Answer answer = context.query(live, sample.operation, sample.arguments, late);
      require(answer.status == AUTOHEAL_DEADLINE_EXCEEDED || (sample.local && answer.status == AUTOHEAL_OK),
              answer.verb + ", past its deadline, answered " + name_of(answer.status));
    }
    const Answer answer = context.test_connection(live, late);
    require(answer.status == AUTOHEAL_DEADLINE_EXCEEDED || (answer.status == AUTOHEAL_OK && network_attempts() == 0),
            "test_connection, past its deadline, answered " + name_of(answer.status));
  });
  require(network_attempts() == 0, "it uses the network past its deadline");
  require(took < allowed(milliseconds(250)) * static_cast<int>(context.sidecar().queries.size() + 1),
          "past their deadlines, calls took " + std::to_string(took.count()) + " ms");
}

void x4(Context& context) {
  const Live live = context.create_configured();
  forbid_network();
  const CallSetup setup{.time = milliseconds(300)};
  const auto require_timely = [&](milliseconds took, const std::string& what) {
    require(took <= allowed(milliseconds(550)),
            what + " came back " + std::to_string(took.count() - 300) + " ms after its deadline");
  };
  for (const QuerySample& sample : context.sidecar().queries)
    require_timely(shortest_time([&] { context.query(live, sample.operation, sample.arguments, setup); }),
                   sample.operation);
  require_timely(shortest_time([&] { context.test_connection(live, setup); }), "test_connection");
}

void x5(Context& context) {
  std::vector<Answer> answers = context.tour(context.new_host());
  const Live live = context.create_configured();
  const CallSetup setup{.time = std::chrono::seconds(3)};
  forbid_network();
  for (const QuerySample& sample : context.sidecar().queries) {
    answers.push_back(context.query(live, sample.operation, sample.arguments, setup));
    answers.back().call->cancel();  // too late: nothing may happen any more
  }
  std::this_thread::sleep_for(milliseconds(100));  // for threads that a call may have left behind
  for (const Answer& answer : answers) {
    const std::string fault = answer.call->fault();
    require(fault.empty(), answer.verb + ": " + fault);
  }
}

}  // namespace

std::vector<Check> control_checks() {
  return {
      {"X3", Level::must, "Past its deadline a call begins nothing and answers DEADLINE_EXCEEDED",
       "Ask is_cancelled or the deadline before the first request.", "C1", x3},
      {"X4", Level::must, "Retries and waits end with the deadline", "Bound every wait by the time that is left.", "C1",
       x4},
      {"X5", Level::must, "The call context is used as agreed, and never after the return",
       "Poll cancel_fd, never read or close it; progress within 0..10000; no late writes.", "C1", x5},
  };
}

}  // namespace autoheal::validator
