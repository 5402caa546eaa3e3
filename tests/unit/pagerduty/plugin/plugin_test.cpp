#include "plugin_fixture.hpp"

#include <arpa/inet.h>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

const std::string kSignedByCurrent = "v1=dea0bd0e02dcd004f32a373131916d247883490be7180b76ffc41bf5d3108d83";
const std::string kSignedByOlder = "v1=ff087909fec0202094f770aa0cbe189523942b71c8e27cb10e19b703d6bbb9d9";
constexpr std::string_view kHeader = "X-PagerDuty-Signature";

std::string sample(std::string_view name) {
  std::ifstream file(AUTOHEAL_TEST_DATA "/webhooks/" + std::string(name) + ".json", std::ios::binary);
  if (!file) throw std::runtime_error("no such sample");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string signature_of(const client::Outcome& outcome) {
  return std::string(json::parse(outcome.document).at("signature").as_string());
}

std::size_t events_in(const client::Outcome& outcome) {
  return json::parse(outcome.document).at("events").as_array().size();
}

json::array problems_of(const client::Outcome& outcome) {
  return json::parse(outcome.document).at("problems").as_array();
}

TEST_F(PluginTest, IsPagerDuty) {
  EXPECT_EQ(plugin_.id, "pagerduty");
  EXPECT_EQ(plugin_.version, "1.0.0");
  EXPECT_TRUE(plugin_.handles_webhooks);
}

TEST_F(PluginTest, DescribesItselfInTheSameBytes) {
  const client::Outcome first = client::describe(plugin_, {}, on_breach());
  ASSERT_EQ(first.status, AUTOHEAL_OK);
  EXPECT_EQ(client::describe(plugin_, {}, on_breach()).document, first.document);
  EXPECT_EQ(json::parse(first.document).at("id"), "pagerduty");
}

TEST_F(PluginTest, RefusesEveryVerbBeforeItIsConfigured) {
  EXPECT_EQ(instance().test_connection({}).status, AUTOHEAL_INVALID_STATE);
  EXPECT_EQ(instance().query("list_incidents", "{}", {}).status, AUTOHEAL_INVALID_STATE);
  EXPECT_EQ(deliver(sample("ping")).status, AUTOHEAL_INVALID_STATE);
  EXPECT_EQ(host_.secret_reads(), 0);
}

TEST_F(PluginTest, TakesSettingsAndReadsTheSecretsInConfigureOnly) {
  ASSERT_EQ(configure(R"({"region":"eu","labels":{"env":"prod"}})").status, AUTOHEAL_OK);
  const int reads = host_.secret_reads();
  EXPECT_GE(reads, 4);
  EXPECT_EQ(deliver(sample("ping")).status, AUTOHEAL_OK);
  EXPECT_EQ(host_.secret_reads(), reads);
}

TEST_F(PluginTest, SaysWhatWasOddAboutTheSettings) {
  host_.set_secret("signing_secret", " " + std::string(kSecret) + "\n");
  const client::Outcome outcome = configure();
  ASSERT_EQ(outcome.status, AUTOHEAL_OK);
  EXPECT_EQ(json::parse(outcome.document).at("warnings").at(0).at("pointer"), "/signing_secret");
  EXPECT_NE(host_.log_text().find(R"("setting":"/signing_secret")"), std::string::npos);
  EXPECT_NE(host_.log_text().find(R"("integration":"Production PagerDuty")"), std::string::npos);
  EXPECT_NE(host_.log_text().find(R"("signatures":"checked")"), std::string::npos);
  EXPECT_EQ(signature_of(deliver(sample("triggered"), {{std::string(kHeader), kSignedByCurrent}})), "current");
}

struct BadSettings {
  std::string_view name;
  std::string_view settings;
  std::string_view pointer;
};

TEST_F(PluginTest, NamesTheSettingThatIsWrong) {
  const BadSettings rows[] = {
      {"region", R"({"region":"mars"})", "/region"},
      {"region of another type", R"({"region":7})", "/region"},
      {"unknown", R"({"colour":"red"})", "/colour"},
      {"secret in the settings", R"({"api_key":"y_NbAkKc66ryYTWUXYEu"})", "/api_key"},
      {"time zone", R"({"time_zone":"Mars/Olympus"})", "/time_zone"},
      {"labels are a list", R"({"labels":["env"]})", "/labels"},
      {"label name", R"({"labels":{"Env":"prod"}})", "/labels/Env"},
      {"label value", R"({"labels":{"env":["prod"]}})", "/labels/env"},
      {"severity", R"({"severity_map":{"P1":"awful"}})", "/severity_map/P1"},
      {"endpoint", R"({"endpoint":"http://pagerduty.example.com"})", "/endpoint"},
      {"ca bundle", R"({"ca_bundle":"relative.pem"})", "/ca_bundle"},
      {"time without secret expiry", R"({"signing_secret_previous_until":"soon"})", "/signing_secret_previous_until"},
  };
  for (const BadSettings& row : rows) {
    const client::Outcome outcome = configure(row.settings);
    ASSERT_EQ(outcome.status, AUTOHEAL_INVALID_ARGUMENT) << row.name;
    const json::array problems = problems_of(outcome);
    ASSERT_EQ(problems.size(), 1U) << row.name << " " << outcome.document;
    EXPECT_EQ(problems[0].at("pointer").as_string(), row.pointer) << row.name;
  }
  for (const std::string_view not_settings : {"[]", "7", "{", "null"}) {
    EXPECT_EQ(configure(not_settings).status, AUTOHEAL_INVALID_ARGUMENT) << not_settings;
  }
}

TEST_F(PluginTest, NeedsAnApiKey) {
  host_.clear_secret("api_key");
  EXPECT_EQ(problems_of(configure())[0].at("pointer"), "/api_key");
  host_.set_secret("api_key", "0123456789abcdef0123456789abcdef");
  const client::Outcome outcome = configure();
  ASSERT_EQ(outcome.status, AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_NE(outcome.document.find("Events API integration key"), std::string::npos);
}

TEST_F(PluginTest, SaysThatTheSecretStoreIsLocked) {
  host_.lock_secrets();
  const client::Outcome outcome = configure();
  EXPECT_EQ(outcome.status, AUTOHEAL_UNAVAILABLE);
  EXPECT_EQ(json::parse(outcome.document).at("code"), "secrets_locked");
}

TEST_F(PluginTest, KeepsTheOldSettingsWhenNewOnesAreRefused) {
  host_.set_secret("signing_secret", std::string(kSecret));
  ASSERT_EQ(configure(R"({"labels":{"env":"prod"}})").status, AUTOHEAL_OK);
  host_.clear_secret("signing_secret");
  ASSERT_EQ(configure(R"({"labels":{"env":"test"},"region":"mars"})").status, AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(deliver(sample("triggered")).http_status, 401U);
  const client::Outcome accepted = deliver(sample("triggered"), {{std::string(kHeader), kSignedByCurrent}});
  EXPECT_NE(accepted.document.find(R"("env":"prod")"), std::string::npos);
}

TEST_F(PluginTest, RefusesWhatIsNotSigned) {
  host_.set_secret("signing_secret", std::string(kSecret));
  ASSERT_EQ(configure().status, AUTOHEAL_OK);
  const std::string body = sample("triggered");
  std::string flipped = body;
  flipped[100] = static_cast<char>(flipped[100] ^ 1);
  const std::string name(kHeader);
  const std::vector<std::pair<client::Outcome, std::string_view>> rows{
      {deliver(body), "missing"},
      {deliver(body, {{name, kSignedByOlder}}), "invalid"},
      {deliver(body, {{name, ""}}), "invalid"},
      {deliver(flipped, {{name, kSignedByCurrent}}), "invalid"},
      {deliver(body + "\n", {{name, kSignedByCurrent}}), "invalid"},
      {deliver("", {{name, kSignedByCurrent}}), "invalid"},
      {deliver("{", {}), "missing"},
  };
  for (const auto& [outcome, signature] : rows) {
    EXPECT_EQ(outcome.status, AUTOHEAL_OK);
    EXPECT_EQ(outcome.http_status, 401U);
    EXPECT_EQ(signature_of(outcome), signature);
    EXPECT_EQ(events_in(outcome), 0U);
  }
}

TEST_F(PluginTest, AcceptsWhatIsSigned) {
  host_.set_secret("signing_secret", std::string(kSecret));
  ASSERT_EQ(configure().status, AUTOHEAL_OK);
  const std::string body = sample("triggered");
  for (const std::string& value : {kSignedByCurrent, kSignedByOlder + "," + kSignedByCurrent}) {
    const client::Outcome outcome = deliver(body, {{"x-pagerduty-signature", value}});
    EXPECT_EQ(outcome.http_status, 202U);
    EXPECT_EQ(signature_of(outcome), "current");
    EXPECT_EQ(events_in(outcome), 1U);
  }
}

TEST_F(PluginTest, AcceptsTheOlderSecretUntilItsExpiryOnTheHostsClock) {
  host_.set_secret("signing_secret", std::string(kSecret));
  host_.set_secret("signing_secret_previous", std::string(kOlderSecret));
  ASSERT_EQ(configure(R"({"signing_secret_previous_until":"2026-03-14T09:30:00Z"})").status, AUTOHEAL_OK);
  const std::string body = sample("triggered");
  const std::string name(kHeader);
  const auto expiry = std::chrono::sys_days(std::chrono::year(2026) / 3 / 14) + 9h + 30min;
  host_.set_now(expiry - 1ms);
  EXPECT_EQ(signature_of(deliver(body, {{name, kSignedByOlder}})), "previous");
  EXPECT_EQ(signature_of(deliver(body, {{name, kSignedByCurrent}})), "current");
  host_.set_now(expiry);
  const client::Outcome late = deliver(body, {{name, kSignedByOlder}});
  EXPECT_EQ(late.http_status, 401U);
  EXPECT_EQ(signature_of(late), "invalid");
  EXPECT_EQ(signature_of(deliver(body, {{name, kSignedByCurrent}})), "current");
}

TEST_F(PluginTest, AcceptsUnsignedDeliveriesOnceTheSecretIsCleared) {
  host_.set_secret("signing_secret", std::string(kSecret));
  ASSERT_EQ(configure().status, AUTOHEAL_OK);
  EXPECT_EQ(deliver(sample("triggered")).http_status, 401U);
  host_.clear_secret("signing_secret");
  EXPECT_EQ(deliver(sample("triggered")).http_status, 401U) << "not before configure";
  ASSERT_EQ(configure().status, AUTOHEAL_OK);
  const client::Outcome unsigned_delivery = deliver(sample("triggered"));
  EXPECT_EQ(unsigned_delivery.http_status, 202U);
  EXPECT_EQ(signature_of(unsigned_delivery), "not_required");
  EXPECT_EQ(signature_of(deliver(sample("triggered"), {{std::string(kHeader), "v1=00"}})), "not_required");
}

// A secret of blanks is no secret: signing with an empty key would let everybody in who knows that.
TEST_F(PluginTest, TreatsABlankSecretAsNone) {
  host_.set_secret("signing_secret", " \n");
  ASSERT_EQ(configure().status, AUTOHEAL_OK);
  EXPECT_EQ(signature_of(deliver(sample("triggered"))), "not_required");
}

TEST_F(PluginTest, ExplainsASignature) {
  host_.set_secret("signing_secret", std::string(kSecret));
  ASSERT_EQ(configure().status, AUTOHEAL_OK);
  const client::Outcome outcome =
      seen(instance().query("explain_signature", R"({"headers":[],"body_base64":"e30="})", {}));
  ASSERT_EQ(outcome.status, AUTOHEAL_OK);
  EXPECT_EQ(json::parse(outcome.document).at("data").at("cause"), "header_absent");
  EXPECT_EQ(instance().query("explain_signature", R"({"headers":[]})", {}).status, AUTOHEAL_INVALID_ARGUMENT);
}

TEST_F(PluginTest, KnowsNoOtherOperations) {
  ASSERT_EQ(configure().status, AUTOHEAL_OK);
  EXPECT_EQ(instance().query("delete_everything", "{}", {}).status, AUTOHEAL_UNSUPPORTED);
  EXPECT_EQ(instance().query("", "{}", {}).status, AUTOHEAL_UNSUPPORTED);
}

// Each delivery is judged by one set of settings: label and secret always belong together.
TEST_F(PluginTest, ServesDeliveriesWhileItIsConfiguredAnew) {
  host_.set_secret("signing_secret", std::string(kSecret));
  ASSERT_EQ(configure(R"({"labels":{"set":"current"}})").status, AUTOHEAL_OK);
  const std::string body = sample("triggered");
  std::atomic<bool> stop = false;
  std::atomic<int> mixed = 0;
  std::atomic<int> served = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      const autoheal_header header{to_text(kHeader), to_text(kSignedByCurrent)};
      client::Delivery delivery;
      delivery.headers = {header};
      delivery.body = body;
      delivery.received_unix_ns = host_.now().time_since_epoch().count();
      do {
        const client::Outcome outcome = instance_->handle_webhook(delivery, {});
        const bool signed_set = outcome.document.find(R"("set":"current")") != std::string::npos;
        const bool open_set = outcome.document.find(R"("set":"open")") != std::string::npos;
        const bool checked = outcome.document.find(R"("signature":"current")") != std::string::npos;
        if (outcome.status != AUTOHEAL_OK || signed_set == open_set || signed_set != checked) ++mixed;
        ++served;
      } while (!stop);
    });
  }
  for (int i = 0; i < 50; ++i) {
    host_.clear_secret("signing_secret");
    EXPECT_EQ(configure(R"({"labels":{"set":"open"}})").status, AUTOHEAL_OK);
    host_.set_secret("signing_secret", std::string(kSecret));
    EXPECT_EQ(configure(R"({"labels":{"set":"current"}})").status, AUTOHEAL_OK);
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(mixed, 0);
  EXPECT_GE(served, 4);
}

// An address of this machine where nobody listens: bound for the life of the test, so that nobody else can.
class ClosedPort {
 public:
  ClosedPort() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(fd_, any, size) != 0 || ::getsockname(fd_, any, &size) != 0) throw std::runtime_error("no port");
    settings_ = R"({"endpoint":"http://127.0.0.1:)" + std::to_string(ntohs(address.sin_port)) + "\"}";
  }
  ~ClosedPort() { ::close(fd_); }
  const std::string& settings() const { return settings_; }

 private:
  int fd_;
  std::string settings_;
};

TEST_F(PluginTest, TellsThatPagerDutyCannotBeReached) {
  const ClosedPort nobody;
  ASSERT_EQ(configure(nobody.settings()).status, AUTOHEAL_OK);
  const client::Outcome table = seen(instance().test_connection({.deadline = client::Steady::now() + 20s}));
  ASSERT_EQ(table.status, AUTOHEAL_OK) << table.document;
  EXPECT_EQ(json::parse(table.document).at("verdict"), "fail");
  EXPECT_FALSE(json::parse(table.document).at("rows").as_array().empty());
  const client::Outcome answer =
      seen(instance().query("who_is_on_call", R"({"team":"payments"})", {.deadline = client::Steady::now() + 20s}));
  EXPECT_EQ(answer.status, AUTOHEAL_UNAVAILABLE) << answer.document;
  EXPECT_EQ(events_in(deliver(sample("triggered"))), 1U) << "webhooks need no PagerDuty";
}

TEST_F(PluginTest, StopsWhenItIsCancelledOrOutOfTime) {
  const ClosedPort nobody;
  ASSERT_EQ(configure(nobody.settings()).status, AUTOHEAL_OK);
  const auto cancelled = std::make_shared<client::CancelSource>();
  cancelled->cancel();
  EXPECT_EQ(instance().query("who_is_on_call", "{}", {.cancel = cancelled}).status, AUTOHEAL_CANCELLED);
  EXPECT_EQ(instance().test_connection({.deadline = client::Steady::now() - 1ms}).status, AUTOHEAL_DEADLINE_EXCEEDED);
}

TEST_F(PluginTest, KeepsInstancesApart) {
  host_.set_secret("signing_secret", std::string(kSecret));
  ASSERT_EQ(configure().status, AUTOHEAL_OK);
  FakeHost other_host;
  other_host.set_secret("api_key", std::string(kApiKey));
  auto made = client::Instance::create(plugin_, other_host.table(), {"i-2", "Staging"}, {}, on_breach());
  const auto other = std::get<std::shared_ptr<client::Instance>>(made);
  ASSERT_EQ(other->configure("{}", {}).status, AUTOHEAL_OK);
  EXPECT_EQ(other->handle_webhook({.headers = {}, .target = "", .body = sample("ping")}, {}).http_status, 202U);
  EXPECT_EQ(deliver(sample("ping")).http_status, 401U);
}

}  // namespace
}  // namespace autoheal::pagerduty
