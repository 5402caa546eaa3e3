// One delivery from raw bytes to the answer, as handle_webhook does it, and the parts of it. Bodies of 5 and 50 KB are
// the "triggered" sample with more assignees and teams, as large incidents have them.
#include "webhook/event.hpp"
#include "webhook/handler.hpp"

#include <benchmark/benchmark.h>
#include <boost/json/basic_parser_impl.hpp>
#include <fstream>
#include <iterator>
#include <string>

namespace autoheal::pagerduty::webhook {
using namespace kit;
namespace {

constexpr std::string_view kSecret = "Vn0cH1b2TqkX9sYw7RzLmE4uJd6pG8aQfKx3NoB5tCiUvWyZ+/A0eShMrDjPlOgF";
const UtcTime kNow = UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14) + std::chrono::hours(10));

std::string body_of(std::size_t bytes) {
  std::ifstream file(AUTOHEAL_TEST_DATA "/webhooks/triggered.json", std::ios::binary);
  std::string body{std::istreambuf_iterator<char>(file), {}};
  const std::string list = R"("assignees":[)";
  const std::string one =
      R"({"html_url":"https://acme-ops.pagerduty.com/users/P8HJ3WX","id":"P8HJ3WX","self":"https://api.pagerduty.com/)"
      R"(users/P8HJ3WX","summary":"Payments Responder 7","type":"user_reference"},)";
  const std::size_t at = body.find(list) + list.size();
  while (body.size() + one.size() <= bytes) body.insert(at, one);
  return body;
}

std::span<const std::uint8_t> bytes_of(const std::string& body) {
  return {reinterpret_cast<const std::uint8_t*>(body.data()), body.size()};
}

std::string signature_of(const std::string& body) {
  std::string out = "v1=";
  for (const std::uint8_t byte : SigningKey(kSecret).sign(bytes_of(body))) {
    out += "0123456789abcdef"[byte >> 4U];
    out += "0123456789abcdef"[byte & 15U];
  }
  return out;
}

void handle(benchmark::State& state, bool right) {
  const std::string body = body_of(static_cast<std::size_t>(state.range(0)));
  const std::string signature = right ? signature_of(body) : "v1=" + std::string(64, '0');
  const Header headers[] = {{"Content-Type", "application/json"}, {"X-PagerDuty-Signature", signature}};
  WebhookRules rules;
  rules.keys.current.emplace(kSecret);
  rules.mapping.labels = {{"env", "prod"}, {"cluster", "eu-1"}};
  for (auto _ : state) {
    Answer answer =
        handle_delivery(rules, {.headers = headers, .body = bytes_of(body), .received_at = kNow, .now = kNow});
    if (answer.http_status != (right ? 202U : 401U)) state.SkipWithError("wrong answer");
    benchmark::DoNotOptimize(answer);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(body.size()));
}

void verify_parse_map(benchmark::State& state) { handle(state, true); }
void wrong_signature(benchmark::State& state) { handle(state, false); }

void sign_only(benchmark::State& state) {
  const std::string body = body_of(static_cast<std::size_t>(state.range(0)));
  const SigningKey key(kSecret);
  for (auto _ : state) benchmark::DoNotOptimize(key.sign(bytes_of(body)));
}

void parse_only(benchmark::State& state) {
  const std::string body = body_of(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(parse_event(body));
}

// Reads every token and keeps none.
struct Nothing {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = max_object_size;
  static constexpr std::size_t max_key_size = max_object_size;
  static constexpr std::size_t max_string_size = max_object_size;
  using Error = boost::json::error_code;

  bool on_document_begin(Error&) { return true; }
  bool on_document_end(Error&) { return true; }
  bool on_object_begin(Error&) { return true; }
  bool on_object_end(std::size_t, Error&) { return true; }
  bool on_array_begin(Error&) { return true; }
  bool on_array_end(std::size_t, Error&) { return true; }
  bool on_key_part(std::string_view, std::size_t, Error&) { return true; }
  bool on_key(std::string_view, std::size_t, Error&) { return true; }
  bool on_string_part(std::string_view, std::size_t, Error&) { return true; }
  bool on_string(std::string_view, std::size_t, Error&) { return true; }
  bool on_number_part(std::string_view, Error&) { return true; }
  bool on_int64(std::int64_t, std::string_view, Error&) { return true; }
  bool on_uint64(std::uint64_t, std::string_view, Error&) { return true; }
  bool on_double(double, std::string_view, Error&) { return true; }
  bool on_bool(bool, Error&) { return true; }
  bool on_null(Error&) { return true; }
  bool on_comment_part(std::string_view, Error&) { return true; }
  bool on_comment(std::string_view, Error&) { return true; }
};

void floor_of_sign_and_tokenise(benchmark::State& state) {
  const std::string body = body_of(static_cast<std::size_t>(state.range(0)));
  const SigningKey key(kSecret);
  for (auto _ : state) {
    benchmark::DoNotOptimize(key.sign(bytes_of(body)));
    boost::json::basic_parser<Nothing> parser{boost::json::parse_options{}};
    boost::json::error_code error;
    benchmark::DoNotOptimize(parser.write_some(false, body.data(), body.size(), error));
  }
}

void map_only(benchmark::State& state) {
  const WebhookEvent event = parse_event(body_of(static_cast<std::size_t>(state.range(0)))).value();
  const MappingRules rules;
  for (auto _ : state) benchmark::DoNotOptimize(map_event(event, rules, kNow));
}

BENCHMARK(verify_parse_map)->Arg(2'000)->Arg(5'000)->Arg(50'000);
BENCHMARK(floor_of_sign_and_tokenise)->Arg(2'000)->Arg(5'000)->Arg(50'000);
BENCHMARK(wrong_signature)->Arg(5'000);
BENCHMARK(sign_only)->Arg(2'000)->Arg(5'000)->Arg(50'000);
BENCHMARK(parse_only)->Arg(2'000)->Arg(5'000)->Arg(50'000);
BENCHMARK(map_only)->Arg(2'000)->Arg(5'000);

}  // namespace
}  // namespace autoheal::pagerduty::webhook
