#include "kit/connection/connection_table.hpp"

#include "support/row_name.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

using autoheal::test::RowName;

// A row in a letter: G a gate, R a required read, o an optional one; behind it what came of it: + pass, - fail, ?
// other.
std::vector<ConnectionRow> rows_of(std::string_view letters) {
  std::vector<ConnectionRow> out;
  for (std::size_t at = 0; at + 1 < letters.size(); at += 2) {
    ConnectionRow row{"row", "Row", "It works."};
    row.gate = letters[at] == 'G';
    row.required = letters[at] != 'o';
    row.outcome = letters[at + 1] == '+'   ? CheckOutcome::pass
                  : letters[at + 1] == '-' ? CheckOutcome::fail
                                           : CheckOutcome::skipped;
    out.push_back(row);
  }
  return out;
}

struct Case {
  const char* name;
  const char* rows;
  ConnectionVerdict verdict;
};

void PrintTo(const Case& one, std::ostream* out) { *out << one.rows; }

class Verdicts : public testing::TestWithParam<Case> {};

TEST_P(Verdicts, FollowFromTheRequiredRows) { EXPECT_EQ(verdict_of(rows_of(GetParam().rows)), GetParam().verdict); }

INSTANTIATE_TEST_SUITE_P(All, Verdicts,
                         testing::Values(Case{"all_pass", "G+R+R+", ConnectionVerdict::pass},
                                         Case{"what_is_optional_may_fail", "G+R+o-o?", ConnectionVerdict::pass},
                                         Case{"one_read_fails", "G+R-R+", ConnectionVerdict::partial},
                                         Case{"one_read_was_skipped", "G+R?R+", ConnectionVerdict::partial},
                                         Case{"no_rows", "", ConnectionVerdict::fail},
                                         Case{"no_way_in", "G-R?R?", ConnectionVerdict::fail},
                                         Case{"a_gate_fails_though_a_read_works", "G+G-R+", ConnectionVerdict::fail},
                                         Case{"a_gate_was_not_tried", "G?R+", ConnectionVerdict::fail},
                                         Case{"no_read_works", "G+R-R-", ConnectionVerdict::fail},
                                         Case{"only_an_optional_read_works", "G+R-o+", ConnectionVerdict::fail}),
                         RowName{});

TEST(ConnectionTable, IsWrittenWithWhatThereIsToSay) {
  ConnectionTable table{"It works.", {{"region", "eu"}}, rows_of("G+R-")};
  table.rows[0].latency = std::chrono::milliseconds{7};
  table.rows[1].reason = "It was refused.";
  table.rows[1].remedy = "Ask for access.";
  EXPECT_EQ(boost::json::parse(render(table)), boost::json::parse(R"({"verdict":"fail","summary":"It works.",
    "account":{"region":"eu"},"rows":[
    {"name":"row","title":"Row","outcome":"pass","required":true,"proves":"It works.","latency_ms":7},
    {"name":"row","title":"Row","outcome":"fail","required":true,"proves":"It works.","reason":"It was refused.",
     "remedy":"Ask for access."}]})"));
}

}  // namespace
}  // namespace autoheal::kit
