#include "kit/names/name_match.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

std::string match_of(std::string_view given, std::string_view name) {
  auto fit = fit_name(given, name, fold(given), fold(name));
  return fit ? std::string(kit::name(fit->match)) : "none";
}

struct Row {
  const char* given;
  const char* name;
  const char* match;
};

class NameMatch : public ::testing::TestWithParam<Row> {};

TEST_P(NameMatch, Is) { EXPECT_EQ(match_of(GetParam().given, GetParam().name), GetParam().match) << GetParam().given; }

INSTANTIATE_TEST_SUITE_P(
    Rows, NameMatch,
    ::testing::Values(Row{"Payments", "Payments", "exact"}, Row{"payments", "Payments", "case"},
                      Row{"checkout api", "Checkout-API", "case"}, Row{"checkout_api", "checkout-api", "case"},
                      Row{"Zurich", "Z\xC3\xBCrich", "case"}, Row{"z\xC3\xBCrich", "Zurich", "case"},
                      Row{"\xD0\xBF\xD0\xBB\xD0\xB0\xD1\x82", "\xD0\x9F\xD0\xBB\xD0\xB0\xD1\x82", "case"},
                      Row{"pay", "Payments", "prefix"}, Row{"payments", "Payments Platform", "prefix"},
                      Row{"platform", "Payments Platform", "token"},
                      Row{"platform payments", "Payments Platform", "token"}, Row{"plat", "Payments Platform", "token"},
                      Row{"paymnets", "Payments", "fuzzy"}, Row{"chekcout", "checkout", "fuzzy"},
                      Row{"chekout", "Checkout API", "fuzzy"}, Row{"paiements", "Payments", "fuzzy"},
                      Row{"db-1 main", "db-2 main", "none"}, Row{"billing", "Payments", "none"},
                      Row{"pa", "Spa", "none"}, Row{"api", "apo", "none"}, Row{"", "Payments", "none"},
                      Row{"--", "Payments", "none"}, Row{"s", "Search", "none"}));

// Every letter from U+00C0 to U+00FF, at the place where it stands; a 0 is a sign that has no letter below it.
TEST(Fold, TakesTheAccentsOffAllOfLatin1) {
  constexpr std::string_view kPlain = "aaaaaaaceeeeiiiidnooooo0ouuuuypsaaaaaaaceeeeiiiidnooooo0ouuuuypy";
  ASSERT_EQ(kPlain.size(), 64U);
  for (unsigned i = 0; i < kPlain.size(); ++i) {
    const std::string letter{static_cast<char>(0xC3), static_cast<char>(0x80 + i)};
    EXPECT_EQ(fold(letter), kPlain[i] == '0' ? letter : std::string(1, kPlain[i])) << "U+00" << std::hex << 0xC0 + i;
  }
}

}  // namespace
}  // namespace autoheal::kit
