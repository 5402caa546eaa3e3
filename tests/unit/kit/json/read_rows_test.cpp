#include "kit/json/read_rows.hpp"

#include "support/row_name.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

using autoheal::test::RowName;

struct Thing {
  std::string id;
  std::int64_t size = 0;
};

Thing read_thing(const JsonReader& row) { return {row.text("id"), row.integer("size")}; }

Result<RowsRead<Thing>> read(std::string_view text) {
  AH_TRY(auto document, parse_json(text));
  return read_rows(document, "things", read_thing);
}

struct List {
  const char* name;
  const char* text;
  std::size_t kept;
  std::size_t received;
  std::size_t warnings;
  bool whole;
};

void PrintTo(const List& list, std::ostream* out) { *out << list.text; }

class Lists : public testing::TestWithParam<List> {};

TEST_P(Lists, SayWhatWasNotRead) {
  const auto got = read(GetParam().text);
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(got.value().rows.size(), GetParam().kept);
  EXPECT_EQ(got.value().received, GetParam().received);
  EXPECT_EQ(got.value().warnings.size(), GetParam().warnings);
  EXPECT_EQ(got.value().is_whole(), GetParam().whole);
}

INSTANTIATE_TEST_SUITE_P(
    All, Lists,
    testing::Values(List{"empty", R"({"things":[]})", 0, 0, 0, true},
                    List{"good", R"({"things":[{"id":"a","size":1},{"id":"b","size":2}]})", 2, 2, 0, true},
                    List{"no_id", R"({"things":[{"size":1},{"id":"b","size":2}]})", 1, 2, 1, false},
                    List{"blank_id", R"({"things":[{"id":"","size":1}]})", 0, 1, 0, false},
                    List{"in_part", R"({"things":[{"id":"a","size":"large"}]})", 1, 1, 1, false},
                    List{"no_object", R"({"things":[7,"x",[]]})", 0, 3, 3, false},
                    List{"nothing", R"({"things":[null]})", 0, 1, 1, false},
                    List{"many_bad", R"({"things":[0,1,2,3,4,5,6,7]})", 0, 8, 5, false}),
    RowName{});

TEST(ReadRows, AListThatIsNoneIsAnError) {
  for (const char* text : {"{}", R"({"things":{}})", R"({"things":null})", R"({"things":"a"})"}) {
    const auto got = read(text);
    ASSERT_FALSE(got.has_value()) << text;
    EXPECT_EQ(got.error().code, Errc::bad_data) << text;
  }
}

}  // namespace
}  // namespace autoheal::kit
