// C: settings.
#include "context.hpp"
#include "process_state.hpp"

#include <boost/json.hpp>
#include <chrono>
#include <random>
#include <thread>

namespace autoheal::validator {
namespace {

namespace json = boost::json;

bool has_pointer(const std::vector<std::string>& pointers, const std::string& wanted) {
  for (const std::string& pointer : pointers)
    if (pointer == wanted || pointer.rfind(wanted + "/", 0) == 0) return true;
  return false;
}

void require_refused(Context& context, const Live& live, const std::string& settings, const std::string& what,
                     const std::string& pointer = "") {
  const Answer answer = context.configure(live, settings);
  require_status(answer, AUTOHEAL_INVALID_ARGUMENT, "given " + what);
  if (!pointer.empty())
    require(has_pointer(problem_pointers(answer), pointer),
            "given " + what + ", problems[] does not name \"" + pointer + "\"");
}

void c1(Context& context) {
  const Live live = context.create();
  for (const char* turn : {"the first time", "the second time"})
    require_status(context.configure(live, context.sidecar().settings), AUTOHEAL_OK,
                   std::string("given the sidecar's settings ") + turn);
}

void c2(Context& context) {
  const Live live = context.create();
  const std::string good = context.sidecar().settings;
  require_refused(context, live, "", "an empty text");
  for (const char* other : {"[]", "1", "null", "\"text\"", "true", "{}x", "{\"a\":1", "{'a':1}", "{\"a\":1,}"})
    require_refused(context, live, other, other);
  if (good.size() > 2) require_refused(context, live, good.substr(0, good.size() - 1), "truncated settings");
  require_refused(context, live, good + "x", "settings with something behind them");
  require_refused(context, live, good + good, "settings twice over");
  require_refused(context, live, "\xEF\xBB\xBF" + good, "a byte order mark");
  require_refused(context, live, "{\"\xff\xfe\":1}", "bytes that are not UTF-8");
  require_refused(context, live, std::string(200000, '['), "deep nesting");
  std::mt19937 random(1);  // the same bytes on every run
  for (int turn = 0; turn < 3; ++turn) {
    std::string noise(1 << 20, ' ');
    for (char& byte : noise) byte = static_cast<char>(random());
    require_refused(context, live, noise, "a megabyte of noise");
  }
  const json::object settings = json::parse(good).as_object();
  if (settings.empty()) return;
  const std::string member =
      json::serialize(json::value(settings.begin()->key())) + ":" + json::serialize(settings.begin()->value());
  require_refused(context, live, good.substr(0, good.size() - 1) + "," + member + "}", "a setting twice");
}

void c3(Context& context) {
  const Live live = context.create();
  const json::object settings = json::parse(context.sidecar().settings).as_object();
  const json::object& schema = context.describe().at("settings").as_object();
  if (const json::value* required = schema.if_contains("required"))
    for (const json::value& name : required->as_array()) {
      json::object less = settings;
      if (less.erase(name.as_string()) == 0) continue;  // a secret: not part of the document
      const std::string key(name.as_string());
      require_refused(context, live, json::serialize(less), "no \"" + key + "\"", "/" + key);
    }
  for (const auto& [key, value] : settings) {
    json::object other = settings;
    other[key] = value.is_object() ? json::value(7) : json::value(json::object{{"a", json::array{1}}});
    require_refused(context, live, json::serialize(other), "\"" + std::string(key) + "\" of another type",
                    "/" + std::string(key));
  }
  for (const SettingsSample& sample : context.sidecar().invalid_settings)
    require_refused(context, live, sample.settings, sample.settings, sample.pointer);
}

// What the instance does now, as far as it can be seen without its upstream.
std::string behaviour(Context& context, const Live& live) {
  std::string seen = std::to_string(context.query(live, "no_such_operation", "{}").status);
  for (const QuerySample& sample : context.sidecar().queries)
    if (sample.local) {
      const Answer answer = context.query(live, sample.operation, sample.arguments);
      seen += " " + std::to_string(answer.status) + answer.result;
    }
  if (context.plugin().handle_webhook == nullptr || !context.sidecar().webhook) return seen;
  const WebhookSamples& webhook = *context.sidecar().webhook;
  for (const WebhookSample& sample : webhook.samples) {
    seen += " " + std::to_string(context.handle_webhook(live, sample.headers, sample.body).http_status);
    Headers headers = sample.headers;
    headers.emplace_back(webhook.signature.header,
                         webhook.signature.sign(context.sidecar().secrets.at(webhook.signature.secret), sample.body));
    seen += "/" + std::to_string(context.handle_webhook(live, headers, sample.body).http_status);
  }
  return seen;
}

void c4(Context& context) {
  const Live live = context.create_configured();
  const std::string before = behaviour(context, live);
  live.host().set_secrets({});  // a configure that fails must not take over a part, the secrets neither
  for (const char* bad : {"[", "{\"no_such_setting\":true}"}) {
    require_refused(context, live, bad, bad);
    require(behaviour(context, live) == before, std::string("after it refused ") + bad + " it behaves otherwise");
  }
}

void c5(Context& context) {
  const Live live = context.create();
  forbid_network();
  const auto took = shortest_time([&] { context.configure(live, context.sidecar().settings); });
  require(network_attempts() == 0, "configure uses the network");
  require(took < allowed(std::chrono::milliseconds(100)), "configure took " + std::to_string(took.count()) + " ms");
}

void c6(Context& context) {
  const Live live = context.create_configured();
  const std::string before = behaviour(context, live);
  std::atomic<bool> done = false;
  std::atomic<bool> differs = false;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&] {
      while (!done)
        if (context.query(live, "no_such_operation", "{}").status != AUTOHEAL_UNSUPPORTED) differs = true;
    });
  for (int turn = 0; turn < 50; ++turn) {
    context.configure(live, turn % 2 == 0 ? context.sidecar().settings : "{\"no_such_setting\":true}");
    if (behaviour(context, live) != before) differs = true;
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  require(!differs, "calls beside configure saw something else than the settings before or after");
}

}  // namespace

std::vector<Check> configure_checks() {
  return {
      {"C1", Level::must, "Good settings are accepted, and again", "configure must be repeatable.", "D1", c1},
      {"C2", Level::must, "What is not one JSON object in UTF-8 is refused with INVALID_ARGUMENT",
       "Parse strictly: nothing behind the object, no key twice, a limit on depth.", "C1", c2},
      {"C3", Level::must, "Each mistake is refused and named in problems[] by its JSON pointer",
       "Write one problem per mistake: {\"pointer\":\"/name\",\"message\":...}.", "C1", c3},
      {"C4", Level::must, "A refused configure leaves the old settings in force",
       "Build the new settings aside and swap them in at the very end.", "C1", c4},
      {"C5", Level::must, "configure makes no request and takes less than 100 ms",
       "Leave connections to the first query.", "C1", c5},
      {"C6", Level::must, "Calls beside configure see wholly old or wholly new settings",
       "Publish an immutable snapshot behind a lock or an atomic pointer.", "C1", c6},
  };
}

}  // namespace autoheal::validator
