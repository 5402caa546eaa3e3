#include "kit/text/text.hpp"

#include "kit/text/utf8.hpp"
#include "kit/time/time_zone.hpp"
#include "support/row_name.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

struct Row {
  const char* name;
  std::string in;
  std::string out;
};

class CleanOneLine : public testing::TestWithParam<Row> {};
TEST_P(CleanOneLine, Text) { EXPECT_EQ(clean_text(GetParam().in), GetParam().out); }

INSTANTIATE_TEST_SUITE_P(
    Text, CleanOneLine,
    testing::Values(Row{"plain", "Checkout latency", "Checkout latency"},
                    Row{"unicode_stays", "Zürich 東京 🚑", "Zürich 東京 🚑"}, Row{"outer_blanks", "  x \n", "x"},
                    Row{"line_breaks", "a\r\nb\nc\td", "a b c d"}, Row{"separators", "a\u2028b\u2029c", "a b c"},
                    Row{"nul_and_bell", std::string("a\0b\ac", 5), "abc"},
                    Row{"ansi_colour", "\x1B[31mred\x1B[0m", "red"}, Row{"lone_escape", "a\x1B", "a"},
                    Row{"c1_control", "a\u009Bb", "ab"}, Row{"bidi_override", "user\u202Egpj.exe", "usergpj.exe"},
                    Row{"bidi_isolate", "a\u2066b\u2069c", "abc"},
                    Row{"zero_width", "pass\u200Bword\uFEFF", "password"}, Row{"soft_hyphen", "a\u00ADb", "ab"},
                    Row{"tag_characters", "a\U000E0041\U000E0042b", "ab"},
                    Row{"variation_selectors", "a\U000E0100b\uFE01", "ab"}, Row{"filler", "a\u3164b", "ab"},
                    Row{"invalid_utf8", "a\xC3(b", "a\uFFFD(b"},
                    Row{"delete",
                        "a\x7F"
                        "b",
                        "ab"},
                    Row{"key_is_masked", "key u+abcdefghijklmnopqr here", "key [masked] here"}),
    test::RowName{});

TEST(CleanText, ManyLinesKeepsBreaksAndTabs) { EXPECT_EQ(clean_text("a\r\n\tb\u2028c", Lines::many), "a\n\tb\nc"); }

TEST(CleanText, CutsAtAWholeCharacterInsideTheLimit) {
  EXPECT_EQ(clean_text("äääää", Lines::one, 8), "ää…");
  EXPECT_EQ(clean_text("äääää", Lines::one, 10), "äääää");
  EXPECT_EQ(clean_text("äääää", Lines::one, 1), "");
  for (std::size_t limit = 0; limit < 24; ++limit) {
    const std::string cut = shorten("a東b🚑c東d🚑e", limit);
    EXPECT_LE(cut.size(), limit);
    EXPECT_TRUE(is_utf8(cut)) << limit;
  }
}

TEST(CleanText, HidesAKeyThatInvisibleCharactersTookApart) {
  EXPECT_EQ(clean_text("u+abcdef\u200Bghijklmnopqr"), "[masked]");
}

class Masks : public testing::TestWithParam<Row> {};
TEST_P(Masks, Text) { EXPECT_EQ(mask_secrets(GetParam().in), GetParam().out); }

INSTANTIATE_TEST_SUITE_P(
    Text, Masks,
    testing::Values(
        Row{"user_token", "u+AbCdEfGhIjKlMnOpQr", "[masked]"},
        Row{"oauth", "got pdus+_0XBPWQQ_b7c0ffee-0000-4000-8000-0123456789ab!", "got [masked]!"},
        Row{"orchestration_key", "R0ABCDEFGHIJKLMNOPQRSTUVWXYZ2345", "[masked]"},
        Row{"password", "password=hunter", "password=[masked]"},
        Row{"json_password", R"({"password": "abc"})", R"({"password": "[masked]"})"},
        Row{"longer_name", "DATADOG_API_KEY=0123456789abcdef", "DATADOG_API_KEY=[masked]"},
        Row{"routing_key", "routing_key: 737ea6190123456789abcdef01234567", "routing_key: [masked]"},
        Row{"authorization", "Authorization: Token token=y_NbAkKc66ryYTWUXYEu", "Authorization: Token token=[masked]"},
        Row{"bearer", "with Bearer abcdefghijklmnop1234", "with Bearer [masked]"},
        Row{"url_user", "https://bob:hunter2@db.example.com/x", "https://[masked]@db.example.com/x"},
        Row{"aws", "AKIAIOSFODNN7EXAMPLE", "[masked]"}, Row{"github", "ghp_0123456789abcdefghijklmn", "[masked]"},
        Row{"jwt", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.sig", "[masked]"},
        Row{"private_key", "a -----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- b", "a [masked] b"},
        Row{"private_key_cut", "-----BEGIN PRIVATE KEY-----\nMII", "[masked]"},
        Row{"trace_id_stays", "trace 4bf92f3577b34da6a3ce929d0e0e4736", "trace 4bf92f3577b34da6a3ce929d0e0e4736"},
        Row{"plain_words_stay", "token: expired, authorization failed", "token: expired, authorization failed"},
        Row{"uplus_short_stays", "u+1", "u+1"},
        Row{"url_stays", "https://example.com/a:b@c", "https://example.com/a:b@c"},
        Row{"incident_id_stays", "Q1ABCDEF2GHIJK", "Q1ABCDEF2GHIJK"}),
    test::RowName{});

TEST(MaskSecrets, TakesLinearTimeOnHostileText) {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "://a:b ghp_ R0 token=";
  EXPECT_FALSE(mask_secrets(text).empty());
}

TEST(CheckedLink, OnlyHttpsToPagerDuty) {
  EXPECT_EQ(checked_link("https://acme.pagerduty.com/incidents/Q1", "pagerduty.com"),
            "https://acme.pagerduty.com/incidents/Q1");
  EXPECT_EQ(checked_link("https://acme.eu.pagerduty.com/x?y=z#a", "pagerduty.com"),
            "https://acme.eu.pagerduty.com/x?y=z#a");
  for (const char* bad :
       {"", "http://acme.pagerduty.com/", "javascript:alert(1)", "https://pagerduty.com.evil.example/",
        "https://evilpagerduty.com/", "https://user@acme.pagerduty.com/", "https://acme.pagerduty.com:444/",
        "https://acme.pagerduty.com/\"onclick", "https://acme.pagerduty.com/ x", "https://ACME.pagerduty.com/",
        "//acme.pagerduty.com/", "https://acme.pagerduty.com:/", "https://@acme.pagerduty.com/",
        "https://acme.pagerduty.com/%zz", "https://acme.pagerduty%2ecom/", "https://evil.example/acme.pagerduty.com"}) {
    EXPECT_EQ(checked_link(bad, "pagerduty.com"), "") << bad;
  }
  EXPECT_EQ(checked_link("https://acme.pagerduty.com/" + std::string(2048, 'a'), "pagerduty.com"), "");
}

TEST(Utf8, RefusesWhatIsNoCodePoint) {
  for (const char* bad : {"\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF8", "\x80", "\xE2\x82"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
    EXPECT_TRUE(is_utf8(repair_utf8(bad)));
  }
  EXPECT_TRUE(is_utf8("a£€𐍈\U0010FFFF"));
}

TEST(TimeZone, OnlyNamesOfTheDatabase) {
  EXPECT_TRUE(is_time_zone("UTC"));
  EXPECT_TRUE(is_time_zone("Europe/Berlin"));
  for (const char* bad :
       {"", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/", "Berlin", "UTC ", "+02:00"}) {
    EXPECT_FALSE(is_time_zone(bad)) << bad;
  }
}

TEST(WithoutSuffix, TakesTheEndingOffOnce) {
  EXPECT_EQ(without_suffix("incident_reference", "_reference"), "incident");
  EXPECT_EQ(without_suffix("a_b_b", "_b"), "a_b");
  EXPECT_EQ(without_suffix("incident", "_reference"), "incident");
  EXPECT_EQ(without_suffix("", "_reference"), "");
}

}  // namespace
}  // namespace autoheal::kit
