#include "http/message.hpp"

#include <gtest/gtest.h>

namespace autoheal::host::http {
namespace {

TEST(SplitTarget, TakesOriginAndAbsoluteForms) {
  struct Row {
    const char* target;
    bool ok;
    const char* path;
    const char* query;
    const char* authority;
  };
  const Row rows[] = {
      {"/a/b?x=1&y", true, "/a/b", "x=1&y", "given"},
      {"/", true, "/", "", "given"},
      {"/a?b?c", true, "/a", "b?c", "given"},
      {"*", true, "*", "", "given"},
      {"http://h:1/a?b", true, "/a", "b", "h:1"},
      {"http://h", true, "/", "", "h"},
      {"http://h?q", true, "/", "q", "h"},
      {"http:///a", false, "", "", ""},
      {"http://user@h/a", false, "", "", ""},
      {"a/b", false, "", "", ""},
      {"", false, "", "", ""},
      {"h:443", false, "", "", ""},
      {"//evil/a", true, "//evil/a", "", "given"},
      {"/a//b/", true, "/a//b/", "", "given"},
      {"/a?", true, "/a", "", "given"},
      {"/a?x=1%202+3&y=/?:@", true, "/a", "x=1%202+3&y=/?:@", "given"},
      {"/a%2Fb%00", true, "/a%2Fb%00", "", "given"},
      {"/%", false, "", "", ""},
      {"/%4", false, "", "", ""},
      {"/%zz", false, "", "", ""},
      {"/a?x=%", false, "", "", ""},
      {"/a?x=%f", false, "", "", ""},
      {"/a?x=%-1", false, "", "", ""},
      {"/a#fragment", false, "", "", ""},
      {"/a?x#fragment", false, "", "", ""},
      {"/a b", false, "", "", ""},
      {"a:?", false, "", "", ""},  // Boost.URL 1.81 fails an assertion on these
      {"http:#x", false, "", "", ""},
      {"/a\tb", false, "", "", ""},
      {"/a\x7f", false, "", "", ""},
      {"/a\\b", false, "", "", ""},
      {"/\xc3\xa4", false, "", "", ""},
      {"/a?x=\xc3\xa4", false, "", "", ""},
      {"/a\xff", false, "", "", ""},
      {"**", false, "", "", ""},
      {"http://h/a#x", false, "", "", ""},
      {"http://user:word@h/a", false, "", "", ""},
      {"http://@h/a", false, "", "", ""},
      {"http://h:1:2/a", false, "", "", ""},
      {"http://h:x/a", false, "", "", ""},
      {"http://[::1]:8/a", true, "/a", "", "[::1]:8"},
      {"http://[::1]x/a", false, "", "", ""},
      {"http://[::1/a", false, "", "", ""},
      {"http:/a", false, "", "", ""},
      {"ftp://h/a", false, "", "", ""},
      {"HTTP://h/a", true, "/a", "", "h"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.target);
    Request request;
    request.target = row.target;
    request.authority = "given";
    ASSERT_EQ(split_target(request), row.ok);
    if (!row.ok) continue;
    EXPECT_EQ(request.path, row.path);
    EXPECT_EQ(request.query, row.query);
    EXPECT_EQ(request.authority, row.authority);
  }
}

TEST(SplitTarget, TakesLongOnes) {
  Request request;
  request.target = "/" + std::string(1U << 20U, 'a') + "?" + std::string(1U << 20U, 'b');
  ASSERT_TRUE(split_target(request));
  EXPECT_EQ(request.path.size(), (1U << 20U) + 1);
  EXPECT_EQ(request.query.size(), 1U << 20U);
  request.target += '%';
  EXPECT_FALSE(split_target(request));
}

TEST(PercentDecode, RefusesBrokenEscapes) {
  for (const auto* broken : {"%", "%4", "%zz", "a%f", "%-1"}) EXPECT_EQ(percent_decode(broken), std::nullopt) << broken;
  EXPECT_EQ(percent_decode("a%20b%2Fc+d"), "a b/c+d");
  EXPECT_EQ(percent_decode("%c3%A4"), "\xc3\xa4");
  EXPECT_EQ(percent_decode("a%00b"), std::string("a\0b", 3));
  EXPECT_EQ(percent_decode("%2525"), "%25");
  EXPECT_EQ(percent_decode(""), "");
}

TEST(QueryValue, TakesTheLastAndNothingOfAMalformedQuery) {
  std::string out = "before";
  EXPECT_FALSE(query_value("a=1&b=%zz", "b", out));
  EXPECT_FALSE(query_value("a=1&b=%zz", "a", out));
  EXPECT_FALSE(query_value("", "a", out));
  EXPECT_EQ(out, "before");
  EXPECT_TRUE(query_value("a=1&a=2&c", "a", out));
  EXPECT_EQ(out, "2");
  EXPECT_TRUE(query_value("a=1&c", "c", out));
  EXPECT_EQ(out, "");
  EXPECT_TRUE(query_value("a=x+y%2Bz=", "a", out));
  EXPECT_EQ(out, "x y+z=");
  EXPECT_TRUE(query_value("%61+b=1", "a b", out));
  EXPECT_EQ(out, "1");
  EXPECT_TRUE(query_value("a=%c3%a4%00&&=x", "a", out));
  EXPECT_EQ(out, std::string("\xc3\xa4\0", 3));
  EXPECT_EQ(query_values("s=x&t=1&s=y%20z", "s"), (std::vector<std::string>{"x", "y z"}));
  EXPECT_TRUE(query_values("s=x&t=1&s=y%20z&s=%", "s").empty());
}

TEST(ReasonPhrase, IsKnownForEveryStatusThatTheHostAnswers) {
  for (const int status : {200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 409, 413,
                           414, 415, 417, 421, 422, 429, 431, 500, 502, 503, 504}) {
    EXPECT_NE(reason_phrase(status), "") << status;
  }
  EXPECT_EQ(reason_phrase(421), "Misdirected Request");
  EXPECT_EQ(reason_phrase(299), "");
  EXPECT_EQ(reason_phrase(-1), "");
}

TEST(Request, FindsHeadersCaseBlindAndCountsDuplicates) {
  Request request;
  request.headers = {{"X-A", "1"}, {"x-a", "2"}, {"X-AB", "3"}};
  ASSERT_NE(request.find("x-A"), nullptr);
  EXPECT_EQ(*request.find("x-A"), "1");
  EXPECT_EQ(request.count("X-a"), 2u);
  EXPECT_EQ(request.find("x"), nullptr);
}

TEST(RenderHead, WritesLengthOnlyWhereAllowed) {
  Response response;
  response.status = 204;
  EXPECT_EQ(render_head(response, 0, true, false).find("Content-Length"), std::string::npos);
  response.status = 202;
  const auto head = render_head(response, 3, false, false);
  EXPECT_NE(head.find("HTTP/1.1 202 Accepted\r\n"), std::string::npos);
  EXPECT_NE(head.find("Content-Length: 3\r\n"), std::string::npos);
  EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos);
  EXPECT_NE(head.find(" GMT\r\n"), std::string::npos);
}

}  // namespace
}  // namespace autoheal::host::http
