// Hostile deliveries, as far as a plain HTTP listener behind a TLS proxy reaches: every row with its exact answer and
// its exact effect on the store. The last test counts the rows.
#include "base/bytes.hpp"
#include "integration/serve/serve_test.hpp"

#include <fstream>
#include <functional>
#include <thread>

namespace autoheal::test {
namespace {

namespace json = boost::json;

// What a row leaves behind besides its answer.
struct Effect {
  const char* outcome;  // of the newest delivery; nullptr: nothing was logged
  int events = 0;       // new alerts with their event
};

struct Row {
  const char* name;
  std::string bytes;  // the whole request
  int status;         // 0: closed without an answer
  Effect effect;
};

std::string hex_signature(std::string_view secret, std::string_view body) {
  return host::render_hex(host::hmac_sha256(host::as_bytes(secret), host::as_bytes(body)));
}

std::string upper(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

class HostileMatrix : public ServeTest {
 protected:
  void SetUp() override {
    ServeTest::SetUp();
    path_ = host_->add_integration("one", kSecretA);
    ASSERT_FALSE(path_.empty());
  }

  // Each row on a fresh connection; compares answer, log and alerts before and after.
  void play(const std::vector<Row>& rows) {
    const auto failures = [] {
      return testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count();
    };
    int wrong = 0;
    for (const auto& row : rows) {
      const int failures_before = failures();
      expect_effect(row);
      if (failures() > failures_before) ++wrong;
    }
    std::printf("matrix: cases %zu, wrong %d\n", rows.size(), wrong);
  }
  void expect_effect(const Row& row) {
    SCOPED_TRACE(row.name);
    const auto before = total_alerts();
    const auto logged_before = logged();
    RawClient client(host_->webhook_port());
    client.send(row.bytes);
    const auto answer = client.read_response(row.bytes.starts_with("HEAD "));
    EXPECT_EQ(answer.status, row.status);
    EXPECT_LE(answer.body.size(), 64u);
    EXPECT_EQ(total_alerts() - before, row.effect.events);
    EXPECT_EQ(logged() - logged_before, row.effect.outcome == nullptr ? 0 : 1);
    if (row.effect.outcome == nullptr) return;
    EXPECT_EQ(text(newest_delivery("one").at("outcome")), row.effect.outcome);
  }
  std::int64_t logged() const { return source_of("one").at("deliveries_total").to_number<std::int64_t>(); }

  // A new incident every time, so that every accepted row shows.
  std::string event() {
    const auto number = std::to_string(++count_);
    return make_event("E" + number, "incident.triggered", "Q" + number);
  }
  std::string with(const std::string& body, const std::string& header_lines) const {
    return post(path_, body, header_lines);
  }
  std::string signed_post(const std::string& body) const { return post(path_, body, sign(kSecretA, body)); }

  std::string path_;
  int count_ = 0;
};

TEST_F(HostileMatrix, Signatures) {
  const std::string header = "X-PagerDuty-Signature: ";
  const std::string end = "\r\n";
  const Effect stored{"stored", 1};
  const Effect rejected{"rejected", 0};
  std::vector<Row> rows;
  // value: of the signature header, from the right signature (64 hex digits) of this row's own body
  const auto add = [&](const char* name, const std::function<std::string(const std::string&)>& value, bool accepted) {
    const auto body = event();
    const auto lines = value(hex_signature(kSecretA, body));
    rows.push_back({name, with(body, lines), accepted ? 202 : 401, accepted ? stored : rejected});
  };
  const std::string wrong(64, '0');
  add(
      "right", [&](const auto& s) { return header + "v1=" + s + end; }, true);
  add(
      "absent", [&](const auto&) { return std::string{}; }, false);
  add(
      "empty", [&](const auto&) { return header + end; }, false);
  add(
      "v1= alone", [&](const auto&) { return header + "v1=" + end; }, false);
  add(
      "62 digits", [&](const auto& s) { return header + "v1=" + s.substr(2) + end; }, false);
  add(
      "63 digits", [&](const auto& s) { return header + "v1=" + s.substr(1) + end; }, false);
  add(
      "65 digits", [&](const auto& s) { return header + "v1=" + s + "0" + end; }, false);
  add(
      "128 digits", [&](const auto& s) { return header + "v1=" + s + s + end; }, false);
  add(
      "no hex", [&](const auto& s) { return header + "v1=" + s.substr(0, 63) + "g" + end; }, false);
  add(
      "bare digits", [&](const auto& s) { return header + s + end; }, false);
  add(
      "sha256=", [&](const auto& s) { return header + "sha256=" + s + end; }, false);
  add(
      "capital V1=", [&](const auto& s) { return header + "V1=" + s + end; }, false);
  add(
      "capital digits", [&](const auto& s) { return header + "v1=" + upper(s) + end; }, true);
  add(
      "blanks round commas", [&](const auto& s) { return header + "v1=" + wrong + " ,\t v1=" + s + "  " + end; }, true);
  add(
      "right one first", [&](const auto& s) { return header + "v1=" + s + ",v1=" + wrong + end; }, true);
  add(
      "right one last", [&](const auto& s) { return header + "v1=" + wrong + ",v1=" + s + end; }, true);
  add(
      "both wrong", [&](const auto&) { return header + "v1=" + wrong + ",v1=" + wrong + end; }, false);
  add(
      "sixteenth of 16",
      [&](const auto& s) {
        std::string list;
        for (int i = 0; i < 15; ++i) list += "v1=" + wrong + ",";
        return header + list + "v1=" + s + end;
      },
      true);
  add(
      "seventeenth of 17",
      [&](const auto& s) {
        std::string list;
        for (int i = 0; i < 16; ++i) list += "v1=" + wrong + ",";
        return header + list + "v1=" + s + end;
      },
      false);
  add(
      "only v0 and v2", [&](const auto& s) { return header + "v0=" + s + ",v2=" + s + end; }, false);
  add(
      "v2 and a right v1", [&](const auto& s) { return header + "v2=" + wrong + ",v1=" + s + end; }, true);
  add(
      "two header lines",
      [&](const auto& s) { return header + "v1=" + wrong + end + "x-pagerduty-signature: v1=" + s + end; }, true);
  add(
      "8-bit bytes", [&](const auto& s) { return header + "v1=\xff\xfe" + s.substr(2) + end; }, false);
  add(
      "other secret", [&](const auto&) { return header + "v1=" + hex_signature(kSecretB, "x") + end; }, false);
  add(
      "of another body", [&](const auto&) { return header + "v1=" + hex_signature(kSecretA, "another body") + end; },
      false);
  add(
      "empty list entries", [&](const auto& s) { return header + ",,v1=" + s + ",," + end; }, true);

  const auto body = event();
  rows.push_back({"signature without the trailing newline", with(body + "\n", sign(kSecretA, body)), 401, rejected});
  rows.push_back(
      {"body with a trailing newline, signed so", with(body + "\n", sign(kSecretA, body + "\n")), 202, stored});
  const auto spaced = json::serialize(json::parse(event()));
  rows.push_back({"signature of a re-serialised body", with(spaced + " ", sign(kSecretA, spaced)), 401, rejected});
  const auto folded = event();
  rows.push_back({"folded line",
                  with(folded, header + "v1=" + wrong + ",\r\n v1=" + hex_signature(kSecretA, folded) + end),
                  400,
                  {nullptr}});
  rows.push_back({"NUL in the header", with(event(), header + "v1=" + std::string(1, '\0') + end), 400, {nullptr}});
  std::string many;
  for (int i = 0; i < 900; ++i) many += "v1=" + wrong + ",";
  rows.push_back({"900 entries", with(event(), header + many + end), 401, rejected});
  rows.push_back({"10,000 entries", with(event(), header + std::string(700'000, 'v') + end), 431, {nullptr}});
  ASSERT_GE(rows.size(), 30u);
  play(rows);
}

TEST_F(HostileMatrix, Bodies) {
  const Effect stored{"stored", 1};
  const Effect quarantined{"quarantined", 0};
  const Effect ignored{"ignored", 0};
  std::vector<Row> rows;
  const auto add = [&](const char* name, const std::string& body, Effect effect, int status = 202) {
    rows.push_back({name, signed_post(body), status, effect});
  };
  const auto changed = [&](const std::function<void(json::object & event, json::object & data)>& change) {
    auto value = json::parse(event());
    change(value.at("event").as_object(), value.at("event").at("data").as_object());
    return json::serialize(value);
  };
  const auto replaced = [&](const std::string& from, const std::string& to) {
    auto body = event();
    body.replace(body.find(from), from.size(), to);
    return body;
  };
  add("empty", "", quarantined);
  add("one byte", "x", quarantined);
  add("array", "[]", quarantined);
  add("text", "\"event\"", quarantined);
  add("null", "null", quarantined);
  add("no event", R"({"events":[]})", quarantined);
  add("version 2", R"({"messages":[{"event":"incident.trigger"}]})", quarantined);
  add("truncated", event().substr(0, 200), quarantined);
  add("id missing", changed([](auto& e, auto&) { e.erase("id"); }), quarantined);
  add("id null", changed([](auto& e, auto&) { e["id"] = nullptr; }), quarantined);
  add("id a number", changed([](auto& e, auto&) { e["id"] = 5; }), stored);
  add("id empty", changed([](auto& e, auto&) { e["id"] = ""; }), quarantined);
  add("type missing", changed([](auto& e, auto&) { e.erase("event_type"); }), quarantined);
  add("incident id climbs", changed([](auto&, auto& d) { d["id"] = "../../x"; }), quarantined);
  add("incident id encoded", changed([](auto&, auto& d) { d["id"] = "a%2fb"; }), quarantined);
  add("incident id with blanks", changed([](auto&, auto& d) { d["id"] = "a b"; }), quarantined);
  add("time missing", changed([](auto& e, auto&) { e.erase("occurred_at"); }), stored);
  add("time nonsense", changed([](auto& e, auto&) { e["occurred_at"] = "yesterday"; }), stored);
  add("data missing", changed([](auto& e, auto&) { e.erase("data"); }), ignored);
  add("unknown type", changed([](auto& e, auto&) { e["event_type"] = "incident.exploded"; }), ignored);
  add("service event", changed([](auto& e, auto&) { e["event_type"] = "service.updated"; }), ignored);
  add("a note", changed([](auto& e, auto& d) {
        d["type"] = "incident_note";  // before the next line, which may move the whole event
        e["event_type"] = "incident.annotated";
      }),
      ignored);
  add("everything optional null", changed([](auto&, auto& d) {
        for (const auto* member :
             {"service", "priority", "urgency", "title", "html_url", "number", "assignees", "teams"})
          d[member] = nullptr;
      }),
      stored);
  add("everything optional of another type", changed([](auto&, auto& d) {
        for (const auto* member :
             {"service", "priority", "urgency", "title", "html_url", "number", "assignees", "teams"})
          d[member] = json::array{1, "x"};
      }),
      stored);
  add("event twice", replaced("{\"event\":", "{\"event\":{},\"event\":"), quarantined);
  add("depth 33", replaced("\"client\":null", "\"client\":" + std::string(33, '[') + std::string(33, ']')),
      quarantined);
  add("depth 100,000",
      replaced("\"client\":null", "\"client\":" + std::string(100'000, '[') + std::string(100'000, ']')), quarantined);
  add("1e400", replaced("1234", "1e400"), stored);
  add("huge number", replaced("1234", std::string(400, '9')), stored);
  add("bad UTF-8", replaced("Disk", "Di\xff\xfe"), stored);
  add("byte order mark", "\xEF\xBB\xBF" + event(), stored);
  add("half surrogate pair", replaced("Disk", "\\ud800"), stored);
  add("NUL escape", replaced("Disk", "a\\u0000b"), stored);
  add("raw control character", replaced("Disk", "a\x01"), quarantined);
  add("100 KB title", replaced("Disk", std::string(100'000, 'D')), stored);
  add("script in the title", replaced("Disk", "<script>alert(1)</script>"), stored);
  add("bidi and escapes in the title", replaced("Disk", "\\u202e\\u001b[31m\\r\\n"), stored);
  add("javascript: link", replaced("https://acme.pagerduty.com", "javascript:alert(1)//"), stored);
  add("link on another host", replaced("https://acme.pagerduty.com", "https://evil.example"), stored);
  add("55 KiB", changed([](auto& e, auto&) {
        e["client"] = json::object{{"name", std::string(55 * 1024, 'c')}};
      }),
      stored);
  add("256 KiB", changed([](auto& e, auto&) {
        e["client"] = json::object{{"name", std::string(255 * 1024, 'c')}};
      }),
      stored);
  add("100,000 assignees", changed([](auto&, auto& d) {
        json::array all;
        for (int i = 0; i < 20'000; ++i) all.push_back(json::object{{"summary", "A"}});
        d["assignees"] = std::move(all);
      }),
      stored);
  rows.push_back({"1 MiB + 1 by length", signed_post(std::string(1024 * 1024 + 1, 'x')), 413, {nullptr}});
  std::string chunks = "POST " + path_ + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 17; ++i) chunks += "10000\r\n" + std::string(65536, 'x') + "\r\n";
  rows.push_back({"1 MiB + 64 KiB by chunks", chunks + "0\r\n\r\n", 413, {nullptr}});
  ASSERT_GE(rows.size(), 32u);
  play(rows);
  // What was stored of hostile texts is clean: nothing that a page or a terminal would act upon.
  const auto alerts = host_->admin("GET", "/api/alerts?limit=500").raw.body;
  for (const auto* bad :
       {"javascript:", "evil.example", "\\u001b", "\\u0000", "\\u202e", "\xE2\x80\xAE", "\\r", "\\n"}) {
    EXPECT_EQ(alerts.find(bad), std::string::npos) << bad;
  }
}

TEST_F(HostileMatrix, Protocol) {
  const Effect stored{"stored", 1};
  const Effect none{nullptr};
  std::vector<Row> rows;
  const auto head = [&](const std::string& method, const std::string& target, const std::string& version = "HTTP/1.1") {
    return method + " " + target + " " + version + "\r\n";
  };
  for (const auto* method : {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"}) {
    rows.push_back({method, head(method, path_) + "Host: h\r\n\r\n", 405, none});
  }
  rows.push_back({"CONNECT", head("CONNECT", "h:443") + "Host: h\r\n\r\n", 400, none});
  const auto b1 = event();
  const auto length = [](const std::string& body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n"; };
  rows.push_back(
      {"HTTP/1.0", head("POST", path_, "HTTP/1.0") + sign(kSecretA, b1) + length(b1) + "\r\n" + b1, 202, stored});
  rows.push_back({"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, none});
  const auto b2 = event();
  rows.push_back(
      {"absolute target",
       head("POST", "http://anything" + path_) + "Host: h\r\n" + sign(kSecretA, b2) + length(b2) + "\r\n" + b2, 202,
       stored});
  rows.push_back({"no Host", head("POST", path_) + "Content-Length: 0\r\n\r\n", 400, none});
  rows.push_back({"two Hosts", head("POST", path_) + "Host: a\r\nHost: b\r\nContent-Length: 0\r\n\r\n", 400, none});
  rows.push_back({"length and chunks",
                  head("POST", path_) + "Host: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                  400, none});
  rows.push_back(
      {"two lengths", head("POST", path_) + "Host: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400, none});
  rows.push_back(
      {"folded header", head("POST", path_) + "Host: h\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n", 400, none});
  rows.push_back(
      {"64 KiB header", head("POST", path_) + "Host: h\r\nX: " + std::string(65'536, 'a') + "\r\n\r\n", 431, none});
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  const auto b3 = event();
  rows.push_back({"1,000 headers", post(path_, b3, sign(kSecretA, b3) + many), 202, stored});
  rows.push_back({"16 KiB target",
                  head("POST", "/" + std::string(16'384, 'a')) + "Host: h\r\nContent-Length: 0\r\n\r\n", 414, none});
  const auto b4 = event();
  const auto signed_to = [&](const std::string& target) { return post(target, b4, sign(kSecretA, b4)); };
  const auto slash = path_.rfind('/');
  const std::string token = path_.substr(slash + 1);
  const std::string base = path_.substr(0, slash + 1);
  rows.push_back({"token in capitals", signed_to(base + upper(token)), 404, none});
  rows.push_back({"token with a suffix", signed_to(path_ + "x"), 404, none});
  rows.push_back({"token with a slash", signed_to(path_ + "/"), 404, none});
  rows.push_back({"path climbs", signed_to("/api/webhooks/x/../pagerduty/" + token), 404, none});
  rows.push_back({"path climbs, encoded", signed_to("/api/webhooks/%2e%2e/webhooks/pagerduty/" + token), 404, none});
  rows.push_back(
      {"path climbs, encoded twice", signed_to("/api/%252e%252e/api/webhooks/pagerduty/" + token), 404, none});
  rows.push_back({"encoded slash", signed_to("/api/webhooks%2fpagerduty/" + token), 404, none});
  rows.push_back({"encoded NUL", signed_to(path_ + "%00"), 404, none});
  const auto b5 = event();
  rows.push_back({"query string", post(path_ + "?x=1", b5, sign(kSecretA, b5)), 202, stored});
  const auto b6 = event();
  rows.push_back(
      {"other content type", post(path_, b6, sign(kSecretA, b6) + "Content-Type: text/plain\r\n"), 202, stored});
  rows.push_back({"expects the impossible",
                  head("POST", path_) + "Host: h\r\nExpect: miracles\r\nContent-Length: 0\r\n\r\n", 417, none});
  std::string chunked = head("POST", path_) + "Host: h\r\nTransfer-Encoding: chunked\r\n";
  const auto b7 = event();
  rows.push_back({"chunked",
                  chunked + sign(kSecretA, b7) + "\r\n" +
                      [&] {
                        char size[16];
                        std::snprintf(size, sizeof size, "%zx", b7.size());
                        return size + std::string("\r\n") + b7 + "\r\n0\r\n\r\n";
                      }(),
                  202, stored});
  rows.push_back({"chunk garbage", chunked + "\r\nxyz\r\n", 400, none});
  rows.push_back({"chunk size overflow", chunked + "\r\nfffffffffffffffff\r\n", 400, none});
  ASSERT_GE(rows.size(), 24u);
  play(rows);
}

// VmRSS now, or VmHWM: the most that it was since `forget_peak`.
std::int64_t memory_kb(pid_t pid, const std::string& line) {
  std::ifstream in("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; in >> word;) {
    std::int64_t value = 0;
    if (word == line + ":" && in >> value) return value;
  }
  return -1;
}
void forget_peak(pid_t pid) { std::ofstream("/proc/" + std::to_string(pid) + "/clear_refs") << "5"; }

TEST_F(HostileMatrix, WhatIsNoDataInAChunkedBodyIsBoundedOnBothListeners) {
  [[maybe_unused]] constexpr std::int64_t kMostGrowthKb = 8 * 1024;
  const std::string head = "POST /nothing HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  struct Endless {
    const char* name;
    std::string begin;
    std::string again;  // for ever
  };
  const Endless rows[] = {{"extension", "1;", std::string(64 * 1024, 'a')},
                          {"zeros of a size", "", std::string(64 * 1024, '0')},
                          {"trailers", "0\r\n", "X-T: yyyyyyyyyyyyyyy\r\n"},
                          {"chunks of one byte with extensions", "", "1;" + std::string(4096, 'a') + "\r\na\r\n"}};
  for (const auto port : {host_->webhook_port(), host_->admin_port()}) {
    SCOPED_TRACE(port == host_->admin_port() ? "admin" : "webhook");
    for (const auto& row : rows) {
      SCOPED_TRACE(row.name);
      std::string some = row.again;
      while (some.size() < 1024 * 1024) some += row.again;
      EXPECT_EQ(send_raw(port, head + row.begin + some).status, 431);  // warms up, too
      forget_peak(host_->pid());
      [[maybe_unused]] const auto idle = memory_kb(host_->pid(), "VmRSS");
      RawClient client(port);
      client.send(head + row.begin);
      for (int megabytes = 0; megabytes < 64 && client.send(some); ++megabytes) {
      }
      EXPECT_EQ(send_raw(port, get("/healthz")).status, 200);
#ifndef AUTOHEAL_SANITIZED  // they keep what was given back
      EXPECT_LT(memory_kb(host_->pid(), "VmHWM") - idle, kMostGrowthKb);
#endif
    }
  }
}

TEST_F(HostileMatrix, ConnectionsThatMisbehave) {
  {  // a length that promises more than comes: cut off when the sender gives up, nothing stored
    RawClient client(host_->webhook_port());
    client.send("POST " + path_ + " HTTP/1.1\r\nHost: h\r\nContent-Length: 500\r\n\r\nabc");
    client.half_close();
    EXPECT_TRUE(client.closes_silently());
  }
  {  // half close after a whole request: answered
    const auto body = event();
    RawClient client(host_->webhook_port());
    client.send(signed_post(body));
    client.half_close();
    EXPECT_EQ(client.read_response().status, 202);
  }
  {  // a hundred in a pipeline: all answered, in order
    RawClient client(host_->webhook_port());
    const auto body = event();
    std::string all;
    for (int i = 0; i < 100; ++i) all += signed_post(body);
    std::jthread sender([&] { client.send(all); });
    EXPECT_EQ(client.read_response().status, 202);
    for (int i = 1; i < 100; ++i) EXPECT_EQ(client.read_response().status, 200) << i;
  }
  {  // 900 idle connections do not keep a delivery out
    std::vector<RawClient> idle;
    for (int i = 0; i < 900; ++i) idle.emplace_back(host_->webhook_port());
    EXPECT_EQ(deliver(path_, event(), kSecretA), 202);
  }
  EXPECT_EQ(total_alerts(), 3);
  EXPECT_EQ(send_raw(host_->webhook_port(), get("/healthz")).status, 200);
}

}  // namespace
}  // namespace autoheal::test
