// The author layer, called as a host would call it: through the C table only.
#include "autoheal/plugin_export.hpp"
#include "unit/plugin_api/raw_harness.hpp"

#include <atomic>
#include <functional>
#include <gtest/gtest.h>
#include <new>
#include <stdexcept>
#include <string>
#include <time.h>
#include <utility>

namespace autoheal {
namespace {

using testing::RawCall;
using testing::RawHost;
using testing::RawIdentity;
using testing::RawWebhook;

const std::string kTooLong(129, 'k');

// Does in every verb what the test asks for.
class Scripted {
 public:
  static constexpr std::string_view id = "scripted";
  static constexpr std::string_view version = "1.2.3";
  static constexpr HostNeeds host_needs = {.secret_read = true};
  static inline std::function<void()> act = [] {};
  static inline Reply answer;
  static inline WebhookReply webhook_answer;
  static inline int alive = 0;
  static inline std::function<void(Host, Call&)> look = [](Host, Call&) {};

  static std::string describe() {
    act();
    return R"({"id":"scripted"})";
  }
  Scripted(Host host, const Identity& identity) : host_(host) {
    made = std::string(identity.id) + " " + std::string(identity.label);
    act();
    ++alive;
  }
  ~Scripted() { --alive; }
  Reply configure(std::string_view, Call& call) { return run(call); }
  Reply test_connection(Call& call) { return run(call); }
  Reply query(std::string_view operation, std::string_view arguments, Call& call) {
    seen = std::string(operation) + " " + std::string(arguments);
    return run(call);
  }
  WebhookReply handle_webhook(const WebhookView& webhook, Call&) {
    act();
    seen = std::string(webhook.values("x-sign").at(0)) + " " + std::string(webhook.body());
    return webhook_answer;
  }
  static const void* extension(std::string_view name) {
    act();
    return name == "test.thing/1" ? &alive : nullptr;
  }
  static inline std::string seen;
  static inline std::string made;

 private:
  Reply run(Call& call) {
    act();
    look(host_, call);
    return answer;
  }
  Host host_;
};

class Plain {  // the least an author can write
 public:
  static constexpr std::string_view id = "plain";
  static constexpr std::string_view version = "0.1";
  static constexpr std::uint32_t host_minor_needed = 3;
  static std::string_view describe() { return "{}"; }
  Plain(Host, const Identity&) {}
  Reply configure(std::string_view, Call&) { return Reply::ok(); }
  Reply test_connection(Call&) const { return Reply::ok("{}"); }
  Reply query(std::string_view, std::string_view, Call&) const { return Reply::ok("{}"); }
};

template <class Plugin>
autoheal_answer negotiate(std::uint32_t major, std::uint32_t minor, autoheal_status expected) {
  autoheal_offer offer{};
  offer.struct_size = sizeof offer;
  offer.abi_major = major;
  offer.abi_minor = minor;
  autoheal_answer answer{};
  answer.struct_size = sizeof answer;
  EXPECT_EQ(author::Export<Plugin>::entry(&offer, &answer), expected);
  return answer;
}

class AuthorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Scripted::act = [] {};
    Scripted::look = [](Host, Call&) {};
    Scripted::answer = Reply::ok("{}");
    Scripted::webhook_answer = WebhookReply::answer(202, "{}");
    Scripted::seen.clear();
    plugin = negotiate<Scripted>(1, 0, AUTOHEAL_OK).plugin;
    RawCall call;
    ASSERT_EQ(plugin->create(&host.table, &mine.table, &call.table, &instance), AUTOHEAL_OK);
    ASSERT_EQ(plugin->configure(instance, to_text("{}"), &call.table), AUTOHEAL_OK);
  }
  void TearDown() override {
    plugin->destroy(instance);
    EXPECT_EQ(Scripted::alive, 0);
  }

  // Every slot that answers with a status, by name.
  std::vector<std::pair<std::string, std::function<autoheal_status(const autoheal_call*)>>> slots() {
    return {{"describe", [&](auto* call) { return plugin->describe(call); }},
            {"create",
             [&](auto* call) {
               autoheal_instance* out = instance;
               const autoheal_status status = plugin->create(&host.table, &mine.table, call, &out);
               if (status != AUTOHEAL_OK)
                 EXPECT_EQ(out, nullptr);
               else
                 plugin->destroy(out);
               return status;
             }},
            {"configure", [&](auto* call) { return plugin->configure(instance, to_text("{}"), call); }},
            {"test_connection", [&](auto* call) { return plugin->test_connection(instance, call); }},
            {"query", [&](auto* call) { return plugin->query(instance, to_text("op"), to_text("{}"), call); }},
            {"handle_webhook", [&](auto* call) {
               RawWebhook webhook;
               return plugin->handle_webhook(instance, &webhook.table, &webhook.reply, call);
             }}};
  }

  RawHost host;
  const RawIdentity mine{"i-7", "mine"};
  const IntegrationPlugin* plugin = nullptr;
  autoheal_instance* instance = nullptr;
};

TEST_F(AuthorTest, EverySlotTurnsWhatIsThrownIntoAStatusWithoutItsText) {
  const struct {
    const char* name;
    std::function<void()> act;
    autoheal_status status;
    const char* code;
  } rows[] = {
      {"exception", [] { throw std::runtime_error("key hunter2"); }, AUTOHEAL_INTERNAL, "\"internal\""},
      {"int", [] { throw 7; }, AUTOHEAL_INTERNAL, "\"internal\""},
      {"memory", [] { throw std::bad_alloc(); }, AUTOHEAL_OUT_OF_RESOURCES, "\"out_of_resources\""},
  };
  for (const auto& row : rows)
    for (const auto& [slot, invoke] : slots()) {
      SCOPED_TRACE(slot + " " + row.name);
      Scripted::act = row.act;
      RawCall call;
      EXPECT_EQ(invoke(&call.table), row.status);
      EXPECT_NE(call.error.find(row.code), std::string::npos) << call.error;
      EXPECT_EQ(call.result, "");
      EXPECT_EQ(call.error.find("hunter2"), std::string::npos);
    }
  EXPECT_TRUE(host.has_logged(AUTOHEAL_LOG_ERROR, "query"));
  EXPECT_FALSE(host.has_logged(AUTOHEAL_LOG_ERROR, "hunter2"));
}

TEST_F(AuthorTest, EverySlotRefusesACallItCannotAnswer) {
  for (const auto& [slot, invoke] : slots()) {
    SCOPED_TRACE(slot);
    EXPECT_EQ(invoke(nullptr), AUTOHEAL_INVALID_ARGUMENT);
    RawCall small;
    small.table.struct_size = AUTOHEAL_CALL_SIZE_1_0 - 1;
    EXPECT_EQ(invoke(&small.table), AUTOHEAL_INVALID_ARGUMENT);
    RawCall deaf;
    deaf.table.write_error = nullptr;
    EXPECT_EQ(invoke(&deaf.table), AUTOHEAL_INVALID_ARGUMENT);
    EXPECT_EQ(small.result + small.error + deaf.result, "");
  }
  EXPECT_TRUE(host.has_logged(AUTOHEAL_LOG_HOST_MISBEHAVING, "O1"));
}

TEST_F(AuthorTest, EverySlotWorksWithALongerCallAndOneWithoutProgress) {
  struct {
    autoheal_call call;
    unsigned char canary[16];
  } longer;
  for (const auto& [slot, invoke] : slots()) {
    SCOPED_TRACE(slot);
    RawCall call;
    call.table.progress = nullptr;
    longer.call = call.table;
    longer.call.struct_size = sizeof longer;
    std::fill(std::begin(longer.canary), std::end(longer.canary), static_cast<unsigned char>(0xA5));
    EXPECT_EQ(invoke(&longer.call), AUTOHEAL_OK);
    for (const unsigned char byte : longer.canary) EXPECT_EQ(byte, 0xA5);
  }
}

TEST_F(AuthorTest, AWriterThatRefusesHasTheLastWord) {
  for (const autoheal_status refusal : {AUTOHEAL_RESULT_TOO_LARGE, AUTOHEAL_CANCELLED}) {
    RawCall call;
    call.result_answer = refusal;
    EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), refusal);
    const bool says_why = call.error.find("\"result_too_large\"") != std::string::npos;
    EXPECT_EQ(says_why, refusal == AUTOHEAL_RESULT_TOO_LARGE) << call.error;  // after a cancel nobody listens
    Scripted::answer = Reply::error(AUTOHEAL_NOT_FOUND);
    call.error_answer = refusal;
    EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), refusal);
    Scripted::answer = Reply::ok("{}");
  }
}

TEST_F(AuthorTest, NothingRunsBeforeTheFirstGoodConfigure) {
  RawCall call;
  autoheal_instance* fresh = nullptr;
  ASSERT_EQ(plugin->create(&host.table, &mine.table, &call.table, &fresh), AUTOHEAL_OK);
  Scripted::answer = Reply::error(AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(plugin->configure(fresh, to_text("{}"), &call.table), AUTOHEAL_INVALID_ARGUMENT);
  Scripted::answer = Reply::ok("{}");
  RawWebhook webhook;
  EXPECT_EQ(plugin->test_connection(fresh, &call.table), AUTOHEAL_INVALID_STATE);
  EXPECT_EQ(plugin->query(fresh, to_text("op"), to_text("{}"), &call.table), AUTOHEAL_INVALID_STATE);
  EXPECT_EQ(plugin->handle_webhook(fresh, &webhook.table, &webhook.reply, &call.table), AUTOHEAL_INVALID_STATE);
  EXPECT_EQ(webhook.reply.http_status, 0u);
  plugin->destroy(fresh);
}

TEST_F(AuthorTest, AFailedConfigureLeavesTheInstanceConfigured) {
  RawCall call;
  Scripted::answer = Reply::error(AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(plugin->configure(instance, to_text("{}"), &call.table), AUTOHEAL_INVALID_ARGUMENT);
  Scripted::answer = Reply::ok("{}");
  EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), AUTOHEAL_OK);
  EXPECT_EQ(Scripted::seen, "op {}");
}

TEST_F(AuthorTest, CreateChecksWhatItIsGiven) {
  RawCall call;
  autoheal_instance* out = instance;
  EXPECT_EQ(plugin->create(nullptr, &mine.table, &call.table, &out), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(plugin->create(&host.table, &mine.table, &call.table, nullptr), AUTOHEAL_INVALID_ARGUMENT);
  RawHost small;
  small.table.struct_size = AUTOHEAL_HOST_SIZE_1_0 - 8;
  EXPECT_EQ(plugin->create(&small.table, &mine.table, &call.table, &out), AUTOHEAL_INVALID_ARGUMENT);
  RawHost poor;
  poor.table.secret_read = nullptr;
  call.error.clear();
  EXPECT_EQ(plugin->create(&poor.table, &mine.table, &call.table, &out), AUTOHEAL_UNSUPPORTED);
  EXPECT_NE(call.error.find("secret_read"), std::string::npos);
  plugin->destroy(nullptr);
}

TEST_F(AuthorTest, AnIdentityIsHandedOnOrRefused) {
  EXPECT_EQ(Scripted::made, "i-7 mine");
  const std::string longest(64, 'x');
  const std::string longer = longest + "x";
  const struct {
    const char* name;
    RawIdentity identity;
    autoheal_status status;
  } rows[] = {
      {"a label that is not UTF-8", {"a", "\xff"}, AUTOHEAL_INVALID_ARGUMENT},
      {"an id with a blank", {"a b", ""}, AUTOHEAL_INVALID_ARGUMENT},
      {"an id that is too long", {longer, ""}, AUTOHEAL_INVALID_ARGUMENT},
      {"the longest id", {longest, ""}, AUTOHEAL_OK},
      {"an instance for a try", {"", "try"}, AUTOHEAL_OK},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawCall call;
    autoheal_instance* out = instance;
    EXPECT_EQ(plugin->create(&host.table, &row.identity.table, &call.table, &out), row.status);
    EXPECT_EQ(out == nullptr, row.status != AUTOHEAL_OK);
    plugin->destroy(out);
  }
  RawIdentity small("a", "b");
  small.table.struct_size = AUTOHEAL_IDENTITY_SIZE_1_0 - 1;
  for (const autoheal_identity* broken :
       {static_cast<const autoheal_identity*>(nullptr), &std::as_const(small).table}) {
    RawCall call;
    autoheal_instance* out = instance;
    EXPECT_EQ(plugin->create(&host.table, broken, &call.table, &out), AUTOHEAL_INVALID_ARGUMENT);
    EXPECT_EQ(out, nullptr);
  }
}

TEST_F(AuthorTest, VerbsRefuseAMissingInstanceAndTextThatIsNone) {
  RawCall call;
  EXPECT_EQ(plugin->configure(nullptr, to_text("{}"), &call.table), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(plugin->query(nullptr, to_text("op"), to_text("{}"), &call.table), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(plugin->query(instance, {nullptr, 3}, to_text("{}"), &call.table), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("\xed\xa0\x80"), &call.table), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(plugin->configure(instance, to_text("{\"a\":\"\xc0\xaf\"}"), &call.table), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_TRUE(host.has_logged(AUTOHEAL_LOG_HOST_MISBEHAVING, "O2"));
  for (const char* text : {"", "[]", "{", "{}{}", "{\"a\":1,\"a\":1}"}) {
    EXPECT_EQ(plugin->configure(instance, to_text(text), &call.table), AUTOHEAL_INVALID_ARGUMENT) << text;
    EXPECT_EQ(plugin->query(instance, to_text("op"), to_text(text), &call.table), AUTOHEAL_INVALID_ARGUMENT) << text;
  }
  EXPECT_TRUE(host.has_logged(AUTOHEAL_LOG_HOST_MISBEHAVING, "O8"));
  EXPECT_EQ(Scripted::seen, "");
}

TEST_F(AuthorTest, HandleWebhookRefusesPartsThatAreMissing) {
  const std::pair<const char*, std::function<void(RawWebhook&)>> rows[] = {
      {"small struct", [](RawWebhook& w) { w.table.struct_size = AUTOHEAL_WEBHOOK_SIZE_1_0 - 1; }},
      {"small reply", [](RawWebhook& w) { w.reply.struct_size = 4; }},
      {"no headers", [](RawWebhook& w) { w.table.headers = nullptr; }},
      {"half a header",
       [](RawWebhook& w) {
         w.header.value = {nullptr, 2};
       }},
      {"no body",
       [](RawWebhook& w) {
         w.table.body = {nullptr, 2};
       }},
  };
  for (const auto& [name, spoil] : rows) {
    SCOPED_TRACE(name);
    RawWebhook webhook;
    spoil(webhook);
    RawCall call;
    EXPECT_EQ(plugin->handle_webhook(instance, &webhook.table, &webhook.reply, &call.table), AUTOHEAL_INVALID_ARGUMENT);
    EXPECT_EQ(webhook.reply.http_status, 0u);
  }
  RawCall call;
  RawWebhook webhook;
  EXPECT_EQ(plugin->handle_webhook(instance, nullptr, &webhook.reply, &call.table), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(plugin->handle_webhook(instance, &webhook.table, nullptr, &call.table), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(Scripted::seen, "");
}

TEST_F(AuthorTest, HandleWebhookTellsTheSendersStatusOnlyWithAResult) {
  RawWebhook webhook;
  RawCall call;
  EXPECT_EQ(plugin->handle_webhook(instance, &webhook.table, &webhook.reply, &call.table), AUTOHEAL_OK);
  EXPECT_EQ(webhook.reply.http_status, 202u);
  EXPECT_EQ(Scripted::seen, "v1=a {}");
  Scripted::webhook_answer = WebhookReply::answer(0, "{}");
  EXPECT_EQ(plugin->handle_webhook(instance, &webhook.table, &webhook.reply, &call.table), AUTOHEAL_INTERNAL);
  EXPECT_EQ(webhook.reply.http_status, 0u);
  call.result_answer = AUTOHEAL_RESULT_TOO_LARGE;
  Scripted::webhook_answer = WebhookReply::answer(202, "{}");
  EXPECT_EQ(plugin->handle_webhook(instance, &webhook.table, &webhook.reply, &call.table), AUTOHEAL_RESULT_TOO_LARGE);
  EXPECT_EQ(webhook.reply.http_status, 0u);
}

TEST_F(AuthorTest, AReasonThatIsTooLongIsLeftOutAndTheStatusStays) {
  Scripted::answer = Reply::error(AUTOHEAL_NOT_FOUND, "{\"code\":\"x\",\"message\":\"" + std::string(300, 'm') + "\"}");
  RawCall call;
  call.table.max_error_bytes = 200;
  EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), AUTOHEAL_NOT_FOUND);
  EXPECT_NE(call.error.find("\"not_found\""), std::string::npos) << call.error;
  EXPECT_LE(call.error.size(), 200u);
}

TEST_F(AuthorTest, ASenderIsToldWithOneLine) {
  Scripted::webhook_answer = WebhookReply::tell_sender(200, "current", {"text/plain", "a\"b", std::chrono::seconds(5)});
  RawWebhook webhook;
  RawCall call;
  EXPECT_EQ(plugin->handle_webhook(instance, &webhook.table, &webhook.reply, &call.table), AUTOHEAL_OK);
  EXPECT_EQ(webhook.reply.http_status, 200u);
  EXPECT_EQ(call.result,
            R"({"events":[],"signature":"current","reply":{"headers":{"content-type":"text/plain","retry-after":"5"},)"
            R"("body":"a\"b"}})");
}

TEST_F(AuthorTest, AnAuthorsSlipsBecomeInternal) {
  for (const Reply& slip : {Reply::ok(), Reply::ok("{\"a\":\"\xff\"}"), Reply::error(77), Reply::error(-1)}) {
    Scripted::answer = slip;
    RawCall call;
    EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), AUTOHEAL_INTERNAL);
    EXPECT_NE(call.error.find("\"message\""), std::string::npos);
    EXPECT_EQ(call.result, "");
  }
  Scripted::answer = Reply::error(1001, "{}");  // private numbers pass
  RawCall call;
  EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), 1001);
}

TEST_F(AuthorTest, ACallThatComesTooLateIsNotBegun) {
  RawCall late;
  late.table.deadline_ns = to_deadline_ns(Steady::now());
  EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &late.table), AUTOHEAL_DEADLINE_EXCEEDED);
  RawCall cancelled;
  cancelled.cancelled = true;
  EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &cancelled.table), AUTOHEAL_CANCELLED);
  EXPECT_EQ(Scripted::seen, "");
}

TEST_F(AuthorTest, TheCallTellsUntilWhenHowMuchAndForWhom) {
  RawCall call;
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);  // the clock of the contract, read as C does
  call.table.deadline_ns = static_cast<std::uint64_t>(now.tv_sec + 60) * 1'000'000'000u;
  call.table.max_result_bytes = 1000;
  call.table.max_error_bytes = 500;
  call.table.max_upstream_calls = 7;
  call.table.caller = AUTOHEAL_CALLER_BACKGROUND;
  call.table.actor = to_text(R"({"kind":"agent","id":"a1"})");
  call.table.idempotency_key = to_text("k-1");
  call.table.trace_parent = to_text("00-a-b-01");
  Scripted::look = [&](Host services, Call& scope) {
    EXPECT_LE(scope.remaining(), std::chrono::seconds(60));
    EXPECT_GT(scope.remaining(), std::chrono::seconds(30));
    EXPECT_EQ(to_deadline_ns(scope.deadline()), call.table.deadline_ns);
    EXPECT_FALSE(scope.cancelled());
    EXPECT_EQ(scope.limits().result_bytes, 1000u);
    EXPECT_EQ(scope.limits().error_bytes, 500u);
    EXPECT_EQ(scope.limits().upstream_calls, 7u);
    EXPECT_EQ(scope.caller(), Caller::background);
    EXPECT_EQ(scope.actor(), R"({"kind":"agent","id":"a1"})");
    EXPECT_EQ(scope.idempotency_key(), "k-1");
    EXPECT_EQ(scope.trace_parent(), "00-a-b-01");
    EXPECT_EQ(scope.cancel_fd(), -1);
    scope.progress(123456, "half");
    scope.progress("somewhere");
    EXPECT_EQ(services.now().time_since_epoch(), std::chrono::seconds(1));
  };
  EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), AUTOHEAL_OK);
  ASSERT_EQ(call.progress.size(), 2u);
  EXPECT_EQ(call.progress[0], std::make_pair(10000u, std::string("half")));
  EXPECT_EQ(call.progress[1], std::make_pair(AUTOHEAL_PROGRESS_UNKNOWN, std::string("somewhere")));
}

TEST_F(AuthorTest, ACallThatSaysNothingHasTheContractsLimits) {
  RawCall call;
  call.table.caller = 99;  // a later class
  Scripted::look = [&](Host, Call& scope) {
    EXPECT_EQ(scope.deadline(), Steady::time_point::max());
    EXPECT_EQ(scope.remaining(), std::chrono::nanoseconds::max());
    EXPECT_EQ(scope.limits().result_bytes, 4u * 1024 * 1024);
    EXPECT_EQ(scope.limits().error_bytes, 64u * 1024);
    EXPECT_EQ(scope.limits().upstream_calls, std::nullopt);
    EXPECT_EQ(scope.caller(), Caller::person);
    EXPECT_EQ(scope.actor(), "");
    call.table.deadline_ns = 1;  // long past
    EXPECT_EQ(scope.stop_status(), AUTOHEAL_DEADLINE_EXCEEDED);
    EXPECT_EQ(scope.remaining().count(), 0);
  };
  EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), AUTOHEAL_OK);
}

TEST_F(AuthorTest, TextsOfACallThatAreNoneAreRefused) {
  const std::string longest(128, 'k');
  const struct {
    const char* name;
    std::function<void(autoheal_call&)> spoil;
    autoheal_status status;
  } rows[] = {
      {"actor from nowhere",
       [](auto& call) {
         call.actor = {nullptr, 3};
       },
       AUTOHEAL_INVALID_ARGUMENT},
      {"actor not UTF-8", [](auto& call) { call.actor = to_text("\xff"); }, AUTOHEAL_INVALID_ARGUMENT},
      {"trace not UTF-8", [](auto& call) { call.trace_parent = to_text("\xff"); }, AUTOHEAL_INVALID_ARGUMENT},
      {"key with a blank", [](auto& call) { call.idempotency_key = to_text("a b"); }, AUTOHEAL_INVALID_ARGUMENT},
      {"key not ASCII", [](auto& call) { call.idempotency_key = to_text("\xC3\xA4"); }, AUTOHEAL_INVALID_ARGUMENT},
      {"key too long", [](auto& call) { call.idempotency_key = to_text(kTooLong); }, AUTOHEAL_INVALID_ARGUMENT},
      {"the longest key", [&](auto& call) { call.idempotency_key = to_text(longest); }, AUTOHEAL_OK},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    RawCall call;
    row.spoil(call.table);
    EXPECT_EQ(plugin->query(instance, to_text("op"), to_text("{}"), &call.table), row.status);
  }
  EXPECT_TRUE(host.has_logged(AUTOHEAL_LOG_HOST_MISBEHAVING, "O2"));
}

TEST_F(AuthorTest, SecretsComeWholeOrWithAReason) {
  host.secrets["api_key"] = std::string(5000, 'k');
  RawCall call;
  Scripted::look = [](Host services, Call&) {
    const Secret key = services.secret("api_key");
    EXPECT_TRUE(key);
    EXPECT_EQ(key.bytes(), std::string(5000, 'k'));
    EXPECT_EQ(services.secret("other").status(), AUTOHEAL_NOT_FOUND);
    EXPECT_EQ(services.secret("other").bytes(), "");
    EXPECT_EQ(Host(nullptr).secret("api_key").status(), AUTOHEAL_UNSUPPORTED);
  };
  EXPECT_EQ(plugin->configure(instance, to_text("{}"), &call.table), AUTOHEAL_OK);
}

TEST_F(AuthorTest, MemoryThatRunsOutWhileASecretIsReadIsSaidSo) {
  host.table.secret_read = [](void*, autoheal_text, void* sink, autoheal_write_fn write) -> autoheal_status {
    static const char kSome[8] = {};
    return write(sink, kSome, SIZE_MAX / 4);  // no memory could hold it
  };
  Scripted::look = [](Host services, Call&) { services.secret("api_key"); };
  RawCall call;
  EXPECT_EQ(plugin->configure(instance, to_text("{}"), &call.table), AUTOHEAL_OUT_OF_RESOURCES);
}

TEST_F(AuthorTest, ExtensionsAreFoundByTheirExactId) {
  EXPECT_EQ(plugin->extension("test.thing/1"), &Scripted::alive);
  EXPECT_EQ(plugin->extension("test.thing/12"), nullptr);
  EXPECT_EQ(plugin->extension(nullptr), nullptr);
  Scripted::act = [] { throw 1; };
  EXPECT_EQ(plugin->extension("test.thing/1"), nullptr);
}

TEST(AuthorEntryTest, OtherMajorsAreRefusedWithTheRange) {
  for (const std::uint32_t major : {0u, 2u, UINT32_MAX}) {
    const autoheal_answer answer = negotiate<Scripted>(major, 0, AUTOHEAL_ABI_MISMATCH);
    EXPECT_EQ(answer.plugin, nullptr);
    EXPECT_EQ(answer.abi_major_min, 1u);
    EXPECT_EQ(answer.abi_major_max, 1u);
    EXPECT_FALSE(to_view(answer.reason).empty());
  }
}

TEST(AuthorEntryTest, AnyMinorWillDoUnlessTheAuthorSaysOtherwise) {
  EXPECT_NE(negotiate<Scripted>(1, UINT32_MAX, AUTOHEAL_OK).plugin, nullptr);
  EXPECT_EQ(negotiate<Scripted>(1, 0, AUTOHEAL_OK).host_minor_needed, 0u);
  const autoheal_answer refused = negotiate<Plain>(1, 2, AUTOHEAL_ABI_MISMATCH);
  EXPECT_EQ(refused.host_minor_needed, 3u);
  EXPECT_EQ(refused.plugin, nullptr);
  EXPECT_FALSE(to_view(refused.reason).empty());
  EXPECT_NE(negotiate<Plain>(1, 3, AUTOHEAL_OK).plugin, nullptr);
}

TEST(AuthorEntryTest, SmallStructsAreRefusedAndCanariesStay) {
  struct {
    autoheal_answer answer;
    std::uint64_t canary;
  } longer{};
  longer.canary = 0xA5A5A5A5A5A5A5A5u;
  longer.answer.struct_size = sizeof longer.answer;
  autoheal_offer offer{};
  offer.struct_size = sizeof offer + 64;
  offer.abi_major = 1;
  EXPECT_EQ(author::Export<Plain>::entry(nullptr, &longer.answer), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(author::Export<Scripted>::entry(&offer, &longer.answer), AUTOHEAL_OK);
  EXPECT_EQ(longer.canary, 0xA5A5A5A5A5A5A5A5u);
  offer.struct_size = AUTOHEAL_OFFER_SIZE_1_0 - 1;
  EXPECT_EQ(author::Export<Scripted>::entry(&offer, &longer.answer), AUTOHEAL_INVALID_ARGUMENT);
  offer.struct_size = sizeof offer;
  longer.answer.struct_size = AUTOHEAL_ANSWER_SIZE_1_0 - 1;
  longer.answer.plugin = nullptr;
  EXPECT_EQ(author::Export<Scripted>::entry(&offer, &longer.answer), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(longer.answer.plugin, nullptr);
  EXPECT_EQ(author::Export<Scripted>::entry(&offer, nullptr), AUTOHEAL_INVALID_ARGUMENT);
}

TEST(AuthorEntryTest, TheTableOfAPluginWithoutWebhooksHasNoSuchSlot) {
  const IntegrationPlugin* table = negotiate<Plain>(1, 3, AUTOHEAL_OK).plugin;
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(table->handle_webhook, nullptr);
  EXPECT_EQ(table->struct_size, AUTOHEAL_PLUGIN_SIZE_1_0);
  EXPECT_EQ(to_view(table->id), "plain");
  EXPECT_EQ(to_view(table->version), "0.1");
  EXPECT_EQ(table->extension("x"), nullptr);
}

TEST(ErrorDocumentTest, IsJsonWhateverTheTexts) {
  EXPECT_EQ(render_error(AUTOHEAL_RATE_LIMITED, {.code = "",
                                                 .message = "a\"b\\\n\xff",
                                                 .hint = "wait",
                                                 .retryable = true,
                                                 .retry_after = std::chrono::seconds(2),
                                                 .problems = {{"/a", "x"}, {"/b", "y"}}}),
            R"({"code":"rate_limited","message":"a\"b\\\u000a\ufffd","hint":"wait","retryable":true,)"
            R"("retry_after_ms":2000,"problems":[{"pointer":"/a","message":"x"},{"pointer":"/b","message":"y"}]})");
}

}  // namespace
}  // namespace autoheal
