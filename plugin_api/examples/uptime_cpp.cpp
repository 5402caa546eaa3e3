// uptime_cpp - the plugin of uptime.c once more, with the C++ author layer: no table, no entry, no checks of what the
// host hands in, no exception that could escape. Copy this one if you write C++.
// Threads: the verbs may run beside configure, so the settings are an immutable snapshot behind an atomic pointer.
#include "autoheal/plugin_export.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <time.h>

namespace {

using autoheal::Call;
using autoheal::Host;
using autoheal::Identity;
using autoheal::Reply;
using autoheal::Secret;
using autoheal::WebhookReply;
using autoheal::WebhookView;

constexpr std::string_view kDescribe = R"json({
  "describe_version": 1, "id": "uptime_cpp", "name": "Uptime (C++)", "version": "1.0.0", "settings_version": 1,
  "settings": {"type": "object", "additionalProperties": false, "required": ["unit"], "properties": {
    "unit": {"type": "string", "enum": ["hours", "days"], "title": "Unit", "description": "What answers count in."},
    "token": {"type": "string", "writeOnly": true, "maxLength": 64, "title": "Webhook token",
      "description": "Heartbeats carry it in X-Uptime-Token. Without it every heartbeat is accepted."}}},
  "operations": [{"name": "get_uptime", "title": "Uptime", "audience": "agent", "typical_ms": 1,
    "description": "How long the machine has been up, in whole hours or days as set. Costs nothing.",
    "arguments": {"type": "object", "additionalProperties": false, "properties": {}},
    "result": {"type": "object", "required": ["uptime"], "properties": {"uptime": {"type": "integer"}}},
    "annotations": {"read_only": true, "idempotent": true, "open_world": false}}],
  "webhook": {"signature_header": "X-Uptime-Token", "secret_setting": "token", "event_types": [], "max_body_bytes": 99}
})json";

// The rest of `text` behind blanks and `word`; false if it does not begin so. A real plugin uses a JSON library.
bool take(std::string_view& text, std::string_view word) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.substr(0, word.size()) != word) return false;
  text.remove_prefix(word.size());
  return true;
}

bool is_end(std::string_view text) { return take(text, "") && text.empty(); }

bool is_same(std::string_view left, std::string_view right) {  // takes as long wherever they differ
  unsigned differ = left.size() != right.size();
  for (std::size_t at = 0; at < left.size() && at < right.size(); ++at)
    differ |= static_cast<unsigned>(left[at] ^ right[at]);
  return differ == 0;
}

std::string render_time(std::chrono::sys_time<std::chrono::nanoseconds> at) {
  const time_t seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  tm utc{};
  char text[32];
  return {text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S.000Z", gmtime_r(&seconds, &utc))};
}

class Uptime {
 public:
  static constexpr std::string_view id = "uptime_cpp";
  static constexpr std::string_view version = "1.0.0";
  static std::string_view describe() { return kDescribe; }

  Uptime(Host host, const Identity&) : host_(host) {}

  Reply configure(std::string_view settings, Call&) {
    bool hours = false;
    if (!take(settings, "{") || !take(settings, "\"unit\"") || !take(settings, ":") ||
        !((hours = take(settings, "\"hours\"")) || take(settings, "\"days\"")) || !take(settings, "}") ||
        !is_end(settings))
      return Reply::error(AUTOHEAL_INVALID_ARGUMENT,
                          {.code = "invalid_settings",
                           .message = "The settings are not valid.",
                           .problems = {{"/unit", "must be hours or days, and the only setting"}}});
    Secret token = host_.secret("token");
    if (!token && token.status() != AUTOHEAL_NOT_FOUND && token.status() != AUTOHEAL_UNSUPPORTED)
      return Reply::error(AUTOHEAL_UNAVAILABLE, {.code = "secret", .message = "The token cannot be read."});
    settings_.store(std::make_shared<const Settings>(Settings{hours ? 3600 : 86400, std::move(token)}));
    return Reply::ok();
  }

  Reply test_connection(Call&) const {
    return Reply::ok(R"({"verdict":"pass","summary":"The clock can be read.","rows":[]})");
  }

  Reply query(std::string_view operation, std::string_view args, Call&) const {
    if (operation != "get_uptime")
      return Reply::error(AUTOHEAL_UNSUPPORTED, {.code = "unknown_operation", .message = "There is only get_uptime."});
    if (!take(args, "{") || !take(args, "}") || !is_end(args))
      return Reply::error(AUTOHEAL_INVALID_ARGUMENT, {.code = "invalid_arguments",
                                                      .message = "get_uptime takes none.",
                                                      .problems = {{"", "must be an empty object"}}});
    timespec up{};
    clock_gettime(CLOCK_BOOTTIME, &up);
    const int unit_s = settings_.load()->unit_s;
    const std::string count = std::to_string(up.tv_sec / unit_s);
    return Reply::ok("{\"summary\":\"Up for " + count + (unit_s == 3600 ? " hours" : " days") +
                     ".\",\"data\":{\"uptime\":" + count +
                     "},\"meta\":{\"complete\":true,\"returned\":1},\"links\":[]}");
  }

  WebhookReply handle_webhook(const WebhookView& webhook, Call&) const {
    const auto now = settings_.load();
    bool good = !now->token;
    for (const std::string_view value : webhook.values("X-Uptime-Token")) good |= is_same(value, now->token.bytes());
    if (!good) return WebhookReply::answer(401, R"({"events":[],"signature":"invalid"})");
    const std::string at = render_time(webhook.received_at());
    return WebhookReply::answer(202, "{\"events\":[{\"event_id\":\"" + at +
                                         "\",\"kind\":\"ping\",\"event_type\":\"beat\",\"occurred_at\":\"" + at +
                                         "\"}],\"signature\":\"" + (now->token ? "current" : "not_required") + "\"}");
  }

 private:
  struct Settings {
    int unit_s;
    Secret token;
  };

  Host host_;
  std::atomic<std::shared_ptr<const Settings>> settings_;
};

}  // namespace

AUTOHEAL_EXPORT_PLUGIN(Uptime)
