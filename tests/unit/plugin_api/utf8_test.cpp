#include "autoheal/utf8.hpp"

#include "autoheal/abi.hpp"

#include <gtest/gtest.h>

namespace {

using autoheal::count_code_points;
using autoheal::decode_utf8;
using autoheal::is_utf8;

std::string encode(char32_t code) {
  const auto tail = [](char32_t bits) { return static_cast<char>(0x80 | (bits & 0x3F)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xC0 | code >> 6), tail(code)};
  if (code < 0x10000) return {static_cast<char>(0xE0 | code >> 12), tail(code >> 6), tail(code)};
  return {static_cast<char>(0xF0 | code >> 18), tail(code >> 12), tail(code >> 6), tail(code)};
}

TEST(Utf8, DecodesEveryScalarValueAndNoSurrogate) {
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    const std::string text = encode(code);
    const auto decoded = decode_utf8(text);
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    ASSERT_EQ(decoded.size, surrogate ? 0 : text.size()) << static_cast<unsigned>(code);
    ASSERT_EQ(decoded.value, surrogate ? 0 : code);
  }
}

TEST(Utf8, RefusesWhatIsNotWellFormed) {
  struct Row {
    const char* what;
    std::string bytes;
  };
  const Row rows[] = {
      {"continuation alone", "\x80"},
      {"last continuation alone", "\xBF"},
      {"two bytes, overlong", "\xC0\x80"},
      {"two bytes, overlong, highest", "\xC1\xBF"},
      {"two bytes, cut", "\xC3"},
      {"two bytes, no continuation", "\xC3\x28"},
      {"two bytes, another lead", "\xC3\xC3"},
      {"three bytes, overlong", "\xE0\x80\x80"},
      {"three bytes, overlong, highest", "\xE0\x9F\xBF"},
      {"three bytes, cut after one", "\xE2"},
      {"three bytes, cut after two", "\xE2\x82"},
      {"three bytes, bad third", "\xE2\x82\x28"},
      {"first surrogate", "\xED\xA0\x80"},
      {"last surrogate", "\xED\xBF\xBF"},
      {"a pair of surrogates", "\xED\xA0\xBD\xED\xB8\x80"},
      {"four bytes, overlong", "\xF0\x80\x80\x80"},
      {"four bytes, overlong, highest", "\xF0\x8F\xBF\xBF"},
      {"four bytes, cut after three", "\xF0\x9F\x98"},
      {"four bytes, bad fourth", "\xF0\x9F\x98\x28"},
      {"above U+10FFFF", "\xF4\x90\x80\x80"},
      {"lead of nothing", "\xF5\x80\x80\x80"},
      {"five bytes", "\xF8\x88\x80\x80\x80"},
      {"FE", "\xFE"},
      {"FF", "\xFF"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(decode_utf8(row.bytes).size, 0u) << row.what;
    EXPECT_EQ(decode_utf8("a" + row.bytes, 1).size, 0u) << row.what;
    EXPECT_FALSE(is_utf8(row.bytes)) << row.what;
    EXPECT_FALSE(is_utf8("a" + row.bytes + "b")) << row.what;
    EXPECT_EQ(count_code_points(row.bytes), row.bytes.size()) << row.what;
  }
}

TEST(Utf8, ReadsNoByteBeyondTheView) {
  const std::string_view text = "\xE2\x82\xAC";
  EXPECT_EQ(decode_utf8(text.substr(0, 2)).size, 0u);
  EXPECT_EQ(decode_utf8(text, 3).size, 0u);
  EXPECT_EQ(decode_utf8(text, 99).size, 0u);
  EXPECT_EQ(decode_utf8("").size, 0u);
  EXPECT_TRUE(is_utf8(""));
}

TEST(Utf8, CountsCodePointsNotBytes) {
  EXPECT_EQ(count_code_points(""), 0u);
  EXPECT_EQ(count_code_points("abc"), 3u);
  EXPECT_EQ(count_code_points("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"), 3u);
  EXPECT_EQ(count_code_points(std::string_view("a\0b", 3)), 3u);
  static_assert(count_code_points("\xC3\xA4") == 1 && is_utf8("\xC3\xA4"), "usable in constants");
}

}  // namespace
