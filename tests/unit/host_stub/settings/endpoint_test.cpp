#include "settings/endpoint.hpp"

#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

TEST(EndpointAllowed, ComparesUrlsNotLetters) {
  struct Row {
    const char* url;
    const char* allowed;
    bool expected;
  };
  const Row rows[] = {
      {"https://api.example.com", "https://api.example.com", true},
      {"https://api.example.com/", "https://api.example.com", true},
      {"HTTPS://API.Example.com", "https://api.example.com", true},
      {"https://api.example.com:443", "https://api.example.com", true},
      {"http://h:80/x", "http://h/x", true},
      {"a:?", "a:?", false},  // Boost.URL 1.81 fails an assertion on it
      {"http://h:8080", "http://h:8080/", true},
      {"https://api.example.com", "http://api.example.com", false},
      {"https://api.example.com:444", "https://api.example.com", false},
      {"https://api.example.com/Path", "https://api.example.com/path", false},
      {"https://api.example.com.evil.net", "https://api.example.com", false},
      {"https://api.example.com@evil.net", "https://api.example.com", false},
      {"https://evil.net/https://api.example.com", "https://api.example.com", false},
      {"https://api.example.com?x", "https://api.example.com", false},
      {"http://h:/", "http://h", true},
      {"http://[::1]:9999", "http://[::1]:9999/", true},
      {"http://h/a/../x/", "http://h/x", false},
      {"http://h/%78", "http://h/x", false},
      {"http://h/x%2fy", "http://h/x/y", false},
      {"http://h/x//", "http://h/x", false},
      {"https://h:80", "https://h", false},
      {"http://h:443", "https://h", false},
      {"http://u@h", "http://h", false},
      {"http://h#x", "http://h", false},
      {"http://h?", "http://h", false},
      {"http://h%2fx", "http://h/x", false},
      {"http://h:65616", "http://h:80", false},
      {"http://h:65616", "http://h:65616", false},
      {"http://h:x", "http://h:x", false},
      {"http://[::1]x", "http://[::1]x", false},
      {"http://h:1:2", "http://h:1:2", false},
      {"http://h\\@evil.net", "http://h\\@evil.net", false},
      {"http://h/%", "http://h/%", false},
      {"http://h /", "http://h /", false},
      {"http://h\xc3\xa4", "http://h\xc3\xa4", false},
      {"http:///x", "http:///x", false},
      {"http:x", "http:x", false},
      {"//h", "//h", false},
      {"h", "h", false},
      {"", "", false},
      {"/", "", false},
  };
  for (const Row& row : rows) EXPECT_EQ(is_endpoint_allowed(row.url, {row.allowed}), row.expected) << row.url;
  EXPECT_FALSE(is_endpoint_allowed("https://a", {}));
}

TEST(EndpointAllowed, AnyOfTheAllowedWillDo) {
  EXPECT_TRUE(is_endpoint_allowed("http://b", {"not a URL", "http://a", "http://b/"}));
  EXPECT_FALSE(is_endpoint_allowed("http://c", {"http://a", "http://b"}));
  const std::string deep = "http://h/" + std::string(1U << 20U, 'a');
  EXPECT_TRUE(is_endpoint_allowed(deep, {deep + "/"}));
}

}  // namespace
}  // namespace autoheal::host
