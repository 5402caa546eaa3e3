#include "log/redactor.hpp"

#include "base/bytes.hpp"
#include "log/log.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

constexpr std::string_view kSecret = "u+CaNaRy/4711\"x y";

std::string escaped(std::string_view text) {
  return boost::json::serialize(boost::json::string_view{text.data(), text.size()});
}

TEST(Redactor, KnowsEveryFormOfASecret) {
  Redactor redactor;
  redactor.add(kSecret);
  const std::string raw{kSecret};
  const std::pair<const char*, std::string> rows[] = {
      {"raw", raw},
      {"twice", raw + raw},
      {"hex", render_hex(as_bytes(raw))},
      {"URL", "u%2BCaNaRy%2F4711%22x%20y"},
      {"URL, lower case", "u%2bCaNaRy%2f4711%22x%20y"},
      {"JSON", escaped(raw)},
      {"base64", render_base64(as_bytes(raw))},
      {"base64url", render_base64url(as_bytes(raw))},
      {"base64, one byte later", render_base64(as_bytes("x" + raw + "tail"))},
      {"base64, two bytes later", render_base64(as_bytes("xy" + raw + "t"))},
  };
  for (const auto& [form, text] : rows) {
    const std::string shown = redactor.redact("before " + text + " after");
    EXPECT_NE(shown.find("[redacted]"), std::string::npos) << form << ": " << shown;
    EXPECT_EQ(shown.find("CaNaRy"), std::string::npos) << form << ": " << shown;
    EXPECT_EQ(shown.rfind("before ", 0), 0U) << form;
  }
}

TEST(Redactor, LeavesOtherTextAlone) {
  Redactor redactor;
  redactor.add(kSecret);
  redactor.add("short");  // five bytes: an ordinary word
  redactor.add("");
  for (const char* text : {"", "short and sweet", "u+CaNaR", "a perfectly ordinary line"}) {
    EXPECT_EQ(redactor.redact(text), text);
  }
}

TEST(Redactor, ALongerSecretIsNotSpoiledByAShorterOneInside) {
  Redactor redactor;
  redactor.add("secret-key");
  redactor.add("prefix-secret-key-suffix");
  EXPECT_EQ(redactor.redact("<prefix-secret-key-suffix>"), "<[redacted]>");
}

TEST(EscapeControls, MakesEverythingInvisibleVisible) {
  const std::pair<std::string, std::string> rows[] = {
      {"plain ünïcödé 日本 🚀", "plain ünïcödé 日本 🚀"},
      {"a\nb\r\tc", "a\\u000ab\\u000d\\u0009c"},
      {"\x1b[31mred", "\\u001b[31mred"},
      {std::string{"nul\0byte", 8}, "nul\\u0000byte"},
      {"bidi \xe2\x80\xae override", "bidi \\u202e override"},
      {"zero\xe2\x80\x8bwidth", "zero\\u200bwidth"},
      {"bom\xef\xbb\xbf", "bom\\ufeff"},
      {"del\x7f", "del\\u007f"},
      {"c1 \xc2\x9b", "c1 \\u009b"},
      {"bad \xff\xc3", "bad \\xff\\xc3"},
      {"overlong \xc0\xaf", "overlong \\xc0\\xaf"},
      {"surrogate \xed\xa0\x80", "surrogate \\xed\\xa0\\x80"},
      {"cut \xf0\x9f\x9a", "cut \\xf0\\x9f\\x9a"},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(escape_controls(text), expected);
}

class LogTest : public ::testing::Test {
 protected:
  ~LogTest() override { start_log(LogLevel::off); }
  static std::vector<boost::json::object> lines(const std::string& text) {
    std::vector<boost::json::object> out;
    for (std::size_t begin = 0, end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      out.push_back(boost::json::parse(text.substr(begin, end - begin)).as_object());
    }
    return out;
  }
};

TEST_F(LogTest, WritesOneJsonObjectALineWithoutSecrets) {
  redactor().add("log-canary-4711");
  start_log(LogLevel::info);
  ::testing::internal::CaptureStderr();
  log_info("stored\nfalse line", {{"integration", "a\x1b[0m"}, {"bytes", 812}, {"ratio", 0.5}, {"ok", true}});
  log_debug("not at this level");
  log_warning("key log-canary-4711 seen", {{"header", "Bearer log-canary-4711"}});
  log_from_plugin("demo", 4, "host broke a rule", R"({"requirement":"X1","key":"log-canary-4711"})");
  log_from_plugin("demo", 99, std::string(10000, 'x'), "not json");
  const std::string text = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(text.find("log-canary-4711"), std::string::npos) << text;
  const auto all = lines(text);
  ASSERT_EQ(all.size(), 4U) << text;
  EXPECT_EQ(all[0].at("message").as_string(), "stored\\u000afalse line");
  EXPECT_EQ(all[0].at("integration").as_string(), "a\\u001b[0m");
  EXPECT_EQ(all[0].at("bytes").as_int64(), 812);
  EXPECT_TRUE(all[0].at("ok").as_bool());
  EXPECT_EQ(all[1].at("level").as_string(), "warning");
  EXPECT_EQ(all[2].at("level").as_string(), "host_misbehaving");
  EXPECT_EQ(all[2].at("fields").at("requirement").as_string(), "X1");
  EXPECT_EQ(all[3].at("level").as_string(), "error") << "an unknown level is not lost";
  EXPECT_LT(all[3].at("message").as_string().size(), 5000U);
}

TEST_F(LogTest, IsSilentUntilStarted) {
  start_log(LogLevel::off);
  ::testing::internal::CaptureStderr();
  log_error("x");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace autoheal::host
