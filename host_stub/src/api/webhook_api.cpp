#include "api/webhook_api.hpp"

#include "base/clock.hpp"
#include "intake/webhook_intake.hpp"
#include "log/log.hpp"
#include "monitoring/health.hpp"

namespace autoheal::host::api {
namespace {

// Path segments as they were sent: a percent-encoded token is not the token.
bool split_path(std::string_view path, std::string_view& plugin, std::string_view& token) {
  constexpr std::string_view kPrefix = "/api/webhooks/";
  if (!path.starts_with(kPrefix)) return false;
  path.remove_prefix(kPrefix.size());
  const auto slash = path.find('/');
  if (slash == std::string_view::npos) return false;
  plugin = path.substr(0, slash);
  token = path.substr(slash + 1);
  return !plugin.empty() && !token.empty() && token.find('/') == std::string_view::npos;
}

http::Response short_answer(int status, std::string_view body) {
  http::Response response;
  response.status = status;
  response.headers.push_back({"Cache-Control", "no-store"});
  if (status == 503) response.headers.push_back({"Retry-After", "30"});
  if (!body.empty()) response.headers.push_back({"Content-Type", "text/plain"});
  response.body = body;
  return response;
}

// Behind a proxy on this machine the sender is the last one that the proxy names. It is for the log only.
std::string source_of(const http::Request& request) {
  const auto* forwarded = request.find("X-Forwarded-For");
  const bool local = request.peer.starts_with("127.") || request.peer == "::1";
  if (forwarded == nullptr || !local) return request.peer;
  const auto comma = forwarded->rfind(',');
  auto last = forwarded->substr(comma == std::string::npos ? 0 : comma + 1);
  last.erase(0, last.find_first_not_of(' '));
  const bool plausible =
      !last.empty() && last.size() <= 45 && last.find_first_not_of("0123456789abcdefABCDEF.:") == std::string::npos;
  return plausible ? last : request.peer;
}

std::chrono::microseconds since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
}

// The plugin's words, where it has some: a reply that the delivery was taken, or when it may come again.
http::Response answer_as_told(const ToldSender& told) {
  http::Response response;
  response.status = static_cast<int>(told.http_status);
  response.headers.push_back({"Cache-Control", "no-store"});
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  if (told.reply.retry_after) {
    response.headers.push_back({"Retry-After", std::to_string(told.reply.retry_after->count())});
  }
  if (!told.reply.content_type.empty()) response.headers.push_back({"Content-Type", told.reply.content_type});
  response.body = told.reply.body;
  return response;
}

}  // namespace

http::Response answer_delivery(const DeliveryReport& report) {
  const bool is_taken = is_success(report.http_status);
  const bool is_ours = report.http_status == 503;  // what failed here, or what the plugin put off
  if (report.told && (is_taken || is_ours) && is_taken == is_success(report.told->http_status)) {
    return answer_as_told(*report.told);
  }
  switch (report.http_status) {
    case 200:
      return short_answer(200, "duplicate\n");
    case 202:
      return short_answer(202, "accepted\n");
    case 401:
      return short_answer(401, {});
    case 404:
      return short_answer(404, {});
    default:
      return short_answer(503, {});
  }
}

http::Response refuse_webhook(int status) { return short_answer(status, {}); }

WebhookApi::WebhookApi(WebhookIntake& intake, const Health& health, Metrics& metrics)
    : intake_(intake), health_(health), metrics_(metrics) {}

void WebhookApi::handle(std::shared_ptr<http::Exchange> exchange) {
  const auto& request = exchange->request();
  const auto finish = [&](http::Response response) {
    metrics_.count_request("webhook", response.status);
    exchange->respond(std::move(response));
  };
  if (request.path == "/healthz") {
    if (request.method == "GET" || request.method == "HEAD") {
      const bool serves = health_.state().is_serving();  // the public learns no more than that
      return finish(short_answer(serves ? 200 : 503, serves ? "ok\n" : "failing\n"));
    }
    auto response = short_answer(405, {});
    response.headers.push_back({"Allow", "GET"});
    return finish(std::move(response));
  }
  std::string_view plugin;
  std::string_view token;
  if (!split_path(request.path, plugin, token)) return finish(short_answer(404, {}));
  if (request.method != "POST") {
    auto response = short_answer(405, {});
    response.headers.push_back({"Allow", "POST"});
    return finish(std::move(response));
  }
  IncomingDelivery delivery;
  delivery.headers.reserve(request.headers.size());
  for (const auto& header : request.headers) delivery.headers.emplace_back(header.name, header.value);
  delivery.body = request.body;
  delivery.source_ip = source_of(request);
  delivery.received_at = std::chrono::time_point_cast<std::chrono::milliseconds>(request.received_at);
  const auto started = delivery.started;
  intake_.accept(plugin, token, std::move(delivery), [this, exchange, started](const DeliveryReport& report) {
    metrics_.count_delivery(report.outcome, since(started));
    auto response = answer_delivery(report);
    metrics_.count_request("webhook", response.status);
    exchange->respond(std::move(response));
  });
}

}  // namespace autoheal::host::api
