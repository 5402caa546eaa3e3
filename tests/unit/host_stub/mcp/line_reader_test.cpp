#include "mcp/line_reader.hpp"

#include <array>
#include <gtest/gtest.h>
#include <unistd.h>

namespace autoheal::host::mcp {
namespace {

using namespace std::chrono_literals;

class Pipe : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::pipe(ends_.data()), 0); }
  void TearDown() override {
    ::close(ends_[0]);
    hang_up();
  }
  void type(const std::string& text) {
    ASSERT_EQ(::write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void hang_up() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }
  std::array<int, 2> ends_{-1, -1};
  std::string line_;
};

TEST_F(Pipe, GivesLinesAndThenTheEnd) {
  LineReader reader(ends_[0], 100);
  type("one\ntwo\n\nlast without a break");
  hang_up();
  for (const char* expected : {"one", "two", "", "last without a break"}) {
    ASSERT_EQ(reader.next(line_, 1s), LineReader::Outcome::line);
    EXPECT_EQ(line_, expected);
  }
  EXPECT_EQ(reader.next(line_, 1s), LineReader::Outcome::end);
  EXPECT_EQ(reader.next(line_, 1s), LineReader::Outcome::end);
}

TEST_F(Pipe, WaitsNoLongerThanAsked) {
  LineReader reader(ends_[0], 100);
  type("half a li");
  EXPECT_EQ(reader.next(line_, 1ms), LineReader::Outcome::timeout);
  type("ne\n");
  EXPECT_EQ(reader.next(line_, 1s), LineReader::Outcome::line);
  EXPECT_EQ(line_, "half a line");
}

TEST_F(Pipe, ReportsALongLineOnceAndGoesOnBehindIt) {
  LineReader reader(ends_[0], 10);
  type(std::string(50, 'x'));
  EXPECT_EQ(reader.next(line_, 1s), LineReader::Outcome::too_long);
  type(std::string(50, 'x') + "\nshort\n");
  EXPECT_EQ(reader.next(line_, 1s), LineReader::Outcome::line);
  EXPECT_EQ(line_, "short");
}

TEST_F(Pipe, ALongLineThatArrivesWholeIsRefusedToo) {
  LineReader reader(ends_[0], 10);
  type(std::string(11, 'x') + "\nshort\n");
  EXPECT_EQ(reader.next(line_, 1s), LineReader::Outcome::too_long);
  EXPECT_EQ(reader.next(line_, 1s), LineReader::Outcome::line);
  EXPECT_EQ(line_, "short");
}

}  // namespace
}  // namespace autoheal::host::mcp
