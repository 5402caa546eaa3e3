#include "webhook/signature.hpp"

#include "samples.hpp"

#include <gtest/gtest.h>
#include <random>
#include <thread>

namespace autoheal::pagerduty::webhook {
using namespace kit;
namespace {

using samples::bytes;
using samples::kSecretA;
using samples::kSecretB;

const UtcTime kNow = UtcTime(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14));
const std::string kMacA(samples::kVectors[1].mac_a);  // of the body "triggered"
const std::string kMacB(samples::kVectors[1].mac_b);

SigningKeys keys(std::string_view current, std::string_view previous = {}, std::optional<UtcTime> until = {}) {
  SigningKeys out;
  if (!current.empty()) out.current.emplace(current);
  if (!previous.empty()) out.previous.emplace(previous);
  out.previous_until = until;
  return out;
}

SignatureState verify(const std::vector<Header>& headers, std::string_view body, const SigningKeys& with) {
  return verify_signature(with, headers, bytes(body), kNow);
}

SignatureState verify(std::string_view value, std::string_view body = samples::body("triggered")) {
  return verify({{kSignatureHeader, value}}, body, keys(kSecretA));
}

TEST(SigningKey, SignsTheEightVectors) {
  for (const samples::Vector& v : samples::kVectors) {
    const std::string body = samples::body(v.body);
    ASSERT_EQ(body.size(), v.bytes) << v.body;
    EXPECT_EQ(samples::hex(SigningKey(kSecretA).sign(bytes(body))), v.mac_a) << v.body;
    EXPECT_EQ(samples::hex(SigningKey(kSecretB).sign(bytes(body))), v.mac_b) << v.body;
  }
}

TEST(SigningKey, SignsTheSameAgainAndAgain) {
  const SigningKey key(kSecretA);
  const std::string body = samples::body("triggered");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(samples::hex(key.sign(bytes(body))), kMacA);
    EXPECT_NE(samples::hex(key.sign(bytes(std::string_view(body).substr(1)))), kMacA);
  }
  EXPECT_EQ(samples::hex(key.sign({})), samples::hex(SigningKey(kSecretA).sign({})));
}

TEST(SigningKey, SignsInParallel) {
  const SigningKey key(kSecretA);
  const std::string body = samples::body("triggered");
  std::vector<std::thread> threads;
  std::array<bool, 8> right{};
  for (bool& result : right) {
    threads.emplace_back([&] {
      result = true;
      for (int i = 0; i < 200; ++i) result = samples::hex(key.sign(bytes(body))) == kMacA && result;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const bool result : right) EXPECT_TRUE(result);
}

struct ValueRow {
  std::string_view name;
  std::string value;
};

void PrintTo(const ValueRow& row, std::ostream* out) { *out << row.name; }
std::string name_of(const testing::TestParamInfo<ValueRow>& info) { return std::string(info.param.name); }

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
  return text;
}

std::string repeated(std::string_view entry, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out.append(entry).append(",");
  return out;
}

const std::string kWrong = "v1=" + std::string(64, '0');
const std::string kRight = "v1=" + kMacA;

class AcceptedValue : public testing::TestWithParam<ValueRow> {};
TEST_P(AcceptedValue, IsCurrent) { EXPECT_EQ(verify(GetParam().value), SignatureState::current); }

INSTANTIATE_TEST_SUITE_P(Signature, AcceptedValue,
                         testing::Values(ValueRow{"alone", kRight}, ValueRow{"upper_case_hex", "v1=" + upper(kMacA)},
                                         ValueRow{"first_of_two", kRight + ",v1=" + kMacB},
                                         ValueRow{"last_of_two", "v1=" + kMacB + "," + kRight},
                                         ValueRow{"blanks_and_tabs", " \t" + kWrong + " ,\t " + kRight + "\t "},
                                         ValueRow{"empty_entries", ",," + kRight + ",,"},
                                         ValueRow{"after_another_version", "v2=abcdef," + kRight},
                                         ValueRow{"after_a_malformed_one", "v1=xyz," + kRight},
                                         ValueRow{"sixteenth", repeated(kWrong, 15) + kRight},
                                         ValueRow{"after_50_others",
                                                  repeated("v0=" + std::string(64, '1'), 50) + kRight}),
                         name_of);

class RejectedValue : public testing::TestWithParam<ValueRow> {};
TEST_P(RejectedValue, IsInvalid) { EXPECT_EQ(verify(GetParam().value), SignatureState::invalid); }

INSTANTIATE_TEST_SUITE_P(
    Signature, RejectedValue,
    testing::Values(
        ValueRow{"empty", ""}, ValueRow{"blank", "  "}, ValueRow{"only_commas", ",,,,"}, ValueRow{"no_digits", "v1="},
        ValueRow{"bare_hex", kMacA}, ValueRow{"sha256_prefix", "sha256=" + kMacA},
        ValueRow{"upper_case_version", "V1=" + kMacA}, ValueRow{"blank_inside_prefix", "v1 =" + kMacA},
        ValueRow{"blank_after_prefix", "v1= " + kMacA}, ValueRow{"digits_62", "v1=" + kMacA.substr(2)},
        ValueRow{"digits_63", "v1=" + kMacA.substr(1)}, ValueRow{"digits_65", "v1=" + kMacA + "0"},
        ValueRow{"digits_128", "v1=" + kMacA + kMacA}, ValueRow{"not_hex", "v1=" + kMacA.substr(0, 63) + "g"},
        ValueRow{"quoted", "\"v1=" + kMacA + "\""}, ValueRow{"hex_prefix", "v1=0x" + kMacA.substr(2)},
        ValueRow{"both_wrong", kWrong + ",v1=" + kMacB},
        ValueRow{"only_other_versions", "v0=" + kMacA + ",v2=" + kMacA}, ValueRow{"semicolons", kWrong + ";" + kRight},
        ValueRow{"seventeenth", repeated(kWrong, 16) + kRight},
        ValueRow{"after_10000_wrong", repeated(kWrong, 10'000) + kRight},
        ValueRow{"after_10000_of_another_version", repeated("v2=" + std::string(64, 'a'), 10'000) + kRight},
        ValueRow{"folded_inside", "v1=" + kMacA.substr(0, 32) + "\r\n " + kMacA.substr(32)},
        ValueRow{"line_break_before", "\r\n" + kRight}, ValueRow{"nul_before", std::string(1, '\0') + kRight},
        ValueRow{"nul_after", kRight + std::string(1, '\0')}, ValueRow{"eight_bit", "v1=\xC3\xA4" + kMacA.substr(2)},
        ValueRow{"all_ff", "v1=" + std::string(64, '\xFF')}, ValueRow{"wide_blank", "\xC2\xA0" + kRight},
        ValueRow{"form_feed", "\f" + kRight}),
    name_of);

// What a receiver that does it slightly wrong would have accepted.
TEST(Signature, IsOverTheRawBytesWithTheRawSecret) {
  const std::string ping = samples::body("ping");
  const std::string ping_mac = "v1=" + std::string(samples::kVectors[0].mac_a);
  EXPECT_EQ(verify(ping_mac, ping), SignatureState::current);
  EXPECT_EQ(verify(ping_mac, ping + "\n"), SignatureState::invalid);
  EXPECT_EQ(verify("v1=2667005e173aa7f5498bfaebf47052cdf8e9fe0da1124829a962cc1f840f99e8", ping + "\n"),
            SignatureState::current);
  // The key decoded as base64 first.
  EXPECT_EQ(verify("v1=f19f700c0fea9e2c2094d6fee0c27693bc6a1afd0d57ef73cb450de0d492a058", ping),
            SignatureState::invalid);
  // The body with its dash as an escape.
  EXPECT_EQ(verify("v1=76deb303645cd23bdf20db771e2d360d7171aa467d018215097e222e70e7d8bc"), SignatureState::invalid);
  EXPECT_EQ(verify(ping_mac, samples::body("triggered")), SignatureState::invalid);
  EXPECT_EQ(verify(kRight, ""), SignatureState::invalid);
}

TEST(Signature, TriesTheHeaderInAnyCaseAndOnAnyLine) {
  const std::string body = samples::body("triggered");
  const SigningKeys a = keys(kSecretA);
  EXPECT_EQ(verify({{"x-pagerduty-signature", kRight}}, body, a), SignatureState::current);
  EXPECT_EQ(verify({{"X-PAGERDUTY-SIGNATURE", kRight}}, body, a), SignatureState::current);
  EXPECT_EQ(verify({{"Host", "h"}, {kSignatureHeader, kWrong}, {"x-pagerduty-signature", kRight}}, body, a),
            SignatureState::current);
  EXPECT_EQ(verify({{kSignatureHeader, kWrong}, {kSignatureHeader, ""}}, body, a), SignatureState::invalid);
  EXPECT_EQ(verify({}, body, a), SignatureState::missing);
  EXPECT_EQ(verify({{"X-PagerDuty-Signature2", kRight}, {"PagerDuty-Signature", kRight}}, body, a),
            SignatureState::missing);
  EXPECT_EQ(verify({{"X-PagerDuty_Signature", kRight}, {"", kRight}}, body, a), SignatureState::missing);
  EXPECT_EQ(verify({{kRight, kSignatureHeader}}, body, a), SignatureState::missing);
}

TEST(Signature, EntriesOfAllLinesCountTogether) {
  const std::string body = samples::body("triggered");
  std::vector<Header> lines(16, Header{kSignatureHeader, kWrong});
  lines.push_back({kSignatureHeader, kRight});
  EXPECT_EQ(verify(lines, body, keys(kSecretA)), SignatureState::invalid);
  lines.erase(lines.begin());
  EXPECT_EQ(verify(lines, body, keys(kSecretA)), SignatureState::current);
  std::vector<Header> many(10'000, Header{kSignatureHeader, "v2="});
  many.push_back({kSignatureHeader, kRight});
  EXPECT_EQ(verify(many, body, keys(kSecretA)), SignatureState::invalid);
}

struct PreviousRow {
  std::string_view name;
  std::optional<std::chrono::milliseconds> until_from_now;
  SignatureState expected;
};

TEST(Signature, PreviousSecretCountsUntilItsExpiry) {
  using std::chrono::milliseconds;
  const std::vector<PreviousRow> rows{{"no expiry", std::nullopt, SignatureState::previous},
                                      {"a day left", std::chrono::hours(24), SignatureState::previous},
                                      {"a millisecond left", milliseconds(1), SignatureState::previous},
                                      {"now", milliseconds(0), SignatureState::invalid},
                                      {"a millisecond ago", milliseconds(-1), SignatureState::invalid},
                                      {"long ago", std::chrono::hours(-9999), SignatureState::invalid}};
  const std::string body = samples::body("triggered");
  for (const PreviousRow& row : rows) {
    std::optional<UtcTime> until;
    if (row.until_from_now) until = kNow + *row.until_from_now;
    const SigningKeys both = keys(kSecretB, kSecretA, until);
    EXPECT_EQ(verify({{kSignatureHeader, kRight}}, body, both), row.expected) << row.name;
    EXPECT_EQ(verify({{kSignatureHeader, "v1=" + kMacB}}, body, both), SignatureState::current) << row.name;
    EXPECT_EQ(verify({{kSignatureHeader, kWrong}}, body, both), SignatureState::invalid) << row.name;
    EXPECT_EQ(verify({}, body, both), SignatureState::missing) << row.name;
  }
}

TEST(Signature, NoCurrentSecretTurnsTheCheckOff) {
  const std::string body = samples::body("triggered");
  EXPECT_EQ(verify({}, body, keys("")), SignatureState::not_required);
  EXPECT_EQ(verify({{kSignatureHeader, kWrong}}, body, keys("")), SignatureState::not_required);
  EXPECT_EQ(verify({{kSignatureHeader, kWrong}}, body, keys("", kSecretB)), SignatureState::not_required);
}

TEST(Signature, EverySingleFlippedBitOfAThousandIsRefused) {
  std::mt19937 random(20260314);  // NOLINT(cert-msc51-cpp): the same bits in every run
  const SigningKeys a = keys(kSecretA);
  std::string body = samples::body("triggered");
  std::uniform_int_distribution<std::size_t> any_bit(0, body.size() * 8 - 1);
  for (int i = 0; i < 1000; ++i) {
    const std::size_t bit = any_bit(random);
    const auto mask = static_cast<char>(1U << (bit % 8));
    body[bit / 8] = static_cast<char>(body[bit / 8] ^ mask);
    ASSERT_EQ(verify({{kSignatureHeader, kRight}}, body, a), SignatureState::invalid) << "bit " << bit;
    body[bit / 8] = static_cast<char>(body[bit / 8] ^ mask);
  }
  ASSERT_EQ(verify({{kSignatureHeader, kRight}}, body, a), SignatureState::current);
}

TEST(Signature, EveryFlippedBitOfTheSignatureIsRefused) {
  const SigningKeys a = keys(kSecretA);
  const std::string body = samples::body("triggered");
  const Mac mac = SigningKey(kSecretA).sign(bytes(body));
  for (std::size_t bit = 0; bit < mac.size() * 8; ++bit) {
    Mac flipped = mac;
    flipped[bit / 8] = static_cast<std::uint8_t>(flipped[bit / 8] ^ (1U << (bit % 8)));
    ASSERT_EQ(verify({{kSignatureHeader, "v1=" + samples::hex(flipped)}}, body, a), SignatureState::invalid) << bit;
  }
}

TEST(SignatureState, HasNamesAndSaysWhatIsAccepted) {
  EXPECT_EQ(name(SignatureState::current), "current");
  EXPECT_EQ(name(SignatureState::previous), "previous");
  EXPECT_EQ(name(SignatureState::not_required), "not_required");
  EXPECT_EQ(name(SignatureState::missing), "missing");
  EXPECT_EQ(name(SignatureState::invalid), "invalid");
  EXPECT_TRUE(is_accepted(SignatureState::not_required));
  EXPECT_FALSE(is_accepted(SignatureState::missing));
  EXPECT_FALSE(is_accepted(SignatureState::invalid));
}

}  // namespace
}  // namespace autoheal::pagerduty::webhook
