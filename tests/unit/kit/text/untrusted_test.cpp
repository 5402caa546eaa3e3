#include "kit/text/untrusted.hpp"

#include "support/row_name.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

struct Row {
  const char* name;
  const char* text;
  const char* expected;
};

class Untrusted : public ::testing::TestWithParam<Row> {};

TEST_P(Untrusted, LeavesNoWayToReachAPerson) { EXPECT_EQ(untrusted(GetParam().text), GetParam().expected); }

INSTANTIATE_TEST_SUITE_P(
    Rows, Untrusted,
    ::testing::Values(Row{"plain", "checkout is slow", "checkout is slow"},
                      Row{"email", "ask ann.lee+x@example.com now", "ask [e-mail] now"},
                      Row{"two_emails", "a@b.de, c@d.org", "[e-mail], [e-mail]"},
                      Row{"email_at_the_end", "by ann@example.co.uk.", "by [e-mail]."},
                      Row{"handle_is_no_email", "ask @payments in chat", "ask @payments in chat"},
                      Row{"no_domain", "user@localhost", "user@localhost"},
                      Row{"phone", "call +49 30 1234567 now", "call [phone] now"},
                      Row{"phone_dashes", "+1-202-555-0142", "[phone]"},
                      Row{"sum_is_no_phone", "3+4 and +5%", "3+4 and +5%"},
                      Row{"offset_is_no_phone", "2026-03-14T10:00:00+01:00", "2026-03-14T10:00:00+01:00"},
                      Row{"control", "a\x1b[31mb", "ab"}, Row{"zero_width", "ze\xE2\x80\x8Bro", "zero"},
                      Row{"bidi", "\xE2\x80\xAEtxet", "txet"}),
    autoheal::test::RowName{});

TEST(Untrusted, IsCutAtAWholeCharacter) {
  std::string text = untrusted("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", Lines::one, 7);
  EXPECT_LE(text.size(), 7U);
  EXPECT_TRUE(text.ends_with("\xE2\x80\xA6"));
}

}  // namespace
}  // namespace autoheal::kit
