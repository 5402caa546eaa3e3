#include "http/raw_head.hpp"

#include <gtest/gtest.h>
#include <string>

namespace autoheal::host::http {
namespace {

using namespace std::string_literals;

TEST(IsUnambiguous, RefusesWhatTwoParsersReadDifferently) {
  EXPECT_TRUE(is_unambiguous("GET / HTTP/1.1\r\nA: b\r\n\r\n"));
  const std::string rows[] = {
      "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n"s,   // folded
      "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n"s,  // folded with a tab
      "GET / HTTP/1.1\r\n A: b\r\n\r\n"s,        // first header starts with a blank
      "GET / HTTP/1.1\nA: b\r\n\r\n"s,           // bare LF
      "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n"s,   // bare CR
      "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"s,      // NUL
  };
  for (const auto& row : rows) EXPECT_FALSE(is_unambiguous(row)) << row;
}

TEST(SplitHeaders, KeepsOrderDuplicatesAndCase) {
  const auto headers = split_headers("POST /x HTTP/1.1\r\nB: 1\r\na:  2 \t\r\nb:3\r\nEmpty:\r\nC: x:y\r\n\r\n");
  ASSERT_EQ(headers.size(), 5u);
  EXPECT_EQ(headers[0].name, "B");
  EXPECT_EQ(headers[1].value, "2");
  EXPECT_EQ(headers[2].name, "b");
  EXPECT_EQ(headers[3].value, "");
  EXPECT_EQ(headers[4].value, "x:y");
}

}  // namespace
}  // namespace autoheal::host::http
