#include "pattern/pattern.hpp"

#include <gtest/gtest.h>

namespace {

using autoheal::Pattern;

TEST(Pattern, Matches) {
  struct Row {
    const char* pattern;
    std::string text;
    bool matches;
  };
  const std::string letters(1u << 20u, 'a');
  const Row rows[] = {
      {"", "", true},
      {"b", "abc", true},
      {"^b", "abc", false},
      {"^[a-z]+$", "abc", true},
      {"^[a-z]+$", "abc\n", false},
      {"^[a-z]+$", "ABC", false},
      {"^a{2,3}$", "aaaa", false},
      {"^(us|eu)$", "eu", true},
      {"^\\d+\\.\\d+$", "1.25", true},
      {"^.$", "\xC3\xA4", true},
      {"^[\\p{L}]{1,200}$", "\xC3\xA4\xCE\xB1", true},
      {"^a.b$", "a\nb", false},
      {"^a.b$", std::string("a\0b", 3), true},
      {".", "\xFF", false},
      {"^(a+)+$", letters, true},
      {"^(a+)+$", letters + "!", false},
      {"(.*a){40}b$", letters, false},
      {"^(a|a?)+$", letters + "b", false},
  };
  for (const Row& row : rows) {
    const Pattern pattern(row.pattern);
    EXPECT_EQ(pattern.fault(), "") << row.pattern;
    EXPECT_EQ(pattern.matches(row.text), row.matches) << row.pattern;
  }
}

TEST(Pattern, SaysWhyItIsNone) {
  for (const char* source :
       {"(", "[", "a**", "(?=a)", "(?!a)", "(?<=a)", "(a)\\1", "\\u0041", "x{1001}", "((x{100}){100}){100}", "\xFF"}) {
    const Pattern pattern(source);
    EXPECT_EQ(pattern.fault().find("is not a regular expression in the syntax of RE2: "), 0u) << source;
    EXPECT_FALSE(pattern.matches("")) << source;
    EXPECT_FALSE(pattern.matches(source)) << source;
  }
}

}  // namespace
