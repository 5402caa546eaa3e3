// A plugin that keeps the contract and does what a test asks of it, without any network.
#include "autoheal/plugin_export.hpp"

#include <chrono>
#include <poll.h>
#include <stdexcept>
#include <string>

namespace {

// A member's text in a flat JSON object of strings: enough for a plugin that only tests talk to.
std::string text_at(std::string_view json, const std::string& member) {
  const std::size_t at = json.find("\"" + member + "\":\"");
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + member.size() + 4;
  return std::string{json.substr(begin, json.find('"', begin) - begin)};
}

class Demo {
 public:
  static constexpr std::string_view id = "demo";
  static constexpr std::string_view version = "1.0.0";

  static std::string describe() {
    const auto operation = [](const std::string& name, const std::string& audience = "agent",
                              const std::string& role = {}) {
      return R"({"name":")" + name + (role.empty() ? "" : R"(","role":")" + role) + R"(","title":")" + name +
             R"(","description":"What the tests ask of it.","audience":")" + audience +
             R"(","arguments":{"type":"object","additionalProperties":false,"properties":{
             "text":{"type":"string","maxLength":20},"limit":{"type":"integer","minimum":1}}},
             "result":{"type":"object"},"annotations":{"read_only":true},"typical_ms":1})";
    };
    std::string operations;
    for (const char* name : {"echo", "leak", "slow", "boom", "unauthorized", "ambiguous", "broken_json"}) {
      operations += (operations.empty() ? "" : ",") + operation(name);
    }
    return R"({"describe_version":1,"id":"demo","name":"Demo","version":"1.0.0","settings":{"type":"object",
      "additionalProperties":false,"required":["api_key"],"properties":{
      "api_key":{"title":"API key","description":"x","type":"string","minLength":8,"writeOnly":true,"x-group":"credentials"},
      "verdict":{"title":"Verdict","description":"x","type":"string","enum":["pass","partial","fail"]},
      "endpoint":{"title":"Endpoint","description":"x","type":"string","x-operator-only":true,"x-wipes":["api_key"]},
      "labels":{"title":"Labels","description":"x","type":"object","additionalProperties":{"type":"string"}},
      "signing_secret":{"title":"Signing secret","description":"x","type":"string","minLength":1,"writeOnly":true,
      "x-group":"alert_source"}}},"operations":[)" +
           operations + "," + operation("tidy", "host") + "," + operation("diagnose", "agent", "diagnose_source/1") +
           // Called like operations of other plugins, and looked for by nobody.
           "," + operation("enrich_alert", "host") + "," + operation("reconcile_alerts", "host") + "," +
           operation("diagnose_webhook") + "," + operation("explain_signature", "host") +
           R"(],"webhook":{"signature_header":"X-Demo-Signature","secret_setting":"signing_secret","url_secret":"webhook_url",
      "event_types":["demo.triggered"],"max_body_bytes":65536}})";
  }

  Demo(autoheal::Host host, const autoheal::Identity& identity) : host_(host), id_(identity.id) {}

  autoheal::Reply configure(std::string_view settings, autoheal::Call&) {
    const autoheal::Secret key = host_.secret("api_key");
    if (!key)
      return autoheal::Reply::error(key.status(),
                                    autoheal::ErrorDocument{.code = "no_key", .message = "There is no key."});
    if (key.bytes().substr(0, 2) == "R0") {
      return autoheal::Reply::error(
          AUTOHEAL_INVALID_ARGUMENT,
          autoheal::ErrorDocument{.code = "invalid_settings",
                                  .message = "The settings are not right.",
                                  .problems = {{"/api_key", "this is an integration key, not an API key"}}});
    }
    key_ = key.bytes();
    settings_ = settings;
    const autoheal::Secret signing = host_.secret("signing_secret");
    signing_ = signing ? signing.bytes() : std::string_view{};
    const autoheal::Secret url = host_.secret("webhook_url");
    url_ = url ? url.bytes() : std::string_view{};
    return autoheal::Reply::ok();
  }

  autoheal::Reply test_connection(autoheal::Call&) {
    const std::string verdict = text_at(settings_, "verdict");
    return autoheal::Reply::ok(R"({"verdict":")" + (verdict.empty() ? "pass" : verdict) +
                               R"(","summary":"Tried.","rows":[{"name":"key","title":"Key accepted","outcome":"pass",
                               "required":true,"latency_ms":1,"reason":")" +
                               "the key is " + key_ + R"("}]})");
  }

  autoheal::Reply query(std::string_view operation, std::string_view arguments, autoheal::Call& call) {
    if (operation == "echo") {
      return envelope(R"({"instance":")" + id_ + R"(",)" + who_asks(call) + R"(,"settings":)" + settings_ +
                      R"(,"arguments":)" + std::string{arguments} + R"(,"url_known":)" +
                      (url_.empty() ? "false" : "true") + R"(,"signed":)" + (signing_.empty() ? "false" : "true") +
                      "}");
    }
    if (operation == "leak") {
      host_.log(autoheal::LogLevel::error, "the key is " + key_, R"({"key":")" + key_ + R"("})");
      return envelope(R"({"key":")" + key_ + R"(","url":")" + url_ + R"("})");
    }
    if (operation == "enrich_alert" || operation == "reconcile_alerts" || operation == "explain_signature") {
      host_.log(autoheal::LogLevel::error, "called by its name: " + std::string{operation});
      return envelope("{}");
    }
    if (operation == "diagnose" || operation == "diagnose_webhook") {  // `text` is what it finds
      return envelope(R"({"verdict":")" + text_at(arguments, "text") + R"("})");
    }
    if (operation == "slow") return wait(call);
    if (operation == "boom") throw std::runtime_error{"boom " + key_};
    if (operation == "unauthorized") {
      return autoheal::Reply::error(
          AUTOHEAL_UNAUTHENTICATED,
          autoheal::ErrorDocument{
              .code = "unauthorized", .message = "The key " + key_ + " was refused.", .hint = "Replace it."});
    }
    if (operation == "ambiguous") {
      return autoheal::Reply::error(
          AUTOHEAL_INVALID_ARGUMENT,
          R"({"code":"ambiguous","message":"Two fit.","retryable":false,"choices":[{"number":1,"kind":"service","name":"checkout\u001b[31m"}]})");
    }
    if (operation == "broken_json") return autoheal::Reply::ok("{\"summary\": oops}");
    return autoheal::Reply::error(AUTOHEAL_UNSUPPORTED);
  }

  autoheal::WebhookReply handle_webhook(const autoheal::WebhookView& webhook, autoheal::Call& call) {
    const auto given = webhook.values("x-demo-signature");
    if (!signing_.empty() && (given.empty() || given[0] != signing_)) {
      return autoheal::WebhookReply::answer(401, R"({"events":[],"signature":"invalid"})");
    }
    const std::string body{webhook.body()};
    const std::string signature = signing_.empty() ? "not_required" : "current";
    if (const std::string challenge = text_at(body, "challenge"); !challenge.empty()) {
      return autoheal::WebhookReply::tell_sender(200, signature, {"text/plain", challenge});
    }
    if (!text_at(body, "who").empty()) {
      return autoheal::WebhookReply::tell_sender(200, signature, {"application/json", "{" + who_asks(call) + "}"});
    }
    if (!text_at(body, "later").empty()) {
      return autoheal::WebhookReply::tell_sender(429, signature, {.retry_after = std::chrono::seconds(7)});
    }
    if (!text_at(body, "bytes").empty()) {
      return autoheal::WebhookReply::tell_sender(201, signature,
                                                 {"application/octet-stream", std::string("\xFF\x00z", 3)});
    }
    if (!text_at(body, "page").empty()) {  // what no host may send
      return autoheal::WebhookReply::answer(
          200, R"({"events":[],"signature":"current","reply":{"headers":{"content-type":"text/html"},"body":"<b>"}})");
    }
    return autoheal::WebhookReply::answer(202, R"({"signature":")" + signature + R"(","events":[{"event_id":")" +
                                                   text_at(body, "id") +
                                                   R"(","kind":"triggered","event_type":"demo.triggered",
                 "occurred_at":"2026-03-14T09:26:53.589Z","resource":{"id":"Q1","number":1,"summary":"s"},
                 "alert":{"schema_version":1,"fingerprint":"demo:Q1","source":"demo","external_id":"Q1","name":"Disk full",
                 "status":"firing","severity":"high","severity_source":"urgency","labels":{"service":"checkout"},
                 "annotations":{},"starts_at":"2026-03-14T09:26:53.589Z"}}]})");
  }

 private:
  static std::string who_asks(const autoheal::Call& call) {
    return R"("caller":)" + std::to_string(static_cast<int>(call.caller())) + R"(,"actor":)" +
           (call.actor().empty() ? "null" : std::string{call.actor()});
  }

  static autoheal::Reply envelope(const std::string& data) {
    return autoheal::Reply::ok(R"({"summary":"Here it is.","data":)" + data +
                               R"(,"meta":{"complete":true},"links":[]})");
  }

  static autoheal::Reply wait(autoheal::Call& call) {
    call.progress(1000, "waiting");
    while (!call.cancelled()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(call.remaining());
      pollfd cancel{call.cancel_fd(), POLLIN, 0};
      ::poll(&cancel, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60000)));
    }
    return autoheal::Reply::error(
        call.stop_status(),
        autoheal::ErrorDocument{.code = "stopped", .message = "Stopped waiting.", .retryable = true});
  }

  autoheal::Host host_;
  std::string id_;
  std::string key_;
  std::string settings_ = "{}";
  std::string signing_;
  std::string url_;
};

}  // namespace

AUTOHEAL_EXPORT_PLUGIN(Demo)
