#include "base/ascii.hpp"

#include <gtest/gtest.h>
#include <string>

namespace autoheal::host {
namespace {

TEST(Ascii, KnowsLettersAndDigitsAndLeavesOtherBytesAlone) {
  const std::string upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const std::string lower = "abcdefghijklmnopqrstuvwxyz";
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const std::size_t in_upper = upper.find(c);
    const std::size_t in_lower = lower.find(c);
    EXPECT_EQ(to_lower(c), in_upper == std::string::npos ? c : lower[in_upper]) << i;
    EXPECT_EQ(to_upper(c), in_lower == std::string::npos ? c : upper[in_lower]) << i;
    EXPECT_EQ(is_letter(c), in_upper != std::string::npos || in_lower != std::string::npos) << i;
    EXPECT_EQ(is_digit(c), std::string_view{"0123456789"}.find(c) != std::string_view::npos) << i;
  }
}

TEST(Ascii, ComparesWithoutRegardToCase) {
  struct Row {
    const char* a;
    const char* b;
    bool equal;
  };
  const Row rows[] = {{"", "", true},
                      {"Host", "hOST", true},
                      {"a", "ab", false},
                      {"ab", "a", false},
                      {"a[", "a{", false},
                      {"@", "`", false},
                      {"K", "\u212A", false},
                      {"\xC3\x84", "\xC3\xA4", false},
                      {"x-\xff", "X-\xff", true}};
  for (const Row& row : rows) EXPECT_EQ(equals_ignore_case(row.a, row.b), row.equal) << row.a << " " << row.b;
}

TEST(Ascii, TrimsOnlyTheEnds) {
  struct Row {
    const char* text;
    const char* trimmed;
  };
  for (const Row& row : {Row{"", ""}, Row{" \t ", ""}, Row{"a", "a"}, Row{" a b\t", "a b"}, Row{"\na ", "\na"}}) {
    EXPECT_EQ(trim(row.text, " \t"), row.trimmed) << row.text;
  }
  EXPECT_EQ(trim(" a ", ""), " a ");
}

}  // namespace
}  // namespace autoheal::host
