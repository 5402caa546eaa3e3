// URLs, reply headers, addresses, and what replies mean: the pure edges of the transfer engine.
#include "kit/http/address_guard.hpp"
#include "kit/http/attempt.hpp"
#include "kit/http/reply_headers.hpp"
#include "kit/http/url.hpp"
#include "kit/time/rfc3339.hpp"

#include <arpa/inet.h>
#include <cstring>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autoheal::kit::http {
namespace {

using testing::Not;

TEST(Url, EncodesNamesAndValues) {
  const auto url = http::build_url(
      "https://api.example.com",
      {"/incidents", {{"statuses[]", "triggered"}, {"since", "2026-01-01T00:00:00+02:00"}, {"q", "ä &=?#"}}});
  EXPECT_EQ(url.value(),
            "https://api.example.com/"
            "incidents?statuses%5B%5D=triggered&since=2026-01-01T00%3A00%3A00%2B02%3A00&q=%C3%A4%20%26%3D%3F%23");
}

TEST(Url, RefusesPathsThatCouldLeadElsewhere) {
  for (const char* bad :
       {"", "/", "incidents", "@evil.example/", ".evil.example", "//evil.example", "/a/../b", "/a?b=c", "/a#b", "/a b",
        "/a%2fb", "/a\r\nHost: b", "/a\\b", "/\xC3\xA4", ":443/", "/a/./b", "/a/", "/.", "/a/.."}) {
    const auto url = http::build_url("https://api.example.com", {bad, {}});
    ASSERT_FALSE(url.has_value()) << bad;
    EXPECT_EQ(url.error().code, Errc::internal);
  }
}

TEST(Url, HasALimit) {
  EXPECT_EQ(http::build_url("https://x", {"/a", {{"q", std::string(9000, 'a')}}}).error().code, Errc::rejected);
}

http::ReplyHeaders headers(std::initializer_list<const char*> lines) {
  http::ReplyHeaders out;
  EXPECT_TRUE(out.add_line("HTTP/1.1 200 OK\r\n"));
  for (const char* line : lines) EXPECT_TRUE(out.add_line(line));
  return out;
}

TEST(ReplyHeaders, ReadsTheBudgetInAnyCase) {
  const auto reply = headers({"RateLimit-Limit: 960\r\n", "ratelimit-remaining:958\r\n", "RATELIMIT-RESET:  12 \r\n",
                              "X-Request-Id: abc\r\n"});
  EXPECT_EQ(reply.limit(), 960);
  EXPECT_EQ(reply.remaining(), 958);
  EXPECT_EQ(reply.reset(), std::chrono::seconds{12});
  EXPECT_EQ(reply.request_id(), "abc");
}

TEST(ReplyHeaders, ANumberThatIsNoneCountsAsAbsent) {
  for (const char* bad : {"ratelimit-reset: -1\r\n", "ratelimit-reset: soon\r\n", "ratelimit-reset: 1 0\r\n",
                          "ratelimit-reset: 1.5\r\n", "ratelimit-reset: +5\r\n", "ratelimit-reset: 99999999999\r\n",
                          "ratelimit-reset:\r\n", "ratelimit-reset: 0x10\r\n"}) {
    EXPECT_FALSE(headers({bad}).reset().has_value()) << bad;
  }
  EXPECT_FALSE(headers({"ratelimit-reset: 5\r\n", "ratelimit-reset: 6\r\n"}).reset().has_value());
}

TEST(ReplyHeaders, AnInterimReplyIsForgotten) {
  http::ReplyHeaders reply = headers({"ratelimit-reset: 5\r\n"});
  EXPECT_TRUE(reply.add_line("HTTP/1.1 200 OK\r\n"));
  EXPECT_FALSE(reply.reset().has_value());
}

TEST(ReplyHeaders, CountsAllLinesAgainstTheCap) {
  http::ReplyHeaders reply;
  const std::string line = "X: " + std::string(1000, 'a') + "\r\n";
  int taken = 0;
  while (taken < 1000 && reply.add_line(taken % 10 == 0 ? "HTTP/1.1 100 Continue\r\n" : line)) ++taken;
  EXPECT_GT(taken, 60);
  EXPECT_LT(taken, 80);
}

TEST(ReplyHeaders, RetryAfterAsSecondsOrDate) {
  const UtcTime now = *parse_rfc3339("1994-11-06T08:49:07Z");
  EXPECT_EQ(headers({"Retry-After: 30\r\n"}).retry_after(now), std::chrono::seconds{30});
  EXPECT_EQ(headers({"Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"}).retry_after(now), std::chrono::seconds{30});
  EXPECT_EQ(headers({"Retry-After: Sun, 06 Nov 1994 08:00:00 GMT\r\n"}).retry_after(now), std::chrono::seconds{0});
  for (const char* bad :
       {"Retry-After: later\r\n", "Retry-After: Sunday, 06-Nov-94 08:49:37 GMT\r\n",
        "Retry-After: Sun, 06 Nov 1994 08:49:37 CET\r\n", "Retry-After: Sun, 06 Foo 1994 08:49:37 GMT\r\n",
        "Retry-After: Sun, 36 Nov 1994 08:49:37 GMT\r\n"}) {
    EXPECT_FALSE(headers({bad}).retry_after(now).has_value()) << bad;
  }
}

bool is_public(const std::string& text) {
  sockaddr_in in{};
  sockaddr_in6 in6{};
  if (inet_pton(AF_INET, text.c_str(), &in.sin_addr) == 1) {
    in.sin_family = AF_INET;
    sockaddr_storage any{};
    std::memcpy(&any, &in, sizeof in);
    return http::is_public_address(reinterpret_cast<const sockaddr*>(&any), sizeof in);
  }
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &in6.sin6_addr), 1) << text;
  in6.sin6_family = AF_INET6;
  sockaddr_storage any{};
  std::memcpy(&any, &in6, sizeof in6);
  return http::is_public_address(reinterpret_cast<const sockaddr*>(&any), sizeof in6);
}

TEST(AddressGuard, OnlyPublicAddresses) {
  for (const char* good : {"34.213.1.2", "8.8.8.8", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2600:1f14::1",
                           "2a05:d014::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"}) {
    EXPECT_TRUE(is_public(good)) << good;
  }
  for (const char* bad : {"127.0.0.1",
                          "10.1.2.3",
                          "172.16.0.1",
                          "172.31.255.255",
                          "192.168.1.1",
                          "169.254.169.254",
                          "100.64.0.1",
                          "0.0.0.0",
                          "224.0.0.1",
                          "255.255.255.255",
                          "192.0.2.1",
                          "198.18.0.1",
                          "::1",
                          "::",
                          "fe80::1",
                          "fc00::1",
                          "fd12::1",
                          "ff02::1",
                          "::ffff:127.0.0.1",
                          "::ffff:10.0.0.1",
                          "64:ff9b::10.0.0.1",
                          "2002:a00:1::1",
                          "2001:db8::1",
                          "2001::1",
                          "::127.0.0.1"}) {
    EXPECT_FALSE(is_public(bad)) << bad;
  }
}

http::Attempt attempt(int status, std::string body, const char* content_type = "application/json") {
  http::Attempt out;
  out.fault = http::Fault::none;
  out.status = status;
  out.body = std::move(body);
  out.headers = headers({(std::string("Content-Type: ") + content_type + "\r\n").c_str()});
  return out;
}

TEST(Attempt, AWebPageIsNoSuccess) {
  EXPECT_TRUE(http::is_success(attempt(200, "{}")));
  EXPECT_TRUE(http::is_success(attempt(201, "")));
  for (const auto& page : {attempt(200, "<!doctype html>"), attempt(200, "hello", "text/html; charset=utf-8"),
                           attempt(200, " \r\n<html>")}) {
    EXPECT_FALSE(http::is_success(page));
    EXPECT_EQ(http::error_of(page, kPlainService, "api.example.com").code, Errc::protocol);
  }
}

TEST(Attempt, EveryFaultHasItsOwnWords) {
  const std::pair<http::Fault, Errc> rows[] = {{http::Fault::dns, Errc::dns},
                                               {http::Fault::dns_timeout, Errc::dns},
                                               {http::Fault::connect, Errc::connect},
                                               {http::Fault::connect_timeout, Errc::connect},
                                               {http::Fault::private_address, Errc::connect},
                                               {http::Fault::tls, Errc::tls},
                                               {http::Fault::tls_timeout, Errc::connect},
                                               {http::Fault::network, Errc::network},
                                               {http::Fault::timeout, Errc::upstream_timeout},
                                               {http::Fault::protocol, Errc::protocol},
                                               {http::Fault::body_too_large, Errc::too_large},
                                               {http::Fault::out_of_memory, Errc::out_of_memory},
                                               {http::Fault::internal, Errc::internal}};
  std::vector<std::string> seen;
  for (const auto& [fault, code] : rows) {
    http::Attempt failed;
    failed.fault = fault;
    const Error error = http::error_of(failed, kPlainService, "api.example.com");
    EXPECT_EQ(error.code, code);
    EXPECT_THAT(seen, Not(testing::Contains(error.message)));
    seen.push_back(error.message);
  }
}

}  // namespace
}  // namespace autoheal::kit::http
