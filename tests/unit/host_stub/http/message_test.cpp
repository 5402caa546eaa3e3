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

TEST(PercentDecode, RefusesBrokenEscapes) {
  std::string out;
  for (const auto* broken : {"%", "%4", "%zz", "a%f", "%-1"})
    EXPECT_FALSE(percent_decode(broken, false, out)) << broken;
  ASSERT_TRUE(percent_decode("a%20b%2Fc+d", false, out));
  EXPECT_EQ(out, "a b/c+d");
  ASSERT_TRUE(percent_decode("a+b", true, out));
  EXPECT_EQ(out, "a b");
}

TEST(QueryValue, TakesTheLastAndSkipsTheMalformed) {
  std::string out = "before";
  EXPECT_FALSE(query_value("a=1&b=%zz", "b", out));
  EXPECT_FALSE(query_value("", "a", out));
  EXPECT_EQ(out, "before");
  EXPECT_TRUE(query_value("a=1&a=2&c", "a", out));
  EXPECT_EQ(out, "2");
  EXPECT_TRUE(query_value("a=1&c", "c", out));
  EXPECT_EQ(out, "");
  EXPECT_EQ(query_values("s=x&t=1&s=y%20z&s=%", "s"), (std::vector<std::string>{"x", "y z"}));
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
