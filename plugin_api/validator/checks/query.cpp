// D5, Q: queries without an upstream, or with one that answers.
#include "answering.hpp"
#include "autoheal/json_check.hpp"
#include "context.hpp"
#include "process_state.hpp"
#include "schema.hpp"

#include <boost/json.hpp>
#include <thread>

namespace autoheal::validator {
namespace {

namespace json = boost::json;

constexpr const char* kNoAnswer = "the sidecar has no query that is local or has an upstream_reply";

void q1(Context& context) {
  const Live live = context.create_configured();
  forbid_network();
  for (const char* name : {"no_such_operation", "", "describe", "NO_SUCH", "get_\xC3\xA4"})
    require_status(context.query(live, name, "{}"), AUTOHEAL_UNSUPPORTED, "which is no operation");
  for (const json::value& operation : context.describe().at("operations").as_array()) {
    const std::string name(operation.at("name").as_string());
    for (const char* arguments : {"", "[]", "{", "null", "{}{}", "{\"\xff\":1}"})
      require_status(context.query(live, name, arguments), AUTOHEAL_INVALID_ARGUMENT,
                     "given the arguments \"" + std::string(is_utf8(arguments) ? arguments : "(not UTF-8)") + "\"");
    const Answer answer = context.query(live, name, "{\"no_such_argument\":1}");
    require_status(answer, AUTOHEAL_INVALID_ARGUMENT, "given an unknown argument");
    require(!problem_pointers(answer).empty(), name + ", given an unknown argument, answered without problems[]");
  }
  require(network_attempts() == 0, "it uses the network for calls that it must refuse");
}

void require_sound(const Answer& answer) {
  const std::string who = answer.verb + " (" + name_of(answer.status) + ")";
  require(is_known_status(answer.status) && answer.status != AUTOHEAL_ABI_MISMATCH,
          who + ": no verb may return this status");
  if (answer.status == AUTOHEAL_OK) {
    if (answer.verb == "configure" && answer.result.empty()) return;
    parse_object(answer.result, "the result of " + who);
    return;
  }
  const json::object error = parse_object(answer.error, "the error document of " + who);
  for (const char* key : {"code", "message"}) {
    const json::value* value = error.if_contains(key);
    require(value != nullptr && value->is_string() && !value->get_string().empty(),
            "the error document of " + who + " has no " + key);
  }
}

void q2(Context& context) {
  for (const Answer& answer : context.tour(context.new_host())) require_sound(answer);
}

void q5(Context& context) {
  const Live live = context.create_configured();
  forbid_network();
  const CallSetup setup{.time = std::chrono::seconds(3)};
  unsigned asked = 0;
  for (const QuerySample& sample : context.sidecar().queries) {
    if (sample.local) continue;
    const Answer answer = context.query(live, sample.operation, sample.arguments, setup);
    ++asked;
    require(answer.status == AUTOHEAL_UNAVAILABLE || answer.status == AUTOHEAL_DEADLINE_EXCEEDED,
            answer.verb + ", without a network, answered " + name_of(answer.status) + " instead of UNAVAILABLE");
  }
  if (asked == 0) skip("the sidecar has no query that needs an upstream");
}

void q6(Context& context) {
  const Live live = context.create_configured();
  forbid_network();
  const auto require_obeyed = [](const Answer& answer, autoheal_status refusal, std::size_t limit) {
    const std::string when = "its writer refused after " + std::to_string(limit) + " bytes";
    require(answer.call->fault().empty(), answer.verb + ": " + when + ", and " + answer.call->fault());
    if (answer.call->was_refused()) require_status(answer, refusal, "when " + when);
  };
  for (const autoheal_status refusal : {AUTOHEAL_RESULT_TOO_LARGE, AUTOHEAL_CANCELLED})
    for (const std::size_t limit : {0u, 1u, 7u, 4096u}) {
      const CallSetup setup{.refuse_result_after = limit, .refuse_error_after = limit, .refusal = refusal};
      require_obeyed(context.run_describe(setup), refusal, limit);
      require_obeyed(context.configure(live, "[", setup), refusal, limit);
      require_obeyed(context.query(live, "no_such_operation", "{}", setup), refusal, limit);
      for (const QuerySample& sample : context.sidecar().queries)
        if (sample.local)
          require_obeyed(context.query(live, sample.operation, sample.arguments, setup), refusal, limit);
      if (context.plugin().handle_webhook != nullptr)
        require_obeyed(context.handle_webhook(live, {}, "{}", setup), refusal, limit);
    }
}

// A call that allows little: what it came to, and what was written, keep to each other.
void q11(Context& context) {
  unsigned asked = 0;
  for (const QuerySample& sample : context.sidecar().queries) {
    if (!can_answer(context.sidecar(), sample)) continue;
    const Live live = create_answering(context, sample);
    for (const std::size_t most : {0u, 1u, 40u, 65536u}) {
      ++asked;
      const CallSetup setup{.refuse_result_after = most, .max_result_bytes = most == 0 ? 1 : most};
      const Answer answer = context.query(live, sample.operation, sample.arguments, setup);
      const std::string when = "allowed " + std::to_string(most) + " bytes";
      if (answer.status == AUTOHEAL_OK) continue;
      require_status(answer, AUTOHEAL_RESULT_TOO_LARGE, when);
      require(answer.error.empty() || check_json_object(answer.error) == JsonFault::none,
              answer.verb + ", " + when + ", wrote an error document that is no JSON object");
    }
  }
  if (asked == 0) skip(kNoAnswer);
}

void q7(Context& context) {
  const Live live = context.create_configured();
  const std::vector<QuerySample>& queries = context.sidecar().queries;
  std::mutex mutex;
  std::string fault;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 32; ++thread)
    threads.emplace_back([&] {
      for (const QuerySample& sample : queries) {
        if (!sample.local) continue;
        const Answer answer = context.query(live, sample.operation, sample.arguments);
        if (answer.status == AUTOHEAL_OK) continue;
        const std::lock_guard lock(mutex);
        fault = answer.verb + " answered " + name_of(answer.status) + " with 31 others beside it";
      }
      const Answer answer = context.query(live, "no_such_operation", "{}");
      if (answer.status == AUTOHEAL_UNSUPPORTED) return;
      const std::lock_guard lock(mutex);
      fault = "an unknown operation answered " + name_of(answer.status) + " with 31 others beside it";
    });
  for (std::thread& one : threads) one.join();
  require(fault.empty(), fault);
}

// The result schema of an operation; nullptr: none of that name.
const json::object* result_schema(Context& context, std::string_view name) {
  for (const json::value& operation : context.describe().at("operations").as_array())
    if (operation.at("name").as_string() == name) return &operation.at("result").as_object();
  return nullptr;
}

void d5(Context& context) {
  unsigned asked = 0;
  for (const QuerySample& sample : context.sidecar().queries) {
    if (!can_answer(context.sidecar(), sample)) continue;
    ++asked;
    const Live live = create_answering(context, sample);
    const Answer answer = context.query(live, sample.operation, sample.arguments);
    require_status(answer, AUTOHEAL_OK, "asked as in the sidecar");
    const json::object envelope = parse_object(answer.result, "the result of " + answer.verb);
    for (const char* key : {"summary", "data", "meta", "links"})
      require(envelope.contains(key), "the result of " + answer.verb + " has no \"" + key + "\"");
    const json::object* schema = result_schema(context, sample.operation);
    if (schema == nullptr) continue;
    const auto violations = find_violations(envelope.at("data"), *schema, "/data");
    require(violations.empty(), "the result of " + answer.verb + " breaks its declared schema at \"" +
                                    (violations.empty() ? "" : violations[0]) + "\"");
  }
  if (asked == 0) skip(kNoAnswer);
}

}  // namespace

std::vector<Check> query_checks() {
  return {
      {"D5", Level::should, "Sample queries succeed and satisfy the declared result schema",
       "Correct the schema or the result, whichever is wrong.", "C1", d5},
      {"Q1", Level::must, "Unknown operations are UNSUPPORTED, wrong arguments INVALID_ARGUMENT, without network",
       "Look the operation up first, then check every argument, then plan requests.", "C1", q1},
      {"Q2", Level::must, "OK comes with one JSON object, any other status with code and message",
       "Write the result or the error document before you return.", "D1", q2},
      {"Q5", Level::must, "Without a network, queries end with UNAVAILABLE",
       "Map failures to resolve and connect to UNAVAILABLE.", "C1", q5},
      {"Q6", Level::must, "A writer that refuses ends the call with its status, and nothing more is written",
       "Return what the writer returned, at once.", "C1", q6},
      {"Q7", Level::must, "32 queries at once on one instance are all right",
       "Keep no state of a call in the instance.", "C1", q7},
      {"Q11", Level::must, "A result beyond max_result_bytes is RESULT_TOO_LARGE, with a sound error document if any",
       "Cut the answer to what the call allows, or say in the error document what to narrow.", "C1", q11},
  };
}

}  // namespace autoheal::validator
