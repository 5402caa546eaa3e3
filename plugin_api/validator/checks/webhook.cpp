// W: webhooks.
#include "autoheal/sender_reply.hpp"
#include "context.hpp"
#include "process_state.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <random>

namespace autoheal::validator {
namespace {

namespace json = boost::json;

const WebhookSamples& samples(Context& context) {
  if (context.plugin().handle_webhook == nullptr) skip("the plugin takes no webhooks");
  if (!context.sidecar().webhook) skip("the sidecar has no webhook samples");
  return *context.sidecar().webhook;
}

std::string secret(Context& context) { return context.sidecar().secrets.at(samples(context).signature.secret); }

Headers with(const WebhookSample& sample, const std::string& name, const std::string& value) {
  Headers headers = sample.headers;
  headers.emplace_back(name, value);
  return headers;
}

void require_verdict(const Answer& answer, std::uint32_t http_status, const std::string& when) {
  require_status(answer, AUTOHEAL_OK, when);
  require(answer.http_status == http_status, "handle_webhook, " + when + ", tells the sender " +
                                                 std::to_string(answer.http_status) + " instead of " +
                                                 std::to_string(http_status));
}

void require_rejected(const Answer& answer, const std::string& when) {
  require_verdict(answer, 401, when);
  require(event_kinds(answer).empty(), "handle_webhook, " + when + ", answers 401 and hands out events");
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return "[" + out + "]";
}

void w1(Context& context) {
  const WebhookSamples& webhook = samples(context);
  const Live live = context.create_configured();
  for (const WebhookSample& sample : webhook.samples) {
    const Answer answer = context.handle_webhook(
        live, with(sample, webhook.signature.header, webhook.signature.sign(secret(context), sample.body)),
        sample.body);
    require_verdict(answer, sample.http_status, "given the sample " + sample.name);
    require(event_kinds(answer) == sample.kinds, "the sample " + sample.name + " gives the events " +
                                                     joined(event_kinds(answer)) + " instead of " +
                                                     joined(sample.kinds));
  }
}

void w2(Context& context) {
  const WebhookSamples& webhook = samples(context);
  const SignatureScheme& scheme = webhook.signature;
  const WebhookSample& sample = webhook.samples[0];
  const Live live = context.create_configured();
  require_rejected(context.handle_webhook(live, sample.headers, sample.body), "without a signature");
  const std::string good = scheme.sign(secret(context), sample.body);
  std::vector<std::pair<std::string, std::string>> rows = {
      {"an empty signature", ""},
      {"a signature with another secret", scheme.sign(secret(context) + "x", sample.body)},
      {"a truncated signature", good.substr(0, good.size() - 1)},
      {"half a signature", good.substr(0, good.size() / 2)},
      {"a signature with more behind it", good + "0"},
      {"blanks", "   "},
  };
  if (!scheme.prefix.empty()) {
    rows.emplace_back("only the prefix", scheme.prefix);
    rows.emplace_back("no prefix", good.substr(scheme.prefix.size()));
    rows.emplace_back("another scheme", "v0=" + good.substr(scheme.prefix.size()));
  }
  if (scheme.covers_body())
    rows.emplace_back("the signature of another body", scheme.sign(secret(context), sample.body + " "));
  for (const auto& [name, value] : rows)
    require_rejected(context.handle_webhook(live, with(sample, scheme.header, value), sample.body), "with " + name);
  require_rejected(context.handle_webhook(live, with(sample, scheme.header + "X", good), sample.body),
                   "with the signature in another header");
}

void w3(Context& context) {
  const WebhookSamples& webhook = samples(context);
  const SignatureScheme& scheme = webhook.signature;
  const WebhookSample& sample = webhook.samples[0];
  const Live live = context.create_configured();
  const std::string good = scheme.sign(secret(context), sample.body);
  const std::string bad = scheme.sign("some other secret", sample.body);
  std::string upper = scheme.header, lower = scheme.header;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
  const auto require_accepted = [&](const Headers& headers, const std::string& when) {
    require_verdict(context.handle_webhook(live, headers, sample.body), sample.http_status, when);
  };
  require_accepted(with(sample, upper, good), "with the header's name in upper case");
  require_accepted(with(sample, lower, good), "with the header's name in lower case");
  Headers twice = with(sample, scheme.header, bad);
  twice.emplace_back(scheme.header, good);
  require_accepted(twice, "with two headers, the second right");
  if (scheme.separator.empty()) return;
  require_accepted(with(sample, scheme.header, bad + scheme.separator + good), "with two signatures, the second right");
  require_accepted(with(sample, scheme.header, good + scheme.separator + bad), "with two signatures, the first right");
  require_rejected(context.handle_webhook(live, with(sample, scheme.header, bad + scheme.separator + bad), sample.body),
                   "with two wrong signatures");
}

void w4(Context& context) {
  const WebhookSamples& webhook = samples(context);
  const WebhookSample& sample = webhook.samples[0];
  const Live live = context.create_configured();
  const std::string good = webhook.signature.sign(secret(context), sample.body);
  std::mt19937 random(4);  // the same positions on every run
  for (int turn = 0; turn < 1000; ++turn) {
    const bool in_body = webhook.signature.covers_body() && !sample.body.empty() && turn % 2 == 0;
    std::string body = sample.body, value = good;
    std::string& spoiled = in_body ? body : value;
    const std::size_t at = random() % spoiled.size();
    const unsigned bit = random() % 8;
    spoiled[at] = static_cast<char>(static_cast<unsigned char>(spoiled[at]) ^ (1u << bit));
    if (!in_body && webhook.signature.covers_body() && (spoiled[at] ^ good[at]) == 0x20 &&
        at >= webhook.signature.prefix.size())
      continue;  // the other case of a hexadecimal digit says the same
    require_rejected(context.handle_webhook(live, with(sample, webhook.signature.header, value), body),
                     "with bit " + std::to_string(bit) + " of byte " + std::to_string(at) +
                         (in_body ? " of the body flipped" : " of the signature flipped"));
  }
}

void w5(Context& context) {
  const WebhookSamples& webhook = samples(context);
  const WebhookSample& sample = webhook.samples[0];
  std::map<std::string, std::string> secrets = context.sidecar().secrets;
  secrets.erase(webhook.signature.secret);
  TestHost& host = context.new_host();
  host.set_secrets(secrets);
  const Live live = context.create(host);
  const std::string& settings = context.sidecar().settings;
  require_status(context.configure(live, settings), AUTOHEAL_OK, "without the webhook's secret");
  require_verdict(context.handle_webhook(live, sample.headers, sample.body), sample.http_status, "with no secret set");
  host.set_secrets(context.sidecar().secrets);
  require_status(context.configure(live, settings), AUTOHEAL_OK, "with the webhook's secret");
  require_rejected(context.handle_webhook(live, sample.headers, sample.body), "after the secret was set");
  host.set_secrets(secrets);
  require_status(context.configure(live, settings), AUTOHEAL_OK, "after the secret was removed");
  require_verdict(context.handle_webhook(live, sample.headers, sample.body), sample.http_status,
                  "after the secret was removed");
}

void w6(Context& context) {
  const WebhookSamples& webhook = samples(context);
  if (!webhook.reads_body) skip("the plugin does not read bodies");
  const Live live = context.create_configured();
  const std::pair<const char*, std::string> rows[] = {
      {"an empty body", ""},
      {"a body of blanks", "  \n"},
      {"a body that is not JSON", "hello"},
      {"half a body", webhook.samples[0].body.substr(0, webhook.samples[0].body.size() / 2)},
      {"a body of another shape", "[]"},
      {"an empty object", "{}"},
      {"members of other types", "{\"event\":7}"},
      {"an event without data", "{\"event\":{\"id\":\"x\",\"event_type\":\"incident.triggered\",\"data\":null}}"},
      {"deep nesting", std::string(100000, '[')},
      {"deep nesting of objects",
       [] {
         std::string deep;
         for (int turn = 0; turn < 20000; ++turn) deep += "{\"a\":";
         return deep;
       }()},
      {"bytes that are not UTF-8", "{\"event\":\"\xff\xfe\"}"},
      {"ten megabytes", "{\"a\":\"" + std::string(10 << 20, 'x') + "\"}"},
      {"zeros", std::string(1000, '\0')},
  };
  for (const auto& [name, body] : rows) {
    const Answer answer =
        context.handle_webhook(live, {{webhook.signature.header, webhook.signature.sign(secret(context), body)}}, body);
    const std::string when = std::string("given ") + name + ", well signed";
    require_status(answer, AUTOHEAL_OK, when);
    require(answer.http_status == 400 || answer.http_status == 413 || answer.http_status == 202,
            "handle_webhook, " + when + ", tells the sender " + std::to_string(answer.http_status));
    for (const std::string& kind : event_kinds(answer))
      require(kind == "ignored", "handle_webhook, " + when + ", hands out an event of kind " + kind);
  }
}

void w7(Context& context) {
  const WebhookSamples& webhook = samples(context);
  const Live live = context.create_configured();
  for (const WebhookSample& sample : webhook.samples) {
    const Headers headers =
        with(sample, webhook.signature.header, webhook.signature.sign(secret(context), sample.body));
    const std::string first = context.handle_webhook(live, headers, sample.body).result;
    require(context.handle_webhook(live, headers, sample.body).result == first,
            "the sample " + sample.name + " gives another result when it is delivered again");
  }
}

void w9(Context& context) {
  const WebhookSamples& webhook = samples(context);
  const Live live = context.create_configured();
  forbid_network();
  for (const WebhookSample& sample : webhook.samples) {
    const auto begin = std::chrono::steady_clock::now();
    context.handle_webhook(live,
                           with(sample, webhook.signature.header, webhook.signature.sign(secret(context), sample.body)),
                           sample.body);
    require(std::chrono::steady_clock::now() - begin < allowed(std::chrono::seconds(1)),
            "handle_webhook took more than a second");
  }
  require(network_attempts() == 0, "handle_webhook uses the network");
}

// Why the member `reply` of a result breaks the rules, or empty.
std::string find_reply_fault_of(const Answer& answer) {
  const json::object result = parse_object(answer.result, "the result of handle_webhook");
  const json::value* member = result.if_contains("reply");
  if (member == nullptr) return {};
  if (!member->is_object()) return "it is not an object";
  SenderReply reply;
  if (const json::value* headers = member->get_object().if_contains("headers")) {
    if (!headers->is_object()) return "its headers are not an object";
    for (const auto& [name, value] : headers->get_object()) {
      if (!value.is_string()) return "a header is not text";
      if (name == "content-type")
        reply.content_type = value.get_string();
      else if (name != "retry-after")
        return "it has the header " + std::string(name);
      else if (reply.retry_after = parse_retry_after(value.get_string()); !reply.retry_after)
        return "its retry-after is not from 1 to 86400 seconds";
    }
  }
  for (const char* key : {"body", "body_base64"}) {
    const json::value* body = member->get_object().if_contains(key);
    if (body == nullptr) continue;
    if (!body->is_string() || !reply.body.empty()) return "its body is not one text";
    const std::string_view text = body->get_string();
    const auto bytes = std::string_view(key) == "body" ? std::optional<std::string>(text) : decode_base64(text);
    if (!bytes) return "its body_base64 is not base64";
    reply.body = *bytes;
  }
  return std::string(find_reply_fault(answer.http_status, reply));
}

void w8(Context& context) {
  const WebhookSamples& webhook = samples(context);
  const Live live = context.create_configured();
  for (const WebhookSample& sample : webhook.samples) {
    const Headers signed_headers =
        with(sample, webhook.signature.header, webhook.signature.sign(secret(context), sample.body));
    for (const Headers& headers : {signed_headers, sample.headers}) {
      const Answer answer = context.handle_webhook(live, headers, sample.body);
      if (answer.status != AUTOHEAL_OK) continue;
      const std::string fault = find_reply_fault_of(answer);
      require(fault.empty(), "the sample " + sample.name + " is answered " + std::to_string(answer.http_status) +
                                 " with a reply that breaks the rules: " + fault);
    }
  }
}

}  // namespace

std::vector<Check> webhook_checks() {
  return {
      {"W1", Level::must, "Each sample gets its HTTP status and its events",
       "Set http_status and write events[] with kind; correct the sidecar if it is wrong.", "C1", w1},
      {"W2", Level::must, "A missing or wrong signature is OK with 401 and no events",
       "Verify before you parse; the status of the call stays OK.", "C1", w2},
      {"W3", Level::must, "One right signature among several is enough; header names are of any case",
       "Compare names without case; try every value of every such header.", "W1", w3},
      {"W4", Level::must, "One flipped bit in body or signature is 401, wherever it is",
       "Verify over the raw bytes and compare the whole digest.", "W1", w4},
      {"W5", Level::must, "Without a secret deliveries are accepted; setting one takes effect with configure",
       "Read the secret in configure, NOT_FOUND means none.", "C1", w5},
      {"W6", Level::must, "Well signed nonsense is answered, without events and without a crash",
       "Parse with limits; answer 400, or 202 and say in the result that the body could not be read.", "W1", w6},
      {"W7", Level::must, "The same delivery gives the same result again",
       "Remember nothing; the host removes duplicates.", "W1", w7},
      {"W8", Level::must, "A reply to the sender keeps to its statuses, headers, types and size",
       "Compare with docs/documents.md section 5; reply to those only whose signature is right.", "W1", w8},
      {"W9", Level::must, "handle_webhook makes no request and ends within a second",
       "Leave look-ups to the host and to queries.", "W1", w9},
  };
}

}  // namespace autoheal::validator
