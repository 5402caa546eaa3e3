#include "mcp/event_log.hpp"

#include "http/server.hpp"

#include <gtest/gtest.h>

namespace autoheal::host::mcp {
namespace {

struct RecordedStream : http::Stream {
  std::string text;
  bool open = true;
  bool write(std::string bytes) override {
    if (!open) return false;
    text += bytes;
    return true;
  }
  void close() override { open = false; }
};

TEST(EventId, RoundTripAndRefusals) {
  EXPECT_EQ(render_event_id({"r12", 3}), "r12-3");
  ASSERT_TRUE(parse_event_id("r12-3").has_value());
  EXPECT_EQ(parse_event_id("r12-3")->stream, "r12");
  EXPECT_EQ(parse_event_id("r12-3")->sequence, 3u);
  for (const char* bad : {"", "-", "r1", "r1-", "-3", "r1-x", "r1-3x", "r1-99999999999999999999999"}) {
    EXPECT_FALSE(parse_event_id(bad).has_value()) << bad;
  }
}

TEST(EventLog, AClientThatComesBackGetsExactlyWhatItMissed) {
  EventLog log("r1");
  auto first = std::make_shared<RecordedStream>();
  log.attach(first, 0);
  log.append("");
  log.append("{\"a\":1}");
  first->open = false;  // the connection is lost
  log.append("{\"a\":2}");
  log.append("{\"a\":3}");
  log.finish();
  EXPECT_EQ(first->text, "id: r1-1\ndata: \n\nid: r1-2\nevent: message\ndata: {\"a\":1}\n\n");

  auto second = std::make_shared<RecordedStream>();
  log.attach(second, 2);
  EXPECT_EQ(second->text, "id: r1-3\nevent: message\ndata: {\"a\":2}\n\nid: r1-4\nevent: message\ndata: {\"a\":3}\n\n");
  EXPECT_FALSE(second->open);  // the stream was over: it ends again
}

TEST(EventLog, ANewConnectionReplacesTheOldOne) {
  EventLog log("g");
  auto first = std::make_shared<RecordedStream>();
  auto second = std::make_shared<RecordedStream>();
  log.attach(first, 0);
  log.attach(second, 0);
  EXPECT_FALSE(first->open);
  log.append("{}");
  EXPECT_TRUE(first->text.empty());
  EXPECT_FALSE(second->text.empty());
}

TEST(EventLog, ASignOfLifeTellsWhetherAnybodyListens) {
  EventLog log("g");
  EXPECT_FALSE(log.keep_alive());
  auto stream = std::make_shared<RecordedStream>();
  log.attach(stream, 0);
  EXPECT_TRUE(log.keep_alive());
  EXPECT_EQ(stream->text, ": still here\n\n");
  stream->open = false;  // the connection is lost
  EXPECT_FALSE(log.keep_alive());
  EXPECT_FALSE(log.attached());
}

TEST(EventLog, KeepsABoundedHistory) {
  EventLog log("r1");
  const std::string large(300 * 1024, 'x');
  for (int i = 0; i < 10; ++i) log.append(large);
  auto stream = std::make_shared<RecordedStream>();
  log.attach(stream, 0);
  EXPECT_LT(stream->text.size(), std::size_t{1100} * 1024);
  EXPECT_NE(stream->text.find("id: r1-10\n"), std::string::npos);
  EXPECT_EQ(stream->text.find("id: r1-1\n"), std::string::npos);
}

}  // namespace
}  // namespace autoheal::host::mcp
