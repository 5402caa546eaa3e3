#include "kit/text/ascii.hpp"

#include <cctype>
#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

TEST(Ascii, EveryByteIsWhatTheClassicLocaleSays) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool ascii = byte < 128;
    EXPECT_EQ(is_digit(c), ascii && std::isdigit(byte) != 0) << byte;
    EXPECT_EQ(is_lower(c), ascii && std::islower(byte) != 0) << byte;
    EXPECT_EQ(is_upper(c), ascii && std::isupper(byte) != 0) << byte;
    EXPECT_EQ(is_letter(c), ascii && std::isalpha(byte) != 0) << byte;
    EXPECT_EQ(is_alnum(c), ascii && std::isalnum(byte) != 0) << byte;
    EXPECT_EQ(lower(c), ascii ? static_cast<char>(std::tolower(byte)) : c) << byte;
    EXPECT_EQ(hex_digit(c) >= 0, ascii && std::isxdigit(byte) != 0) << byte;
  }
  EXPECT_EQ(hex_digit('0'), 0);
  EXPECT_EQ(hex_digit('a'), 10);
  EXPECT_EQ(hex_digit('F'), 15);
}

}  // namespace
}  // namespace autoheal::kit
