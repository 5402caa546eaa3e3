#include "http/server.hpp"

#include "support/raw_http.hpp"

#include <gtest/gtest.h>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

namespace autoheal::host::http {
namespace {

using namespace std::chrono_literals;
using test::get;
using test::post;
using test::RawClient;
using test::send_raw;

// Answers with the method, the path and the size of the body, unless a test gives it something else to do.
class EchoHandler : public Handler {
 public:
  void handle(std::shared_ptr<Exchange> exchange) override {
    if (action) return action(std::move(exchange));
    const auto& request = exchange->request();
    Response response;
    response.body = request.method + " " + request.path + " " + std::to_string(request.body.size());
    exchange->respond(std::move(response));
  }
  std::function<void(std::shared_ptr<Exchange>)> action;
};

class ServerTest : public ::testing::Test {
 protected:
  void start(ServerOptions options = {}) {
    std::string problem;
    server_ = Server::start(std::move(options), handler_, problem);
    ASSERT_NE(server_, nullptr) << problem;
  }
  std::uint16_t port() const { return server_->port(); }
  void wait_for_connections(std::size_t count) const {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (server_->connections() != count && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    ASSERT_EQ(server_->connections(), count);
  }

  EchoHandler handler_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  start();
  RawClient client(port());
  for (int i = 0; i < 3; ++i) {
    const auto response = client.request(post("/a?b", "hello"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "POST /a 5");
  }
}

TEST_F(ServerTest, RefusesBadFramingAndCloses) {
  start();
  struct Row {
    const char* name;
    std::string bytes;
    int status;
  };
  const std::string big_header = "X-Big: " + std::string(70'000, 'a') + "\r\n";
  const Row rows[] = {
      {"two lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", 400},
      {"two equal lengths", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400},
      {"length list", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1, 1\r\n\r\nx", 400},
      {"length and chunks",
       "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunks and length",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n", 400},
      {"negative length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400},
      {"huge length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400},
      {"folded header", "POST / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n", 400},
      {"other encoding", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
      {"two encodings",
       "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"bad chunk size", "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400},
      {"no host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"blank before colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400},
      {"http/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"http/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", 400},
      {"no version", "GET /\r\nHost: h\r\n\r\n", 400},
      {"noise", "\x16\x03\x01\x02\r\n\r\n", 400},
      {"no target", "GET  HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"relative target", "GET a HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"long target", "GET /" + std::string(16'384, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n", 414},
      {"long header", "GET / HTTP/1.1\r\nHost: h\r\n" + big_header + "\r\n", 431},
      {"strange expectation", "POST / HTTP/1.1\r\nHost: h\r\nExpect: cake\r\nContent-Length: 0\r\n\r\n", 417},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawClient client(port());
    const auto response = client.request(row.bytes);
    EXPECT_EQ(response.status, row.status);
    EXPECT_TRUE(response.has("Connection: close"));
    EXPECT_TRUE(response.body.empty());
    EXPECT_TRUE(client.closes_silently());
  }
}

TEST_F(ServerTest, AcceptsUnusualButValidRequests) {
  start();
  struct Row {
    const char* name;
    std::string bytes;
    const char* body;
  };
  const Row rows[] = {
      {"http/1.0 without host", "GET /a HTTP/1.0\r\n\r\n", "GET /a 0"},
      {"absolute target", "GET http://h/a HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a 0"},
      {"leading empty lines", "\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n", "GET /a 0"},
      {"chunks",
       "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
       "POST /a 5"},
      {"chunks in capitals", "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", "POST /a 0"},
      {"1,000 headers",
       [] {
         std::string bytes = "GET /a HTTP/1.1\r\nHost: h\r\n";
         for (int i = 0; i < 1000; ++i) bytes += "X-" + std::to_string(i) + ": 1\r\n";
         return bytes + "\r\n";
       }(),
       "GET /a 0"},
      {"unknown method", "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n", "BREW /a 0"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto response = send_raw(port(), row.bytes);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, row.body);
  }
}

TEST_F(ServerTest, HoldsTheBodyLimitByLengthAndByChunks) {
  ServerOptions options;
  options.max_body_bytes = 1000;
  start(options);
  EXPECT_EQ(send_raw(port(), post("/", std::string(1000, 'x'))).status, 200);
  const auto by_length = send_raw(port(), post("/", std::string(1001, 'x')));
  EXPECT_EQ(by_length.status, 413);
  EXPECT_TRUE(by_length.has("Connection: close"));
  std::string chunks = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i) chunks += "64\r\n" + std::string(100, 'x') + "\r\n";
  EXPECT_EQ(send_raw(port(), chunks + "0\r\n\r\n").status, 413);
}

// Everything of a chunked body that is neither data nor the shortest way to write its chunks counts against one limit.
class FramingTest : public ServerTest {
 protected:
  static constexpr std::size_t kLimit = 16 * 1024;
  static constexpr std::size_t kEndless = 1024 * 1024;
  static std::string head() { return "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"; }
  static std::string repeat(std::string_view text, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += text;
    return out;
  }
  static std::string run(char c, std::size_t length) { return std::string(length, c); }
};

TEST_F(FramingTest, BeyondTheLimitIsRefused) {
  start();
  struct Row {
    const char* name;
    std::string body;  // as on the wire
  };
  const Row rows[] = {
      {"extension without end", "5;" + run('a', kEndless)},
      {"value of an extension without end", "5;a=" + run('a', kEndless)},
      {"quoted value without end", "5;a=\"" + run('a', kEndless)},
      {"extension one byte too long", "1;" + run('x', kLimit) + "\r\na\r\n0\r\n\r\n"},
      {"extension of the last chunk one byte too long", "0;" + run('x', kLimit) + "\r\n\r\n"},
      {"many extensions", "1" + repeat(";a=b", kLimit / 2) + "\r\na\r\n0\r\n\r\n"},
      {"chunks of one byte with extensions of 4 KB", repeat("1;" + run('x', 4096) + "\r\na\r\n", 64) + "0\r\n\r\n"},
      {"chunks of one byte with extensions of 8 bytes", repeat("1;abcdefg\r\na\r\n", 2049) + "0\r\n\r\n"},
      {"blanks before an extension", "5" + run(' ', kEndless)},
      {"zeros without end", run('0', kEndless)},
      {"zeros before a size", run('0', kLimit + 1) + "1\r\na\r\n0\r\n\r\n"},
      {"zeros of the last chunk", run('0', kLimit + 2) + "\r\n\r\n"},
      {"a zero before each of many sizes", repeat("01\r\na\r\n", kLimit + 1) + "0\r\n\r\n"},
      {"trailers without end", "2\r\n{}\r\n0\r\n" + repeat("X-T: yyy\r\n", kEndless / 10)},
      {"many trailers", "2\r\n{}\r\n0\r\n" + repeat("X-T: yyy\r\n", kLimit / 10 + 1) + "\r\n"},
      {"one trailer without end", "0\r\nX: " + run('y', kEndless)},
      {"one long trailer", "0\r\nX: " + run('y', kLimit) + "\r\n\r\n"},
      {"a name of a trailer without end", "0\r\n" + run('y', kEndless)},
      {"extension and trailer, together too long",
       "1;" + run('x', kLimit / 2) + "\r\na\r\n0\r\nX: " + run('y', kLimit / 2 - 5) + "\r\n\r\n"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawClient client(port());
    const auto response = client.request(head() + row.body);
    EXPECT_EQ(response.status, 431);
    EXPECT_TRUE(response.has("Connection: close"));
    EXPECT_TRUE(client.closes_silently());
  }
}

TEST_F(FramingTest, WithinTheLimitIsTaken) {
  start();
  handler_.action = [](std::shared_ptr<Exchange> exchange) {
    Response response;
    const auto& request = exchange->request();
    response.body =
        std::to_string(request.body.size()) + " bytes, " + std::to_string(request.headers.size()) + " headers";
    exchange->respond(std::move(response));
  };
  struct Row {
    const char* name;
    std::string body;  // as on the wire
    std::size_t bytes;
  };
  const Row rows[] = {
      {"extension of exactly the limit", "1;" + run('x', kLimit - 1) + "\r\na\r\n0\r\n\r\n", 1},
      {"extension of the last chunk of exactly the limit", "0;" + run('x', kLimit - 1) + "\r\n\r\n", 0},
      {"quoted extension", "1;a=\"b;c\\\"d\"\r\na\r\n0\r\n\r\n", 1},
      {"zeros of exactly the limit", run('0', kLimit) + "1\r\na\r\n0\r\n\r\n", 1},
      {"small trailer", "3\r\nabc\r\n0\r\nX-Checksum: 1\r\n\r\n", 3},
      {"trailer that names the connection", "3\r\nabc\r\n0\r\nConnection: close\r\n\r\n", 3},
      {"trailer of exactly the limit", "0\r\nX: " + run('y', kLimit - 5) + "\r\n\r\n", 0},
      {"extension and trailer, together of exactly the limit",
       "1;" + run('x', kLimit / 2 - 1) + "\r\na\r\n0\r\nX: " + run('y', kLimit / 2 - 5) + "\r\n\r\n", 1},
      {"100 KB in chunks of one byte", repeat("1\r\na\r\n", 100'000) + "0\r\n\r\n", 100'000},
      {"500 KB in chunks of 16 bytes", repeat("10\r\n0123456789abcdef\r\n", 32'768) + "0\r\n\r\n", 524'288},
      {"one chunk of a megabyte", "100000\r\n" + run('a', 1024 * 1024) + "\r\n0\r\n\r\n", 1024 * 1024},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const auto wanted = std::to_string(row.bytes) + " bytes, 2 headers";
    RawClient client(port());
    EXPECT_EQ(client.request(head() + row.body + get("/next")).body, wanted);
    EXPECT_EQ(client.read_response().body, "0 bytes, 1 headers");  // the connection goes on, and so does the pipeline
    RawClient in_pieces(port());
    const auto all = head() + row.body;
    const std::size_t piece = all.size() / 50 + 1;
    for (std::size_t at = 0; at < all.size(); at += piece) in_pieces.send(std::string_view(all).substr(at, piece));
    EXPECT_EQ(in_pieces.read_response().body, wanted);
  }
}

TEST_F(FramingTest, TheLimitIsAnOption) {
  ServerOptions options;
  options.max_chunk_overhead_bytes = 10;
  start(options);
  EXPECT_EQ(send_raw(port(), head() + "1;234567890\r\na\r\n0\r\n\r\n").status, 200);
  EXPECT_EQ(send_raw(port(), head() + "1;2345678901\r\na\r\n0\r\n\r\n").status, 431);
}

TEST_F(ServerTest, EmptyLinesBeforeARequestAreFew) {
  start();
  std::string lines;
  for (int i = 0; i < 500'000; ++i) lines += "\r\n";
  RawClient client(port());
  EXPECT_EQ(client.request(lines).status, 400);
  EXPECT_TRUE(client.closes_silently());
}

TEST_F(ServerTest, AnswersAPipelineInOrder) {
  start();
  std::string all;
  for (int i = 0; i < 100; ++i) all += get("/" + std::to_string(i));
  RawClient client(port());
  ASSERT_TRUE(client.send(all));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(client.read_response().body, "GET /" + std::to_string(i) + " 0");
}

TEST_F(ServerTest, SaysContinueOnlyWhenItWillRead) {
  ServerOptions options;
  options.max_body_bytes = 10;
  start(options);
  RawClient client(port());
  client.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.read_response().status, 100);
  client.send("abc");
  EXPECT_EQ(client.read_response().body, "POST /a 3");
  RawClient too_big(port());
  too_big.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n");
  EXPECT_EQ(too_big.read_response().status, 413);
}

TEST_F(ServerTest, HeadHasNoBodyAndTheNextAnswerHas) {
  start();
  RawClient client(port());
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + get("/b"));
  const auto head = client.read_response(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), "9");
  EXPECT_EQ(client.read_response().body, "GET /b 0");
}

TEST_F(ServerTest, ClosesSlowSendersWithoutAnAnswer) {
  ServerOptions options;
  options.header_timeout = 50ms;
  options.body_timeout = 50ms;
  options.idle_timeout = 50ms;
  start(options);
  for (const auto* begin : {"", "GET / HT", "GET / HTTP/1.1\r\nHost: h\r\n",
                            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabc"}) {
    SCOPED_TRACE(begin);
    RawClient client(port());
    client.send(begin);
    EXPECT_TRUE(client.closes_silently());
  }
}

TEST_F(ServerTest, AnswersAfterAHalfClose) {
  start();
  RawClient client(port());
  client.send(post("/a", "x"));
  client.half_close();
  EXPECT_EQ(client.read_response().status, 200);
}

TEST_F(ServerTest, ClosesConnectionsOverTheLimit) {
  ServerOptions options;
  options.max_connections = 2;
  start(options);
  RawClient one(port());
  RawClient two(port());
  wait_for_connections(2);
  RawClient three(port());
  EXPECT_TRUE(three.closes_silently());
  EXPECT_EQ(one.request(get("/a")).status, 200);
  two.close();
  wait_for_connections(1);
  EXPECT_EQ(send_raw(port(), get("/a")).status, 200);
}

TEST_F(ServerTest, AFullPoolIsAnswered503) {
  std::latch started(1);
  std::latch refused(1);
  std::latch release(1);
  ServerOptions options;
  options.workers = 1;
  options.worker_queue = 1;
  options.refusal = [&](int status) {
    Response response;
    if (status == 503) response.headers.push_back({"Retry-After", "30"});
    refused.count_down();
    return response;
  };
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    if (exchange->request().path == "/slow") {
      started.count_down();
      release.wait();
    }
    exchange->respond({});
  };
  start(options);
  RawClient slow(port());
  slow.send(get("/slow"));
  started.wait();
  RawClient a(port());
  RawClient b(port());
  a.send(get("/a"));
  b.send(get("/b"));
  refused.wait();  // one of the two waits in the queue, the other does not fit
  release.count_down();
  auto first = a.read_response();
  auto second = b.read_response();
  if (first.status == 200) std::swap(first, second);
  EXPECT_EQ(first.status, 503);
  EXPECT_EQ(first.header("retry-after"), "30");
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(slow.read_response().status, 200);
}

TEST_F(ServerTest, AHandlerThatThrowsOrForgetsIsAnswered503) {
  start();
  handler_.action = [](std::shared_ptr<Exchange> exchange) {
    if (exchange->request().path == "/throw") throw std::runtime_error("x");
  };
  EXPECT_EQ(send_raw(port(), get("/throw")).status, 503);
  EXPECT_EQ(send_raw(port(), get("/forget")).status, 503);
}

TEST_F(ServerTest, OnlyTheFirstAnswerCountsAndItMayComeLater) {
  start();
  std::mutex mutex;
  std::vector<std::shared_ptr<Exchange>> kept;
  std::latch both(2);
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    {
      const std::scoped_lock lock(mutex);
      kept.push_back(std::move(exchange));
    }
    both.count_down();
  };
  RawClient one(port());
  RawClient two(port());
  one.send(get("/1"));
  two.send(get("/2"));
  both.wait();
  for (const auto& exchange : kept) {
    Response response;
    response.body = exchange->request().path;
    exchange->respond(response);
    response.body = "late";
    exchange->respond(response);
  }
  EXPECT_EQ(one.read_response().body, "/1");
  EXPECT_EQ(two.read_response().body, "/2");
}

TEST_F(ServerTest, ClosingTheConnectionCancels) {
  start();
  std::latch started(1);
  std::latch cancelled(1);
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    const std::stop_callback on_stop(exchange->cancelled(), [&] { cancelled.count_down(); });
    started.count_down();
    cancelled.wait();
  };
  RawClient client(port());
  client.send(get("/"));
  started.wait();
  client.close();
  cancelled.wait();
  wait_for_connections(0);
}

TEST_F(ServerTest, StreamsUntilTheClientLeaves) {
  start();
  std::mutex mutex;
  std::shared_ptr<Stream> stream;
  std::latch open(1);
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    Response head;
    head.headers.push_back({"Content-Type", "text/event-stream"});
    const std::scoped_lock lock(mutex);
    stream = exchange->stream(std::move(head));
    stream->write("data: 1\n\n");
    open.count_down();
  };
  RawClient client(port());
  client.send(get("/"));
  open.wait();
  const std::scoped_lock lock(mutex);
  EXPECT_TRUE(stream->write("data: 2\n\n"));
  const auto text = client.read_until("data: 2");
  EXPECT_NE(text.find("Transfer-Encoding: chunked"), std::string::npos);
  EXPECT_NE(text.find("9\r\ndata: 1\n\n\r\n"), std::string::npos);
  client.close();
  wait_for_connections(0);
  while (stream->write("x")) std::this_thread::yield();
}

TEST_F(ServerTest, StreamsOfClientsThatLeftTakeNothing) {
  constexpr std::size_t kStreams = 200;
  start();
  std::mutex mutex;
  std::vector<std::shared_ptr<Stream>> streams;
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    const std::scoped_lock lock(mutex);
    streams.push_back(exchange->stream({}));
  };
  {
    std::vector<RawClient> clients;
    for (std::size_t i = 0; i < kStreams; ++i) {
      clients.emplace_back(port()).send(get("/"));
      ASSERT_NE(clients.back().read_until("\r\n\r\n"), "");
    }
    const std::scoped_lock lock(mutex);
    ASSERT_EQ(streams.size(), kStreams);
    for (const auto& stream : streams) EXPECT_TRUE(stream->write("x"));
  }
  wait_for_connections(0);
  const std::scoped_lock lock(mutex);
  std::size_t alive = 0;
  for (const auto& stream : streams) alive += stream->write("x") ? 1U : 0U;
  EXPECT_EQ(alive, 0u);
}

TEST_F(ServerTest, AStreamOpenedForAClientThatLeftTakesNothing) {
  start();
  std::latch started(1);
  std::latch left(1);
  std::latch over(1);
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    started.count_down();
    left.wait();
    const auto stream = exchange->stream({});
    exchange.reset();
    while (stream->write("x")) std::this_thread::yield();
    over.count_down();
  };
  RawClient client(port());
  client.send(get("/"));
  started.wait();
  std::jthread stopper([&] { server_->stop(0ms); });  // cuts the connection off, waits for the handler
  wait_for_connections(0);
  left.count_down();
  over.wait();
}

TEST_F(ServerTest, AStreamThatIsNotReadEnds) {
  ServerOptions options;
  options.max_stream_backlog_bytes = 64 * 1024;
  start(options);
  std::latch over(1);
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    const auto stream = exchange->stream({});
    const std::string block(16 * 1024, 'x');
    while (stream->write(block)) std::this_thread::yield();
    over.count_down();
  };
  RawClient client(port());
  client.send(get("/"));
  over.wait();
  wait_for_connections(0);
}

// How much may wait says who reads too slowly; it does not say how long one message may be, nor does a small one
// before.
TEST_F(ServerTest, AMessageLongerThanTheBacklogArrivesWhole) {
  ServerOptions options;
  options.max_stream_backlog_bytes = 64 * 1024;
  start(options);
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    const auto stream = exchange->stream({});
    EXPECT_TRUE(stream->write("small"));
    EXPECT_TRUE(stream->write(std::string(1'000'000, 'x') + "END"));
    stream->close();
  };
  RawClient client(port());
  client.send(get("/"));
  EXPECT_GT(client.read_until("END\r\n0\r\n\r\n").size(), 1'000'000u);
}

TEST_F(ServerTest, StreamsCloseInOrder) {
  start();
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    const auto stream = exchange->stream({});
    stream->write("abc");
    stream->close();
    EXPECT_FALSE(stream->write("late"));
  };
  RawClient client(port());
  client.send(get("/"));
  EXPECT_NE(client.read_until("0\r\n\r\n").find("3\r\nabc\r\n0\r\n\r\n"), std::string::npos);
}

TEST_F(ServerTest, StopLetsWorkFinishAndClosesTheRest) {
  start();
  std::latch started(1);
  std::latch release(1);
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    started.count_down();
    release.wait();
    exchange->respond({});
  };
  RawClient idle(port());
  RawClient busy(port());
  busy.send(get("/"));
  started.wait();
  std::jthread stopper([&] { server_->stop(10s); });
  EXPECT_TRUE(idle.closes_silently());
  release.count_down();
  const auto response = busy.read_response();
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.has("Connection: close"));
  busy.close();
  stopper.join();
  EXPECT_FALSE(RawClient(port()).connected());
}

TEST_F(ServerTest, StopCancelsWhatDoesNotFinish) {
  start();
  std::latch started(1);
  handler_.action = [&](std::shared_ptr<Exchange> exchange) {
    std::latch cancelled(1);
    const std::stop_callback on_stop(exchange->cancelled(), [&] { cancelled.count_down(); });
    started.count_down();
    cancelled.wait();
  };
  RawClient client(port());
  client.send(get("/"));
  started.wait();
  server_->stop(1ms);
  EXPECT_TRUE(client.closes_silently());
}

TEST_F(ServerTest, ReportsWhyItCannotListen) {
  start();
  std::string problem;
  ServerOptions options;
  options.port = port();
  EXPECT_EQ(Server::start(options, handler_, problem), nullptr);
  EXPECT_NE(problem.find("cannot listen on 127.0.0.1:"), std::string::npos);
  options.address = "nowhere";
  EXPECT_EQ(Server::start(options, handler_, problem), nullptr);
  EXPECT_EQ(problem, "'nowhere' is not an IP address");
}

}  // namespace
}  // namespace autoheal::host::http
