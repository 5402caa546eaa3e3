#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/secret_text.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <set>

namespace autoheal::host {
namespace {

struct TimeRow {
  const char* text;
  const char* canonical;  // nullptr: refused
};

TEST(Clock, ReadsRfc3339AndNothingElse) {
  const TimeRow rows[] = {
      {"2026-03-14T09:26:53.589Z", "2026-03-14T09:26:53.589Z"},
      {"2026-03-14T09:26:53Z", "2026-03-14T09:26:53.000Z"},
      {"2026-03-14T10:26:53.5899+01:00", "2026-03-14T09:26:53.589Z"},
      {"2026-03-14t09:26:53z", "2026-03-14T09:26:53.000Z"},
      {"2024-02-29T23:59:60Z", "2024-03-01T00:00:00.000Z"},
      {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"},
      {"", nullptr},
      {"2026-03-14", nullptr},
      {"2026-03-14T09:26:53", nullptr},
      {"2026-02-30T09:26:53Z", nullptr},
      {"2026-13-01T09:26:53Z", nullptr},
      {"2026-03-14T24:00:00Z", nullptr},
      {"2026-03-14T09:60:00Z", nullptr},
      {"2026-03-14T09:26:53.Z", nullptr},
      {"2026-03-14T09:26:53+0100", nullptr},
      {"2026-03-14T09:26:53+01:75", nullptr},
      {"2026-03-14T09:26:53Zx", nullptr},
      {"-026-03-14T09:26:53Z", nullptr},
      {"20260314T092653Z", nullptr},
  };
  for (const TimeRow& row : rows) {
    const auto time = parse_rfc3339(row.text);
    ASSERT_EQ(time.has_value(), row.canonical != nullptr) << row.text;
    if (time) {
      EXPECT_EQ(render_utc(*time), row.canonical) << row.text;
    }
  }
}

TEST(Clock, TextSortsLikeTime) {
  const UtcTime start = *parse_rfc3339("2026-12-31T23:59:59.999Z");
  EXPECT_LT(render_utc(start), render_utc(start + std::chrono::milliseconds{1}));
}

TEST(Bytes, EncodesLikeRfc4648) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "Zg=="},
                                                      {"fo", "Zm8="},
                                                      {"foo", "Zm9v"},
                                                      {"foob", "Zm9vYg=="},
                                                      {"fooba", "Zm9vYmE="},
                                                      {"foobar", "Zm9vYmFy"}};
  for (const auto& [text, base64] : rows) EXPECT_EQ(render_base64(as_bytes(text)), base64);
  EXPECT_EQ(render_base64url(Bytes{0xfb, 0xff, 0xfe}), "-__-");
  EXPECT_EQ(render_base64url(Bytes{0xff}), "_w");
  EXPECT_EQ(render_hex(Bytes{0x00, 0xab, 0x9f}), "00ab9f");
}

TEST(Bytes, ReadsHexOnly) {
  EXPECT_EQ(parse_hex("00aBff"), (Bytes{0, 0xab, 0xff}));
  for (const char* bad : {"0", "0g", "zz", "0x", " 00", "-1"}) EXPECT_EQ(parse_hex(bad), std::nullopt) << bad;
}

TEST(Bytes, AuthenticatesLikeRfc4231) {
  const std::string key(20, '\x0b');
  EXPECT_EQ(render_hex(hmac_sha256(as_bytes(key), as_bytes("Hi There"))),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(render_hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 5869, appendix A: the three vectors for SHA-256.
TEST(Hkdf, IsThatOfTheStandard) {
  struct Row {
    const char* what;
    std::string key, salt, info, derived;
  };
  const Row rows[] = {
      {"A.1", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
       "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
      {"A.2",
       "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
       "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
       "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f"
       "909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
       "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
       "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
       "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
       "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
      {"A.3", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "",
       "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(render_hex(
                  hkdf_sha256(*parse_hex(row.key), *parse_hex(row.salt), *parse_hex(row.info), row.derived.size() / 2)),
              row.derived)
        << row.what;
  }
}

TEST(Bytes, ComparesWholeViews) {
  EXPECT_TRUE(equal_constant_time(Bytes{1, 2}, Bytes{1, 2}));
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_FALSE(equal_constant_time(Bytes{1, 2}, Bytes{1, 3}));
  EXPECT_FALSE(equal_constant_time(Bytes{1, 2}, Bytes{1, 2, 3}));
  EXPECT_FALSE(equal_constant_time({}, Bytes{0}));
}

TEST(Bytes, TokensAreLongAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = random_token(32);
    EXPECT_EQ(token.size(), 43U);
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST(SecretText, MovesAndLeavesNothingBehind) {
  SecretText a{"hunter2"};
  SecretText b = std::move(a);
  EXPECT_EQ(b.reveal(), "hunter2");
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move): that is the question
  const SecretText c = b.clone();
  b = SecretText{"other"};
  EXPECT_EQ(c.reveal(), "hunter2");
  EXPECT_EQ(b.reveal(), "other");
}

TEST(Json, RefusesWhatCannotBeWrittenAgain) {
  std::string deep;
  for (int i = 0; i < 65; ++i) deep += "[";
  for (const std::string& bad :
       {std::string{""}, std::string{"{"}, std::string{"1e400"}, std::string{"[-1e999]"}, std::string{"{\"a\":NaN}"},
        std::string{"{\"a\":\"\xff\"}"}, std::string{"{} {}"}, deep}) {
    const auto value = parse_json(bad, "It");
    ASSERT_FALSE(value.has_value()) << bad;
    EXPECT_EQ(value.error().code, Errc::invalid_argument);
    EXPECT_EQ(value.error().message.rfind("It: ", 0), 0U);
  }
  EXPECT_FALSE(parse_json_object("[]", "It").has_value());
  EXPECT_TRUE(parse_json_object("{}", "It").has_value());
}

TEST(Json, PrettyFormReadsBackAsTheSame) {
  for (const char* text : {R"({"a":[],"b":{},"c":[1,{"d":"x\ny"},null],"e":1.5})", "[]", "3", R"(["\u0001"])"}) {
    const boost::json::value value = boost::json::parse(text);
    EXPECT_EQ(boost::json::parse(render_pretty(value)), value) << render_pretty(value);
  }
  EXPECT_EQ(render_pretty(boost::json::parse(R"({"a":[1]})")), "{\n  \"a\": [\n    1\n  ]\n}");
}

}  // namespace
}  // namespace autoheal::host
