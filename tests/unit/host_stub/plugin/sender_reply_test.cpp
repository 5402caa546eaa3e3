// A plugin's reply to the sender of a webhook: what is allowed, and that what an author writes is what a host reads.
#include "plugin/sender_reply.hpp"

#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

std::string result_with(std::string_view reply) { return "{\"events\":[],\"reply\":" + std::string(reply) + "}"; }

TEST(SenderReply, WhatAnAuthorWritesIsWhatAHostReads) {
  const SenderReply rows[] = {
      {"text/plain", "challenge", {}},
      {"application/json; charset=utf-8", "{\"challenge\":\"\xC3\xA4\\n\"}", {}},
      {"application/octet-stream", std::string("\xFF\x00", 2), {}},
      {"application/octet-stream", "\xFE", {}},
      {"application/octet-stream", "\xFE\xFF\xFE", {}},
      {"text/plain", std::string(kMostReplyBytes, 'x'), {}},
      {"", "", std::chrono::seconds(1)},
      {"", "", kLongestRetryAfter},
      {"", "", {}},
  };
  for (const SenderReply& row : rows) {
    const auto read = read_sender_reply(200, result_with(render_sender_reply(row)));
    ASSERT_TRUE(read.has_value()) << read.error().message;
    ASSERT_TRUE(read.value().has_value());
    EXPECT_EQ(read.value()->content_type, row.content_type);
    EXPECT_EQ(read.value()->body, row.body);
    EXPECT_EQ(read.value()->retry_after, row.retry_after);
  }
  EXPECT_EQ(read_sender_reply(401, R"({"events":[]})").value(), std::nullopt);
}

TEST(SenderReply, EveryBreachIsNamed) {
  const struct {
    const char* what;
    unsigned http_status;
    std::string reply;
    const char* why;
  } rows[] = {
      {"no object", 200, "7", "not an object"},
      {"headers of a list", 200, R"({"headers":[]})", "not an object"},
      {"a number for a header", 200, R"({"headers":{"retry-after":5}})", "not text"},
      {"a cookie", 200, R"({"headers":{"set-cookie":"a=b"}})", "another header"},
      {"a name in upper case", 200, R"({"headers":{"Content-Type":"text/plain"}})", "another header"},
      {"a web page", 200, R"({"headers":{"content-type":"text/html"},"body":"x"})", "content-type"},
      {"a line break in a type", 200, R"({"headers":{"content-type":"text/plain\r\nX: y"},"body":"x"})",
       "content-type"},
      {"a body without a type", 200, R"({"body":"x"})", "no content-type"},
      {"two bodies", 200, R"({"headers":{"content-type":"text/plain"},"body":"x","body_base64":"eA=="})", "two bodies"},
      {"half of base64", 200, R"({"headers":{"content-type":"text/plain"},"body_base64":"eA="})", "base64"},
      {"no base64", 200, R"({"headers":{"content-type":"text/plain"},"body_base64":"e!=="})", "base64"},
      {"padding within", 200, R"({"headers":{"content-type":"text/plain"},"body_base64":"eA==eA=="})", "base64"},
      {"too large", 200,
       R"({"headers":{"content-type":"text/plain"},"body":")" + std::string(kMostReplyBytes + 1, 'x') + "\"}",
       "larger"},
      {"no time at all", 503, R"({"headers":{"retry-after":"0"}})", "retry-after"},
      {"a date", 503, R"({"headers":{"retry-after":"Fri, 31 Dec 1999 23:59:59 GMT"}})", "retry-after"},
      {"more than a day", 503, R"({"headers":{"retry-after":"86401"}})", "retry-after"},
      {"a leading zero", 503, R"({"headers":{"retry-after":"05"}})", "retry-after"},
      {"a body for a refusal", 503, R"({"headers":{"content-type":"text/plain"},"body":"x"})", "only 2xx"},
      {"a word for a forger", 401, R"({"headers":{}})", "only 2xx, 429 and 503"},
      {"a redirect", 302, R"({"headers":{}})", "only 2xx, 429 and 503"},
  };
  for (const auto& row : rows) {
    const auto read = read_sender_reply(row.http_status, result_with(row.reply));
    ASSERT_FALSE(read.has_value()) << row.what;
    EXPECT_EQ(read.error().code, Errc::plugin_fault);
    EXPECT_NE(read.error().message.find(row.why), std::string::npos) << row.what << ": " << read.error().message;
  }
}

}  // namespace
}  // namespace autoheal::host
