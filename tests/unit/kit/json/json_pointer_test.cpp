#include "kit/json/json_pointer.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

struct Row {
  const char* pointer;
  std::size_t visits;
};

TEST(JsonPointer, VisitsWhatItReaches) {
  boost::json::value root = boost::json::parse(R"({"a":[{"b":1},{"b":2},{"c":3}],"d":{"e":null}})");
  for (const Row& row : {Row{"", 1}, Row{"/a", 1}, Row{"/a/*", 3}, Row{"/a/*/b", 2}, Row{"/a/1/b", 1}, Row{"/a/3", 0},
                         Row{"/a/x", 0}, Row{"/*/e", 1}, Row{"/d/e", 1}, Row{"/d/e/f", 0}, Row{"a", 0}}) {
    std::size_t visits = 0;
    visit_pointer(root, row.pointer, [&visits](boost::json::value&) { ++visits; });
    EXPECT_EQ(visits, row.visits) << row.pointer;
    const boost::json::value& unchanged = root;
    EXPECT_EQ(reaches(unchanged, row.pointer), row.visits > 0) << row.pointer;
  }
}

}  // namespace
}  // namespace autoheal::kit
