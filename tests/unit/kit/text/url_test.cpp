#include "kit/text/url.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

TEST(WebUrl, IsTakenApart) {
  const auto url = parse_web_url("https://ann@pd.example.com:8443/a%2Fb/c?x[]=1#part");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->host, "pd.example.com");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/a%2Fb/c");
  EXPECT_TRUE(url->is_https && url->has_user && url->has_port && url->has_query && url->has_fragment);
}

TEST(WebUrl, HasNoMoreThanItSays) {
  const auto url = parse_web_url("http://[::1]");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->host, "[::1]");
  EXPECT_EQ(url->port, "");
  EXPECT_EQ(url->path, "");
  EXPECT_FALSE(url->is_https || url->has_user || url->has_port || url->has_query || url->has_fragment);
}

TEST(WebUrl, IsNothingElse) {
  for (const char* bad : {"",
                          " https://a.example",
                          "https://a.example/ x",
                          "https://a.example/\n",
                          "HTTPS://a.example",
                          "ftp://a.example",
                          "javascript:alert(1)",
                          "//a.example/",
                          "https:a.example",
                          "a:?",  // Boost.URL 1.81 fails an assertion on these
                          "https:#x",
                          "https:\xC3",
                          "https:/a.example",
                          "https://",
                          "https:///x",
                          "https://:80",
                          "https://user@/x",
                          "http://[::1]x",
                          "https://[::1",
                          "https://a.example:8a/",
                          "https://a.example\\@b.example/",
                          "https://a.example/\"onclick",
                          "https://a.example/<script>",
                          "https://a.example/%zz",
                          "https://ex\u00e4mple.com"}) {
    EXPECT_FALSE(parse_web_url(bad).has_value()) << bad;
  }
}

TEST(PlainHost, HasNoBracketsAndNoEscapes) {
  EXPECT_TRUE(is_plain_host("Meet.example-1.com"));
  for (const char* bad : {"", "[::1]", "a%2eb", "a_b", "a@b"}) EXPECT_FALSE(is_plain_host(bad)) << bad;
}

TEST(AuthorityOf, IsHostAndPort) {
  EXPECT_EQ(authority_of("https://a.example:1"), "a.example:1");
  EXPECT_EQ(authority_of("http://[::1]"), "[::1]");
  EXPECT_EQ(authority_of("a.example"), "a.example");
}

}  // namespace
}  // namespace autoheal::kit
