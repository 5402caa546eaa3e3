#include "simulator.hpp"

#include "base/random.hpp"
#include "control/controls.hpp"
#include "data/data.hpp"
#include "events/events_api.hpp"

#include <boost/json.hpp>
#include <stdexcept>

namespace simulator {
namespace {

constexpr std::size_t kLoggedRequests = 20000;

Millis starting_time(const Options& options) {
  if (options.now.empty()) return Clock::real_now();
  const auto parsed = parse_time(options.now, utc_zone());
  if (!parsed) throw std::runtime_error("--now: not an RFC 3339 time: " + options.now);
  return parsed->at;
}

// The data must be in place before the keys are made: they belong to its people.
Account& filled(Account& account, const Options& options) {
  add_demo_directory(account);
  if (options.incidents > 0) {
    add_generated_incidents(account, options.incidents, options.seed);
  } else {
    add_demo_story(account, options.seed);
  }
  return account;
}

// 401 as PagerDuty sends it: no body, and not even JSON.
Response unauthorized() {
  Response response;
  response.status = 401;
  response.headers.emplace_back("content-type", "text/html; charset=utf-8");
  return response;
}

// `application/vnd.pagerduty+json;version=2`, JSON in general, or nothing at all.
bool accepts_version_two(const Request& request) {
  if (!request.has_header("Accept")) return true;
  const std::string_view accept = request.header("Accept");
  if (const std::size_t at = accept.find("application/vnd.pagerduty+json"); at != std::string_view::npos) {
    const std::size_t version = accept.find("version=", at);
    return version == std::string_view::npos || accept.substr(version + 8, 1) == "2";
  }
  return accept.find("application/json") != std::string_view::npos || accept.find("*/*") != std::string_view::npos ||
         accept.find("application/*") != std::string_view::npos;
}

bool needs_json_body(const Request& request) {
  return (request.method == "POST" || request.method == "PUT") && !request.body.empty() &&
         request.header("Content-Type").find("json") == std::string_view::npos;
}

}  // namespace

Simulator::Simulator(const Options& options, Reactor& the_reactor)
    : account(starting_time(options)),
      webhooks(account, the_reactor),
      lifecycle(account, webhooks),
      keys(filled(account, options), options.seed),
      reactor(the_reactor) {
  add_routes(router_);
}

std::string Simulator::next_request_id() { return make_hex(32, mix(0x7265717565737400ULL + ++request_counter_)); }

void Simulator::apply_pending_changes(const std::string& path) {
  std::vector<std::function<void()>> due;
  std::erase_if(pending_changes, [&](PendingChange& change) {
    if (!glob_matches(change.path, path) || --change.after > 0) return false;
    due.push_back(std::move(change.apply));
    return true;
  });
  for (const auto& apply : due) apply();
}

void Simulator::handle(Request request, const Reactor::Send& send) {
  if (request.path.rfind("/_simulator/", 0) == 0) return handle_control(*this, request, send);
  LoggedRequest logged{request.method,      request.path,       request.query,    "", 0,
                       account.clock.now(), Clock::monotonic(), next_request_id()};
  Response response = answer(request, logged);
  response.headers.emplace_back("date", render_http_date(account.clock.now()));
  response.headers.emplace_back("x-request-id", logged.request_id);
  logged.status = response.status;
  requests.push_back(std::move(logged));
  if (requests.size() > kLoggedRequests) requests.pop_front();
  apply_pending_changes(request.path);
  send(std::move(response));
}

Response Simulator::answer(const Request& request, LoggedRequest& logged) {
  const bool events = is_events_path(request.path);
  const Key* key = events ? nullptr : keys.authenticate(request.header("Authorization"));
  if (key != nullptr) logged.key = key->name;
  const Fault* fault = faults.match(request, logged.key);
  if (fault != nullptr && replaces_answer(*fault)) return make_faulty_answer(*fault);
  Response response;
  if (events) {
    response = handle_event(account, lifecycle, request);
  } else if (key == nullptr) {
    response = unauthorized();
  } else {
    response = answer_rest(request, *key);
  }
  if (fault != nullptr) spoil_answer(*fault, response);
  return response;
}

Response Simulator::answer_rest(const Request& request, const Key& key) {
  if (!budget.take(key)) {
    Response limited;
    limited.status = 429;
    limited.headers.emplace_back("content-type", budget.headers ? "application/json; charset=utf-8" : "text/plain");
    if (budget.headers) limited.body = R"({"error":{"message":"Rate Limit Exceeded","code":2020}})";
    budget.add_headers(key, limited);
    return limited;
  }
  Response response;
  try {
    if (!accepts_version_two(request))
      fail(406, 2001, "Invalid Input Provided", {"Accept names no version served here."});
    if (needs_json_body(request)) fail(415, 2001, "Invalid Input Provided", {"Content-Type must be application/json."});
    const Query query(request.query);
    Call call{account, lifecycle, webhooks, request, query, key, {}};
    const Route* route = router_.find(request.method, request.path, call.args);
    if (route == nullptr) fail_not_found();
    check_permission(*route, key);
    response = route->handler(call);
  } catch (const ApiError& error) {
    response = error_response(error);
  } catch (const std::exception& problem) {
    response = error_response({500, 2000, "Internal Server Error", {problem.what()}, ""});
  }
  budget.add_headers(key, response);
  return response;
}

}  // namespace simulator
