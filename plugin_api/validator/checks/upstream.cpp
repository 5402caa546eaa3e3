// Q3 to Q10, X1, X2: against an upstream that misbehaves.
#include "upstream.hpp"

#include "context.hpp"
#include "process_state.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <thread>

namespace autoheal::validator {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

// An instance whose base URL is a scripted upstream, and the queries that need one.
struct Rig {
  explicit Rig(Context& context_) : context(context_) {
    const Sidecar& sidecar = context.sidecar();
    if (sidecar.upstream_setting.empty()) skip("the sidecar names no \"upstream_setting\"");
    for (const QuerySample& sample : sidecar.queries)
      if (!sample.local) samples.push_back(&sample);
    if (samples.empty()) skip("the sidecar has no query that needs an upstream");
    allow_loopback_only();
    renew();
  }
  // Another instance and another upstream: what was learned (limits, refused credentials, an open breaker) is of no
  // use any more, even if it was kept outside the instance.
  void renew(Upstream::Mode mode = Upstream::Mode::hang, std::string reply = {}) {
    current = &Upstream::start();
    upstream().set(mode, std::move(reply));
    live.emplace(context.create());
    json::object settings = json::parse(context.sidecar().settings).as_object();
    settings[context.sidecar().upstream_setting] = upstream().url();
    require_status(context.configure(*live, json::serialize(settings)), AUTOHEAL_OK, "given a loopback upstream");
  }
  Answer ask(const QuerySample& sample, CallSetup setup = {.time = seconds(4)}) {
    return context.query(*live, sample.operation, sample.arguments, setup);
  }
  void require_one_of(const Answer& answer, const std::vector<autoheal_status>& allowed, const std::string& when) {
    for (const autoheal_status status : allowed)
      if (answer.status == status) return;
    fail(answer.verb + ", when " + when + ", answered " + name_of(answer.status) + " instead of " +
         name_of(allowed[0]) + ": " + (answer.error + answer.result).substr(0, 300));
  }
  // As above, for every sample; an answer that says itself that it is not complete is an answer, too.
  void require_all(const std::vector<autoheal_status>& allowed, const std::string& when) {
    for (const QuerySample* sample : samples) {
      const Answer answer = ask(*sample);
      if (answer.status == AUTOHEAL_OK && is_incomplete(answer)) continue;
      require_one_of(answer, allowed, when);
    }
  }
  static bool is_incomplete(const Answer& answer) {
    const json::object envelope = parse_object(answer.result, "the result of " + answer.verb);
    const json::value* meta = envelope.if_contains("meta");
    return meta != nullptr && meta->is_object() && meta->get_object().contains("complete") &&
           meta->get_object().at("complete") == false;
  }
  Upstream& upstream() { return *current; }

  Context& context;
  Upstream* current = nullptr;
  std::optional<Live> live;
  std::vector<const QuerySample*> samples;
};

void q3(Context& context) {
  Rig rig(context);
  const std::string error = R"({"error":{"message":"scripted","code":2010}})";
  const struct {
    int http_status;
    const char* headers;
    std::vector<autoheal_status> allowed;
  } rows[] = {
      {404, "", {AUTOHEAL_NOT_FOUND, AUTOHEAL_BAD_UPSTREAM_REPLY}},
      {403, "", {AUTOHEAL_PERMISSION_DENIED}},
      {500, "", {AUTOHEAL_UNAVAILABLE}},
      {503, "", {AUTOHEAL_UNAVAILABLE}},
      {401, "", {AUTOHEAL_UNAUTHENTICATED}},
      {429, "Retry-After: 30\r\nratelimit-reset: 30\r\nratelimit-remaining: 0\r\n", {AUTOHEAL_RATE_LIMITED}},
  };
  for (const auto& row : rows) {
    rig.renew(Upstream::Mode::answer, make_reply(row.http_status, error, row.headers));
    const std::string when = "its upstream answers " + std::to_string(row.http_status);
    rig.require_all(row.allowed, when);
    if (row.http_status != 429) continue;
    const Answer answer = rig.ask(*rig.samples[0]);
    const json::object document = parse_object(answer.error, "the error document of " + answer.verb);
    require(document.contains("retry_after_ms"), answer.verb + ", when " + when + ", does not say retry_after_ms");
  }
}

std::size_t peak_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      std::size_t value = 0;
      status >> value;
      return value;
    }
  return 0;
}

void q4(Context& context) {
  Rig rig(context);
  const std::vector<autoheal_status> broken = {AUTOHEAL_BAD_UPSTREAM_REPLY, AUTOHEAL_RESULT_TOO_LARGE};
  const std::vector<autoheal_status> cut = {AUTOHEAL_UNAVAILABLE, AUTOHEAL_BAD_UPSTREAM_REPLY};
  const std::vector<autoheal_status> unbounded = {AUTOHEAL_BAD_UPSTREAM_REPLY, AUTOHEAL_RESULT_TOO_LARGE,
                                                  AUTOHEAL_DEADLINE_EXCEEDED};
  const std::string html = "<html><body>Welcome to the hotel's network</body></html>";
  const struct {
    const char* when;
    Upstream::Mode mode;
    std::string reply;
    const std::vector<autoheal_status>& allowed;
  } rows[] = {
      {"its upstream answers with a web page", Upstream::Mode::answer,
       "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(html.size()) + "\r\n\r\n" +
           html,
       broken},
      {"its upstream answers with noise", Upstream::Mode::answer, make_reply(200, "\xff\x00garbage{{{"), broken},
      {"its upstream answers with another shape", Upstream::Mode::answer, make_reply(200, "[1,2,3]"), broken},
      {"its upstream answers with nothing", Upstream::Mode::answer, make_reply(200, ""), broken},
      {"its upstream nests without end", Upstream::Mode::answer, make_reply(200, std::string(100000, '[')), broken},
      {"its upstream is cut off in the body", Upstream::Mode::cut,
       "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"a\":", cut},
      {"its upstream does not speak HTTP", Upstream::Mode::cut, "SSH-2.0-OpenSSH_9.2\r\n", cut},
      {"its upstream sends chunks without end", Upstream::Mode::endless, "", unbounded},
      {"its upstream sends 100 MiB", Upstream::Mode::hundred_mib, "", unbounded},
  };
  const std::size_t before = peak_kib();
  for (const auto& row : rows) {
    rig.renew(row.mode, row.reply);
    if (row.mode == Upstream::Mode::answer)
      rig.require_all(row.allowed, row.when);
    else
      rig.require_one_of(rig.ask(*rig.samples[0]), row.allowed, row.when);
  }
  const std::size_t grown = (peak_kib() - before) / 1024;
  require(!can_watch_allocations() || grown < 96, "its memory grew by " + std::to_string(grown) + " MiB");
}

void q8(Context& context) {
  Rig rig(context);
  const auto require_failed = [&](const std::string& when, std::vector<autoheal_status> allowed) {
    const Answer answer = context.test_connection(*rig.live, {.time = seconds(5)});
    if (answer.status == AUTOHEAL_OK) {
      const json::object table = parse_object(answer.result, "the connection table");
      const json::value* verdict = table.if_contains("verdict");
      require(verdict != nullptr && *verdict == "fail", "test_connection, when " + when + ", does not say \"fail\"");
      return;
    }
    rig.require_one_of(answer, allowed, when);
  };
  rig.upstream().set(Upstream::Mode::answer, make_reply(401, R"({"error":{"message":"no","code":2006}})"));
  require_failed("its upstream refuses the credential", {AUTOHEAL_UNAUTHENTICATED});
  rig.renew();
  rig.upstream().stop_listening();
  require_failed("its upstream refuses connections", {AUTOHEAL_UNAVAILABLE});
  rig.require_one_of(rig.ask(*rig.samples[0]), {AUTOHEAL_UNAVAILABLE}, "its upstream refuses connections");
}

void q9(Context& context) {
  Rig rig(context);
  Upstream& other = Upstream::start();
  other.set(Upstream::Mode::answer, make_reply(200, "{}"));
  rig.upstream().set(Upstream::Mode::answer, make_reply(302, "", "Location: " + other.url() + "/elsewhere\r\n"));
  const Answer answer = rig.ask(*rig.samples[0]);
  require(answer.status != AUTOHEAL_OK, answer.verb + " took a redirect for an answer");
  for (const std::string& request : other.requests())
    for (const auto& [name, value] : context.sidecar().secrets)
      require(request.find(value) == std::string::npos, "the secret " + name + " follows a redirect to another host");
}

void q10(Context& context) {
  Rig rig(context);
  rig.upstream().set(Upstream::Mode::answer, make_reply(200, "{}"));
  for (const json::value& operation : context.describe().at("operations").as_array()) {
    const json::value* annotations = operation.as_object().if_contains("annotations");
    if (annotations == nullptr || annotations->at("read_only") != true) continue;
    for (const QuerySample* sample : rig.samples)
      if (operation.at("name").as_string() == sample->operation) rig.ask(*sample);
  }
  context.test_connection(*rig.live, {.time = seconds(5)});
  for (const std::string& request : rig.upstream().requests())
    require(request.rfind("GET ", 0) == 0 || request.rfind("HEAD ", 0) == 0,
            "a read-only call sent " + request.substr(0, request.find(' ')));
}

// Starts `ask`, cancels it once the upstream has the request, and gives the time from there to the return.
milliseconds time_to_cancel(Rig& rig, bool offers_descriptor, const std::string& when) {
  TestCall& call = rig.context.new_call({.time = seconds(30), .offers_descriptor = offers_descriptor});
  const QuerySample& sample = *rig.samples[0];
  autoheal_status status = AUTOHEAL_OK;
  std::chrono::steady_clock::time_point returned;
  std::thread caller([&] {
    status =
        rig.context.plugin().query(rig.live->get(), to_text(sample.operation), to_text(sample.arguments), call.table());
    returned = std::chrono::steady_clock::now();
  });
  const auto until = std::chrono::steady_clock::now() + seconds(5);
  while (rig.upstream().request_count() == 0 && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(milliseconds(1));
  std::this_thread::sleep_for(milliseconds(20));  // so that the answer's beginning has arrived, too
  const auto begin = std::chrono::steady_clock::now();
  call.cancel();
  caller.join();
  call.retire();
  require(rig.upstream().request_count() > 0, "the query sent no request");
  require(status == AUTOHEAL_CANCELLED, "cancelled while " + when + ", the query answered " + name_of(status));
  return std::chrono::duration_cast<milliseconds>(returned - begin);
}

void require_prompt(Context& context, bool offers_descriptor, milliseconds most) {
  Rig rig(context);
  for (const auto& [mode, when] : {std::pair(Upstream::Mode::hang, "its upstream gives no answer"),
                                   std::pair(Upstream::Mode::hang_body, "its upstream stalls in the body")}) {
    auto shortest = milliseconds::max();
    for (int turn = 0; turn < 3 && shortest > most; ++turn) {  // a busy machine must not fail a plugin
      rig.upstream().set(mode);
      shortest = std::min(shortest, time_to_cancel(rig, offers_descriptor, when));
    }
    require(shortest <= most, std::string("cancelled while ") + when + ", the query came back after " +
                                  std::to_string(shortest.count()) + " ms");
  }
}

void x1(Context& context) { require_prompt(context, true, allowed(milliseconds(250))); }
void x2(Context& context) { require_prompt(context, false, allowed(milliseconds(1200))); }

void x6(Context& context) {
  Rig rig(context);
  const CallSetup setup{.time = milliseconds(300)};
  for (const Upstream::Mode mode : {Upstream::Mode::hang, Upstream::Mode::hang_body, Upstream::Mode::endless}) {
    rig.upstream().set(mode);
    for (const QuerySample* sample : rig.samples) {
      const milliseconds took = shortest_time([&] { rig.ask(*sample, setup); });
      require(took <= allowed(milliseconds(550)), sample->operation + ", with an upstream that hangs, came back " +
                                                      std::to_string(took.count() - 300) + " ms after its deadline");
    }
    const milliseconds took = shortest_time([&] { context.test_connection(*rig.live, setup); });
    require(took <= allowed(milliseconds(550)), "test_connection, with an upstream that hangs, came back " +
                                                    std::to_string(took.count() - 300) + " ms after its deadline");
  }
}

}  // namespace

std::vector<Check> upstream_checks() {
  return {
      {"Q3", Level::must, "The upstream's 401, 403, 404, 429, 500 and 503 become the statuses they mean",
       "Map by status code; hand on Retry-After as retry_after_ms.", "C1", q3},
      {"Q4", Level::must, "An upstream's garbage, cuts and floods become a status, in bounded memory",
       "Cap what you read, parse with limits, map to BAD_UPSTREAM_REPLY or RESULT_TOO_LARGE.", "C1", q4},
      {"Q8", Level::must, "Test Connection tells a refused credential and a dead upstream",
       "Answer OK with verdict \"fail\" and rows that say why, or the matching status.", "C1", q8},
      {"Q9", Level::must, "Credentials do not follow a redirect to another host",
       "Do not follow redirects, or drop the credentials.", "C1", q9},
      {"Q10", Level::must, "Read-only operations send GET and HEAD only", "Correct the request, or the annotation.",
       "C1", q10},
      {"X1", Level::must, "A cancel seen at the descriptor ends a waiting call within 250 ms",
       "Poll cancel_fd together with your sockets (curl_multi_poll takes extra descriptors).", "Q10", x1},
      {"X2", Level::must, "Without a descriptor, is_cancelled is asked often enough: within 1.2 s",
       "Bound each wait to a second and ask is_cancelled after it.", "Q10", x2},
      {"X6", Level::must, "A deadline ends a call whose upstream hangs, within 250 ms",
       "Bound every wait by the time that is left.", "Q10", x6},
  };
}

}  // namespace autoheal::validator
