#include "kit/time/window.hpp"

#include "support/row_name.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

UtcTime at(int hour) { return UtcTime{std::chrono::hours{hour}}; }

struct Stretch {
  const char* name;
  int begin;
  std::optional<int> end;
  bool meets;
};

void PrintTo(const Stretch& one, std::ostream* out) { *out << one.name; }

class Stretches : public testing::TestWithParam<Stretch> {};

TEST_P(Stretches, MeetAWindowFromTenToTwelve) {
  const Window window{at(10), at(12), "UTC", ""};
  const std::optional<int> end = GetParam().end;
  EXPECT_EQ(window.meets(at(GetParam().begin), end ? std::optional(at(*end)) : std::nullopt), GetParam().meets);
}

INSTANTIATE_TEST_SUITE_P(All, Stretches,
                         testing::Values(Stretch{"over_before", 8, 9, false}, Stretch{"ends_as_it_begins", 8, 10, true},
                                         Stretch{"ends_within", 8, 11, true}, Stretch{"within", 10, 11, true},
                                         Stretch{"all_around", 8, 14, true}, Stretch{"still_lasts", 8, {}, true},
                                         Stretch{"begins_within", 11, {}, true},
                                         Stretch{"begins_as_it_ends", 12, {}, false},
                                         Stretch{"begins_behind", 13, 14, false}),
                         test::RowName{});

}  // namespace
}  // namespace autoheal::kit
