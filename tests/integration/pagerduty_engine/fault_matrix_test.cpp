// One row a fault of the network, of TLS, of HTTP, of an encoding, of a status or of a body: the error it becomes, in
// time, without a leak, without a second host, and without the key.
#include "fakes/tls_context.hpp"
#include "integration/pagerduty_engine/engine_fixture.hpp"
#include "kit/http/retry_policy.hpp"
#include "kit/json/json_reader.hpp"
#include "support/row_name.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

namespace autoheal::pagerduty::test {
using namespace kit;
namespace {

using autoheal::test::Certificate;
using autoheal::test::RowName;
using autoheal::test::TlsContext;
using testing::HasSubstr;
using testing::Not;

// A script that knows the origin of a second server, which nobody may contact.
using Script = std::function<void(Peer&, const std::string& elsewhere)>;

enum class Tls { none, good, unknown_authority, wrong_name, expired, self_signed, old_version };

struct Fault {
  const char* name;
  Script script;
  std::optional<Errc> expected;  // nothing: the answer is good
  Tls tls = Tls::none;
  milliseconds deadline{600};  // an attempt wants 250 of it: a busy machine must not use up the rest before the first
  int calls = 0;               // exactly so many; 0: one to three, as the random pauses fit
  http::Patience patience{};
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.name; }

Script say(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) {
    peer.read_request();
    peer.send(bytes);
  };
}

// Keeps the connection and answers each request alike.
Script reply(const std::string& status, const std::string& headers = {}, const std::string& body = {}) {
  const std::string bytes =
      "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  return [bytes](Peer& peer, const std::string&) {
    while (!peer.read_request().empty()) peer.send(bytes);
  };
}

Script json(const std::string& body) { return reply("200 OK", "Content-Type: application/json\r\n", body); }

// The first connection gets one answer, all later ones the other.
Script first_then(const std::string& first, const std::string& later) {
  return [first, later](Peer& peer, const std::string&) {
    peer.read_request();
    peer.send(peer.number() == 0 ? first : later);
  };
}

Script redirect(const std::string& to) {
  return [to](Peer& peer, const std::string& elsewhere) {
    while (!peer.read_request().empty()) {
      peer.send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + (to.empty() ? elsewhere + "/x" : to) +
                "\r\n\r\n");
    }
  };
}

const std::string kGzipHead("\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03", 10);

// One literal and then nothing but "258 times the same", in fixed Huffman codes: 13 bits for 258 bytes.
std::string gzip_bomb(std::size_t decoded) {
  std::string out = kGzipHead;
  unsigned buffer = 0;
  unsigned bits = 0;
  const auto put = [&](unsigned value, unsigned count) {  // most significant bit first, as Huffman codes are packed
    for (unsigned i = count; i-- > 0;) {
      buffer |= ((value >> i) & 1u) << bits;
      if (++bits == 8) {
        out.push_back(static_cast<char>(buffer));
        buffer = bits = 0;
      }
    }
  };
  put(1, 1);           // last block
  put(0b10, 2);        // fixed codes (01, least significant bit first)
  put(0x30 + ' ', 8);  // the literal
  for (std::size_t size = 0; size < decoded; size += 258) {
    put(0b11000101, 8);
    put(0, 5);
  }
  put(0, 7);
  put(0, 7);
  return out;
}

std::string stored_gzip_cut_short(const std::string& text) {
  return kGzipHead + std::string("\x01\xE8\x03\x17\xFC", 5) + text;  // says 1,000 bytes
}

std::string chunked(const std::string& rest) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + rest;
}
std::string encoded(const std::string& encoding, const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: " + encoding +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

void stall(Peer& peer, const std::string&) {
  peer.read_request();
  peer.stall();
}

void stall_in_body(Peer& peer, const std::string&) {
  peer.read_request();
  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"incidents\":");
  peer.stall();
}

void reset_at_once(Peer& peer, const std::string&) {
  peer.read_request();
  peer.reset();
}

void reset_in_body(Peer& peer, const std::string&) {
  peer.read_request();
  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"incidents\":");
  peer.reset();
}

void cut_in_body(Peer& peer, const std::string&) {
  peer.read_request();
  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"incidents\":");
  peer.cut();
}

void drip(Peer& peer, const std::string&) {
  peer.read_request();
  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
  peer.send_slowly(std::string(1000, ' '), 20);
}

void endless(Peer& peer, const std::string& head, const std::string& part) {
  peer.read_request();
  peer.send(head);
  while (peer.send(part)) {
  }
}

std::string many_headers(int count) {
  std::string out = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < count; ++i) out += "X-" + std::to_string(i) + ": a\r\n";
  return out + "\r\n";
}

void stale_connection(Peer& peer, const std::string&) {
  peer.read_request();
  peer.send(kOk);  // and closes, though the client may keep it
}

const std::string k500 = "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
const std::string kOkAndClose =
    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: "
    "16\r\n\r\n{\"incidents\":[]}";

const milliseconds kSecond{1000};
const milliseconds kThreeSeconds{3000};
const http::Patience kShort{milliseconds{80}, milliseconds{80}, std::chrono::seconds{1}};

std::vector<Fault> network_faults() {
  return {
      {"reset_before_answer", reset_at_once, Errc::network},
      {"closed_without_answer", say(""), Errc::network},
      {"reset_in_body", reset_in_body, Errc::network},
      {"body_cut_short", cut_in_body, Errc::network},
      {"no_headers", stall, Errc::deadline_exceeded},
      {"no_headers_attempt_ends_first", stall, Errc::upstream_timeout, Tls::none, milliseconds{300}, 0, kShort},
      {"stall_in_body", stall_in_body, Errc::deadline_exceeded},
      {"drip", drip, Errc::deadline_exceeded},
      {"reset_once_then_good",
       [](Peer& p, const std::string& e) { p.number() == 0 ? reset_at_once(p, e) : say(kOkAndClose)(p, e); },
       std::nullopt, Tls::none, kThreeSeconds, 2},
      {"connection_closed_after_each_answer", stale_connection, std::nullopt},
  };
}

std::vector<Fault> tls_faults() {
  return {
      {"tls_good", json(R"({"incidents":[]})"), std::nullopt, Tls::good, kSecond},
      {"tls_unknown_authority", json("{}"), Errc::tls, Tls::unknown_authority, kSecond},
      {"tls_wrong_name", json("{}"), Errc::tls, Tls::wrong_name, kSecond},
      {"tls_expired", json("{}"), Errc::tls, Tls::expired, kSecond},
      {"tls_self_signed", json("{}"), Errc::tls, Tls::self_signed, kSecond},
      {"tls_1_1_only", json("{}"), Errc::tls, Tls::old_version, kSecond},
      {"tls_cut_in_body", cut_in_body, Errc::network, Tls::good, milliseconds{300}},
      {"tls_stall_in_body", stall_in_body, Errc::deadline_exceeded, Tls::good},
  };
}

std::vector<Fault> framing_faults() {
  return {
      {"content_length_too_short", say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"incidents\":[]}"),
       Errc::bad_data},
      {"content_length_negative", say("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{\"incidents\":[]}"),
       Errc::protocol},
      {"content_length_overflow", say("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n{"),
       Errc::too_large},
      {"two_content_lengths",
       say("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 16\r\n\r\n{\"incidents\":[]}"), std::nullopt},
      {"length_and_chunks",
       say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: "
           "chunked\r\n\r\n10\r\n{\"incidents\":[]}\r\n0\r\n\r\n"),
       std::nullopt},
      {"chunk_garbage", say(chunked("zz\r\n{}\r\n")), Errc::protocol},
      {"chunk_size_overflow", say(chunked("ffffffffffffffffff\r\n{}\r\n")), Errc::protocol},
      {"no_last_chunk", say(chunked("10\r\n{\"incidents\":[]}\r\n")), Errc::network},
      {"endless_chunks",
       [](Peer& p, const std::string&) { endless(p, chunked(""), "10000\r\n" + std::string(65536, ' ') + "\r\n"); },
       Errc::too_large, Tls::none, kThreeSeconds},
      {"endless_body",
       [](Peer& p, const std::string&) { endless(p, "HTTP/1.1 200 OK\r\n\r\n", std::string(65536, ' ')); },
       Errc::too_large, Tls::none, kThreeSeconds},
      {"many_headers", say(many_headers(200'000)), Errc::protocol, Tls::none, kThreeSeconds},
      {"long_header_line", say("HTTP/1.1 200 OK\r\nX: " + std::string(3'000'000, 'a') + "\r\n\r\n{}"), Errc::protocol,
       Tls::none, kThreeSeconds},
      {"endless_continue", [](Peer& p, const std::string&) { endless(p, "", "HTTP/1.1 100 Continue\r\n\r\n"); },
       Errc::protocol, Tls::none, kThreeSeconds},
      {"nul_in_header", say(std::string("HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n", 47)),
       Errc::protocol},
      {"http_0_9", say("{\"incidents\":[]}"), Errc::protocol},
      {"noise", say(std::string("\x00\xFF\x13\x37 noise \r\n\r\n", 16)), Errc::protocol},
      {"status_9999", say("HTTP/1.1 9999 Odd\r\nContent-Length: 0\r\n\r\n"), Errc::protocol},
      {"empty_200", reply("200 OK"), Errc::bad_data},
      {"no_content_204", say("HTTP/1.1 204 No Content\r\n\r\n"), Errc::bad_data},
  };
}

std::vector<Fault> encoding_faults() {
  return {
      {"gzip_bomb", say(encoded("gzip", gzip_bomb(std::size_t{64} * 1024 * 1024))), Errc::too_large, Tls::none,
       kThreeSeconds},
      {"gzip_corrupt", say(encoded("gzip", kGzipHead + "\xFF\xFF not deflate")), Errc::protocol},
      {"gzip_cut_short", say(encoded("gzip", stored_gzip_cut_short("{\"incidents\":["))), Errc::bad_data},
      {"eight_encodings", say(encoded("gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip", kGzipHead)), Errc::protocol},
      {"unknown_encoding", say(encoded("rot13", "{}")), Errc::protocol},
  };
}

std::vector<Fault> status_faults() {
  return {
      {"redirect_to_another_host", redirect(""), Errc::protocol},
      {"redirect_to_a_file", redirect("file:///etc/passwd"), Errc::protocol},
      {"redirect_loop", redirect("/incidents"), Errc::protocol},
      {"status_400", reply("400 Bad Request", "", R"({"error":{"message":"Invalid Input Provided","code":2001}})"),
       Errc::rejected},
      {"status_401", reply("401 Unauthorized", "Content-Type: text/html\r\n"), Errc::unauthorized},
      {"status_402", reply("402 Payment Required"), Errc::plan_required},
      {"status_403", reply("403 Forbidden"), Errc::forbidden},
      {"status_404", reply("404 Not Found"), Errc::not_found},
      {"status_405", reply("405 Method Not Allowed"), Errc::rejected},
      {"status_422", reply("422 Unprocessable Entity"), Errc::rejected},
      {"status_408", reply("408 Request Timeout"), Errc::upstream_timeout},
      {"status_429",
       reply("429 Too Many Requests", "ratelimit-limit: 960\r\nratelimit-remaining: 0\r\nratelimit-reset: 20\r\n"),
       Errc::rate_limited},
      {"status_429_bare", reply("429 Too Many Requests"), Errc::rate_limited},
      {"status_429_reset_folded", reply("429 Too Many Requests", "ratelimit-reset: 1\r\n 0\r\n"), Errc::rate_limited},
      {"status_429_reset_huge", reply("429 Too Many Requests", "ratelimit-reset: 1000000000\r\n"), Errc::rate_limited},
      {"status_429_reset_negative", reply("429 Too Many Requests", "ratelimit-reset: -1\r\n"), Errc::rate_limited},
      {"status_429_then_good",
       first_then(
           "HTTP/1.1 429 Too Many Requests\r\nratelimit-reset: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
           kOkAndClose),
       std::nullopt, Tls::none, milliseconds{2500}, 2},
      {"status_500", reply("500 Internal Server Error"), Errc::upstream_unavailable},
      {"status_500_three_times", reply("500 Internal Server Error"), Errc::upstream_unavailable, Tls::none,
       kThreeSeconds, 3},
      {"status_502_html", reply("502 Bad Gateway", "Content-Type: text/html\r\n", "<html>bad</html>"),
       Errc::upstream_unavailable},
      {"status_503_later", reply("503 Service Unavailable", "Retry-After: 30\r\n"), Errc::upstream_unavailable,
       Tls::none, kSecond},
      {"status_504", reply("504 Gateway Timeout"), Errc::upstream_unavailable},
      {"status_500_then_good", first_then(k500, kOkAndClose), std::nullopt, Tls::none, kThreeSeconds, 2},
  };
}

std::vector<Fault> body_faults() {
  const std::string deep = "{\"incidents\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  return {
      {"captive_portal", reply("200 OK", "Content-Type: text/html\r\n", "<html>Sign in</html>"), Errc::protocol},
      {"captive_portal_in_disguise", json("<html>Sign in</html>"), Errc::protocol},
      {"json_invalid", json("{\"incidents\":[}"), Errc::bad_data},
      {"json_truncated", json("{\"incidents\":[{\"id\":\"Q1\""), Errc::bad_data},
      {"json_top_level_list", json("[]"), Errc::bad_data},
      {"json_wrapper_missing", json("{\"incident\":[]}"), Errc::bad_data},
      {"json_list_of_wrong_type", json("{\"incidents\":{}}"), Errc::bad_data},
      {"json_depth", json(deep), Errc::bad_data},
      {"json_bad_utf8", json("{\"incidents\":[],\"t\":\"\xFF\"}"), std::nullopt},
      {"json_lone_surrogate", json(R"({"incidents":[],"t":"\ud800"})"), std::nullopt},
      {"json_byte_order_mark", json("\xEF\xBB\xBF{\"incidents\":[]}"), std::nullopt},
      {"json_infinite", json(R"({"incidents":[],"n":1e400})"), std::nullopt},
  };
}

class FaultMatrix : public testing::TestWithParam<Fault> {
 protected:
  // The library's own first use opens things that stay; they are no leak.
  static void SetUpTestSuite() {
    const TlsContext tls;
    FaultServer server(always(kOk), &tls);
    Instance instance(server.origin());
    call(*instance.client, scope_of(kSecond));
  }

  static std::unique_ptr<TlsContext> context_of(Tls tls) {
    Certificate certificate;
    certificate.expired = tls == Tls::expired;
    certificate.self_signed = tls == Tls::self_signed;
    if (tls == Tls::wrong_name) certificate.address = "127.0.0.2";
    if (tls == Tls::none) return nullptr;
    return std::make_unique<TlsContext>(certificate, tls == Tls::old_version ? TLS1_1_VERSION : 0);
  }

  std::string bundle() const {
    const std::string path = directory_.path() / "ca.pem";
    std::ofstream(path) << autoheal::test::authority_pem();
    return path;
  }

  TempDir directory_;
};

// What a reader makes of a reply.
Result<void> read(const Result<http::Response>& reply) {
  if (!reply.has_value()) return failure(reply.error());
  AH_TRY(JsonDocument document, parse_json(reply.value().body));
  document.rows("incidents");
  return document.check();
}

TEST_P(FaultMatrix, BecomesItsErrorInTimeAndLeavesNothingBehind) {
  const Fault& fault = GetParam();
  const std::unique_ptr<TlsContext> tls = context_of(fault.tls);
  const std::string ca = fault.tls == Tls::unknown_authority ? std::string() : bundle();
  const long descriptors = open_descriptors();
  const long running = threads();
  {
    FaultServer elsewhere(always(kOk));
    FaultServer server([&](Peer& peer) { fault.script(peer, elsewhere.origin()); }, tls.get());
    Instance instance(server.origin(), fault.patience, ca, kKey);

    const Call made = call(*instance.client, scope_of(fault.deadline));
    ASSERT_EQ(made.replies.size(), 1u);
    const Result<void> outcome = read(made.only());
    if (fault.expected) {
      ASSERT_FALSE(outcome.has_value()) << made.only().value().body;
      EXPECT_EQ(name(outcome.error().code), name(*fault.expected)) << outcome.error().message;
      const std::string told = render(outcome.error());
      EXPECT_THAT(told, Not(HasSubstr(kKey)));
      EXPECT_THAT(told, Not(HasSubstr("/incidents?")));
    } else {
      EXPECT_TRUE(outcome.has_value()) << render(outcome.error());
    }
    EXPECT_LE(made.wall, fault.deadline + milliseconds{100});
    const bool final = fault.expected && !http::is_worth_retrying(*fault.expected);
    if (final) {
      EXPECT_EQ(made.calls, 1);
    }
    EXPECT_GE(made.calls, fault.calls == 0 ? 1 : fault.calls);
    EXPECT_LE(made.calls, fault.calls == 0 ? http::kMostAttempts : fault.calls);
    EXPECT_EQ(elsewhere.connections(), 0);
  }
  EXPECT_EQ(open_descriptors(), descriptors);
  // The kernel lists a joined thread a moment longer.
  EXPECT_TRUE(eventually([&] { return threads() <= running; })) << threads() << ", before: " << running;
}

// The same faults, met by a retry: the first connection fails in a way that is worth another attempt.
class FaultAtTheSecondAttempt : public FaultMatrix {};

TEST_P(FaultAtTheSecondAttempt, BecomesItsErrorToo) {
  const Fault& fault = GetParam();
  const long descriptors = open_descriptors();
  {
    FaultServer elsewhere(always(kOk));
    FaultServer server([&](Peer& peer) {
      if (peer.number() > 0) return fault.script(peer, elsewhere.origin());
      peer.read_request();
      peer.send(k500);
    });
    Instance instance(server.origin(), fault.patience, {}, kKey);
    const milliseconds deadline = fault.deadline + milliseconds{500};
    const Call made = call(*instance.client, scope_of(deadline));
    const Result<void> outcome = read(made.only());
    // Whoever runs out of time is told what was wrong before.
    const bool late = fault.expected == Errc::deadline_exceeded;
    const auto expected = late ? std::optional(Errc::upstream_unavailable) : fault.expected;
    ASSERT_EQ(outcome.has_value(), !expected) << (outcome.has_value() ? "good" : render(outcome.error()));
    if (expected) {
      EXPECT_EQ(name(outcome.error().code), name(*expected)) << outcome.error().message;
      EXPECT_THAT(render(outcome.error()), Not(HasSubstr(kKey)));
    }
    EXPECT_GE(made.calls, 2);
    EXPECT_LE(made.wall, deadline + milliseconds{100});
    EXPECT_EQ(elsewhere.connections(), 0);
  }
  EXPECT_EQ(open_descriptors(), descriptors);
}

// Rows that count connections themselves, or whose server speaks TLS, have no second attempt of this kind.
std::vector<Fault> faults_for_a_second_attempt() {
  std::vector<Fault> out;
  for (const auto& group : {network_faults(), framing_faults(), encoding_faults(), status_faults(), body_faults()}) {
    for (const Fault& fault : group) {
      if (fault.calls == 0) out.push_back(fault);
    }
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(Retry, FaultAtTheSecondAttempt, testing::ValuesIn(faults_for_a_second_attempt()), RowName{});
INSTANTIATE_TEST_SUITE_P(Network, FaultMatrix, testing::ValuesIn(network_faults()), RowName{});
INSTANTIATE_TEST_SUITE_P(Tls, FaultMatrix, testing::ValuesIn(tls_faults()), RowName{});
INSTANTIATE_TEST_SUITE_P(Framing, FaultMatrix, testing::ValuesIn(framing_faults()), RowName{});
INSTANTIATE_TEST_SUITE_P(Encoding, FaultMatrix, testing::ValuesIn(encoding_faults()), RowName{});
INSTANTIATE_TEST_SUITE_P(Status, FaultMatrix, testing::ValuesIn(status_faults()), RowName{});
INSTANTIATE_TEST_SUITE_P(Body, FaultMatrix, testing::ValuesIn(body_faults()), RowName{});

}  // namespace
}  // namespace autoheal::pagerduty::test
