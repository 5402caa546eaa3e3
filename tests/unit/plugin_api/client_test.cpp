// The host layer against tables built from the raw C header, most of them bad.
#include "autoheal/plugin_client.hpp"
#include "unit/plugin_api/raw_harness.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <latch>
#include <poll.h>
#include <stdexcept>
#include <thread>

namespace autoheal::client {
namespace {

using std::chrono::seconds;
using testing::RawHost;

// What the fake plugin does in every verb; the tests replace it.
std::function<autoheal_status(const autoheal_call*, std::uint32_t* http_status)> verb;
std::function<autoheal_status(autoheal_instance**)> on_create;
std::atomic<int> alive;
std::string made_for;  // the identity of the last create

autoheal_status write(const autoheal_call* call, std::string_view result) {
  return call->write_result(call->ctx, result.data(), result.size());
}
autoheal_status write_error(const autoheal_call* call, std::string_view error) {
  return call->write_error(call->ctx, error.data(), error.size());
}

IntegrationPlugin good_table() {
  IntegrationPlugin table{};
  table.struct_size = sizeof table;
  table.id = to_text("fake");
  table.version = to_text("1.0.0");
  table.describe = [](const autoheal_call* call) { return verb(call, nullptr); };
  table.create = [](const autoheal_host*, const autoheal_identity* identity, const autoheal_call*,
                    autoheal_instance** out) {
    made_for = std::string(to_view(identity->id)) + " " + std::string(to_view(identity->label));
    return on_create(out);
  };
  table.destroy = [](autoheal_instance*) { --alive; };
  table.configure = [](autoheal_instance*, autoheal_text, const autoheal_call* call) { return verb(call, nullptr); };
  table.test_connection = [](autoheal_instance*, const autoheal_call* call) { return verb(call, nullptr); };
  table.query = [](autoheal_instance*, autoheal_text, autoheal_text, const autoheal_call* call) {
    return verb(call, nullptr);
  };
  table.handle_webhook = [](autoheal_instance*, const autoheal_webhook*, autoheal_webhook_reply* reply,
                            const autoheal_call* call) { return verb(call, &reply->http_status); };
  table.extension = [](const char*) -> const void* { return nullptr; };
  return table;
}

// An entry that hands out `entry_answer` with `entry_status`.
autoheal_answer entry_answer;
autoheal_status entry_status;
autoheal_status entry(const autoheal_offer*, autoheal_answer* answer) {
  answer->abi_major_min = entry_answer.abi_major_min;
  answer->abi_major_max = entry_answer.abi_major_max;
  answer->host_minor_needed = entry_answer.host_minor_needed;
  answer->plugin = entry_answer.plugin;
  answer->reason = entry_answer.reason;
  return entry_status;
}

void set_entry(autoheal_status status, std::uint32_t low, std::uint32_t high, std::uint32_t needed,
               const IntegrationPlugin* table, std::string_view reason = "") {
  entry_status = status;
  entry_answer = {};
  entry_answer.abi_major_min = low;
  entry_answer.abi_major_max = high;
  entry_answer.host_minor_needed = needed;
  entry_answer.plugin = table;
  entry_answer.reason = to_text(reason);
}

Refusal refusal_of(std::variant<Plugin, Refusal> negotiated) {
  if (Refusal* refusal = std::get_if<Refusal>(&negotiated)) return *refusal;
  ADD_FAILURE() << "accepted";
  return {};
}

TEST(NegotiateTest, AGoodTableIsAccepted) {
  const IntegrationPlugin table = good_table();
  set_entry(AUTOHEAL_OK, 1, 1, 0, &table);
  const auto negotiated = negotiate(&entry, "test-host", "9");
  ASSERT_TRUE(std::holds_alternative<Plugin>(negotiated));
  const Plugin& plugin = std::get<Plugin>(negotiated);
  EXPECT_EQ(plugin.id, "fake");
  EXPECT_EQ(plugin.version, "1.0.0");
  EXPECT_TRUE(plugin.handles_webhooks);
}

TEST(NegotiateTest, ARefusalSaysBothSidesAndWhoMustUpgrade) {
  const IntegrationPlugin table = good_table();
  set_entry(AUTOHEAL_ABI_MISMATCH, 2, 3, 0, nullptr, "Only two and three.");
  Refusal refusal = refusal_of(negotiate(&entry, "test-host", "9"));
  EXPECT_EQ(refusal.kind, Refusal::Kind::other_major);
  EXPECT_EQ(
      refusal.sentence,
      "The plugin speaks ABI major 2 to 3, the host test-host 9 speaks 1: upgrade the host. The plugin says: Only "
      "two and three.");
  set_entry(AUTOHEAL_OK, 1, 1, 4, &table);
  refusal = refusal_of(negotiate(&entry, "test-host", "9"));
  EXPECT_EQ(refusal.kind, Refusal::Kind::needs_newer_host);
  EXPECT_EQ(refusal.sentence, "The plugin needs ABI 1.4, the host test-host 9 speaks 1.0: upgrade the host.");
}

TEST(NegotiateTest, BrokenAnswersAreRefusedByNumber) {
  const IntegrationPlugin table = good_table();
  const struct {
    const char* name;
    autoheal_status status;
    std::uint32_t low, high;
    const IntegrationPlugin* plugin;
    const char* reason;
    const char* requirement;
  } rows[] = {
      {"OK without a table", AUTOHEAL_OK, 1, 1, nullptr, "", "N1"},
      {"OK outside its own range", AUTOHEAL_OK, 2, 2, &table, "", "N1"},
      {"refused although it speaks 1", AUTOHEAL_ABI_MISMATCH, 1, 1, nullptr, "no", "N1"},
      {"refused without a range", AUTOHEAL_ABI_MISMATCH, 0, 0, nullptr, "no", "N2"},
      {"refused with a reversed range", AUTOHEAL_ABI_MISMATCH, 3, 2, nullptr, "no", "N2"},
      {"refused with a table", AUTOHEAL_ABI_MISMATCH, 2, 2, &table, "no", "N2"},
      {"some other status", AUTOHEAL_INTERNAL, 1, 1, &table, "", "N1"},
      {"a status that does not exist", 77, 1, 1, &table, "\xff", "N1"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    set_entry(row.status, row.low, row.high, 0, row.plugin, row.reason);
    const Refusal refusal = refusal_of(negotiate(&entry, "test-host", "9"));
    EXPECT_EQ(refusal.kind, Refusal::Kind::broken);
    EXPECT_EQ(refusal.requirement, row.requirement);
    EXPECT_TRUE(is_utf8(refusal.sentence));
  }
  EXPECT_EQ(refusal_of(negotiate(nullptr, "test-host", "9")).requirement, "E2");
  const auto throws = [](const autoheal_offer*, autoheal_answer*) -> autoheal_status { throw 1; };
  EXPECT_EQ(refusal_of(negotiate(throws, "test-host", "9")).requirement, "H3");
}

TEST(NegotiateTest, BadTablesAreRefusedByNumber) {
  const std::pair<const char*, std::pair<const char*, std::function<void(IntegrationPlugin&)>>> rows[] = {
      {"size 0", {"N1", [](auto& t) { t.struct_size = 0; }}},
      {"size below 1.0", {"N1", [](auto& t) { t.struct_size = AUTOHEAL_PLUGIN_SIZE_1_0 - 1; }}},
      {"size beyond sense", {"N1", [](auto& t) { t.struct_size = UINT32_MAX; }}},
      {"no id", {"N1", [](auto& t) { t.id = {}; }}},
      {"id with blanks", {"N1", [](auto& t) { t.id = to_text("my plugin"); }}},
      {"id in upper case", {"N1", [](auto& t) { t.id = to_text("Fake"); }}},
      {"id from nowhere",
       {"N1",
        [](auto& t) {
          t.id = {nullptr, 4};
        }}},
      {"id without end", {"N1", [](auto& t) { t.id.size = SIZE_MAX; }}},
      {"no version", {"N1", [](auto& t) { t.version = {}; }}},
      {"version not UTF-8", {"N1", [](auto& t) { t.version = to_text("\xc3"); }}},
      {"no describe", {"N6", [](auto& t) { t.describe = nullptr; }}},
      {"no create", {"N6", [](auto& t) { t.create = nullptr; }}},
      {"no destroy", {"N6", [](auto& t) { t.destroy = nullptr; }}},
      {"no configure", {"N6", [](auto& t) { t.configure = nullptr; }}},
      {"no test_connection", {"N6", [](auto& t) { t.test_connection = nullptr; }}},
      {"no query", {"N6", [](auto& t) { t.query = nullptr; }}},
      {"no extension", {"N6", [](auto& t) { t.extension = nullptr; }}},
  };
  for (const auto& [name, row] : rows) {
    SCOPED_TRACE(name);
    IntegrationPlugin table = good_table();
    row.second(table);
    set_entry(AUTOHEAL_OK, 1, 1, 0, &table);
    const Refusal refusal = refusal_of(negotiate(&entry, "test-host", "9"));
    EXPECT_EQ(refusal.kind, Refusal::Kind::broken);
    EXPECT_EQ(refusal.requirement, row.first);
  }
  alignas(IntegrationPlugin) char bytes[sizeof(IntegrationPlugin) + 1] = {};
  set_entry(AUTOHEAL_OK, 1, 1, 0, reinterpret_cast<const IntegrationPlugin*>(bytes + 1));
  EXPECT_EQ(refusal_of(negotiate(&entry, "test-host", "9")).requirement, "N1");
}

// ---- host 1.0 and 1.1 with plugin 1.0 and 1.1; 1.1 exists in this test only --------------------------------

struct PluginV11 {
  IntegrationPlugin v10;
  int (*appended)();
};
static_assert(sizeof(PluginV11) == sizeof(IntegrationPlugin) + 8);

TEST(GrowthTest, EveryPairOfMinorsUsesWhatBothKnow) {
  PluginV11 plugin11{good_table(), [] { return 11; }};
  plugin11.v10.struct_size = sizeof plugin11;
  plugin11.v10.abi_minor = 1;
  // A 1.0 plugin with junk behind its table: a 1.1 host must not read it as the appended member.
  PluginV11 plugin10{good_table(), reinterpret_cast<int (*)()>(0x5a5a)};

  for (const PluginV11* plugin : {&plugin10, &plugin11}) {  // host 1.0
    const auto accepted = accept_table(&plugin->v10);
    ASSERT_TRUE(std::holds_alternative<Plugin>(accepted));
    EXPECT_EQ(std::get<Plugin>(accepted).abi_minor, 0u);
    EXPECT_EQ(std::get<Plugin>(accepted).table.struct_size, sizeof(IntegrationPlugin));
  }
  EXPECT_EQ(lower(plugin10).appended, nullptr);  // host 1.1, plugin 1.0
  ASSERT_NE(lower(plugin11).appended, nullptr);  // host 1.1, plugin 1.1
  EXPECT_EQ(lower(plugin11).appended(), 11);
}

// ---- instances ---------------------------------------------------------------------------------------------

class InstanceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    alive = 0;
    verb = [](const autoheal_call* call, std::uint32_t* http_status) {
      if (http_status != nullptr) *http_status = 202;
      return write(call, "{}");
    };
    on_create = [](autoheal_instance** out) -> autoheal_status {
      ++alive;
      *out = reinterpret_cast<autoheal_instance*>(&alive);
      return AUTOHEAL_OK;
    };
    auto made = make();
    ASSERT_EQ(made.index(), 0u);
    instance = std::get<0>(made);
  }

  std::variant<std::shared_ptr<Instance>, Outcome> make() {
    const IntegrationPlugin table = good_table();
    return Instance::create(std::get<Plugin>(accept_table(&table)), &host.table, {"i-1", "one"}, {}, on_breach);
  }

  std::string take_breaches() {
    const std::lock_guard lock(mutex);
    return std::exchange(breaches, "");
  }

  RawHost host;
  std::mutex mutex;
  std::string breaches;  // their numbers, each followed by a blank
  OnBreach on_breach = [this](const Breach& breach) {
    const std::lock_guard lock(mutex);
    breaches += std::string(breach.requirement) + " ";
  };
  std::shared_ptr<Instance> instance;
};

TEST_F(InstanceTest, AGoodAnswerComesBackWhole) {
  verb = [](const autoheal_call* call, std::uint32_t* http_status) {
    if (http_status != nullptr) *http_status = 401;
    write(call, "{\"a\":");
    return write(call, "1}");
  };
  EXPECT_EQ(instance->query("op", "{}", {}).document, "{\"a\":1}");
  const Outcome webhook = instance->handle_webhook({.headers = {}, .target = "/", .body = "x"}, {});
  EXPECT_EQ(webhook.status, AUTOHEAL_OK);
  EXPECT_EQ(webhook.http_status, 401u);
  EXPECT_EQ(take_breaches(), "");
}

TEST_F(InstanceTest, BadAnswersBecomeAStatusAndABreach) {
  const std::string large(100, ' ');
  const struct {
    const char* name;
    std::function<autoheal_status(const autoheal_call*)> act;
    autoheal_status status;
    const char* breaches;
  } rows[] = {
      {"OK without a result", [](auto*) { return AUTOHEAL_OK; }, AUTOHEAL_INTERNAL, "Q2 "},
      {"result not UTF-8", [](auto* c) { return write(c, "{\"a\":\"\xff\"}"); }, AUTOHEAL_INTERNAL, "Q2 "},
      {"result no object", [](auto* c) { return write(c, "[1]"); }, AUTOHEAL_INTERNAL, "Q2 "},
      {"half a result", [](auto* c) { return write(c, "{\"a\":1"); }, AUTOHEAL_INTERNAL, "Q2 "},
      {"error without a document", [](auto*) { return AUTOHEAL_NOT_FOUND; }, AUTOHEAL_NOT_FOUND, "Q2 "},
      {"error document no object",
       [](auto* c) {
         write_error(c, "gone");
         return AUTOHEAL_NOT_FOUND;
       },
       AUTOHEAL_NOT_FOUND, "Q2 "},
      {"unknown status",
       [](auto* c) {
         write_error(c, "{}");
         return 77;
       },
       AUTOHEAL_INTERNAL, "Q2 "},
      {"negative status",
       [](auto* c) {
         write_error(c, "{}");
         return -1;
       },
       AUTOHEAL_INTERNAL, "Q2 "},
      {"the entry's status",
       [](auto* c) {
         write_error(c, "{}");
         return AUTOHEAL_ABI_MISMATCH;
       },
       AUTOHEAL_INTERNAL, "Q2 "},
      {"private status",
       [](auto* c) {
         write_error(c, "{}");
         return 1234;
       },
       AUTOHEAL_INTERNAL, ""},
      {"bytes from nowhere", [](auto* c) { return c->write_result(c->ctx, nullptr, 3); }, AUTOHEAL_CANCELLED, "Q2 "},
      {"beyond the cap", [&](auto* c) { return write(c, large); }, AUTOHEAL_RESULT_TOO_LARGE, ""},
      {"beyond the cap by overflow",
       [](auto* c) {
         write(c, "{");
         return c->write_result(c->ctx, "", SIZE_MAX);
       },
       AUTOHEAL_RESULT_TOO_LARGE, ""},
      {"beyond the cap, and never mind",
       [&](auto* c) {
         write(c, large);
         return AUTOHEAL_OK;
       },
       AUTOHEAL_RESULT_TOO_LARGE, "Q6 "},
      {"writes on after a refusal",
       [&](auto* c) {
         write(c, large);
         for (int i = 0; i < 10; ++i) write(c, "{}");
         return AUTOHEAL_RESULT_TOO_LARGE;
       },
       AUTOHEAL_RESULT_TOO_LARGE, "Q6 "},
      {"throws", [](auto*) -> autoheal_status { throw std::runtime_error("x"); }, AUTOHEAL_INTERNAL, "H3 "},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    verb = [&](const autoheal_call* call, std::uint32_t*) { return row.act(call); };
    const Outcome outcome = instance->query("op", "{}", {.max_result_bytes = 64});
    EXPECT_EQ(outcome.status, row.status);
    EXPECT_EQ(check_json_object(outcome.document), JsonFault::none) << outcome.document;
    EXPECT_EQ(take_breaches(), row.breaches);
  }
}

TEST_F(InstanceTest, OnlyTheWriterThatBelongsToTheStatusCounts) {
  verb = [](const autoheal_call* call, std::uint32_t*) -> autoheal_status {
    write_error(call, "{\"code\":\"x\"}");
    write(call, "{\"a\":1}");
    return AUTOHEAL_OK;
  };
  EXPECT_EQ(instance->query("op", "{}", {}).document, "{\"a\":1}");
  verb = [](const autoheal_call* call, std::uint32_t*) -> autoheal_status {
    write(call, "{\"a\":1}");
    write_error(call, "{\"code\":\"x\"}");
    return AUTOHEAL_NOT_FOUND;
  };
  EXPECT_EQ(instance->query("op", "{}", {}).document, "{\"code\":\"x\"}");
  EXPECT_EQ(take_breaches(), "");
}

TEST_F(InstanceTest, AWebhookAnswerNeedsAnHttpStatus) {
  for (const std::uint32_t http_status : {0u, 99u, 600u}) {
    verb = [&](const autoheal_call* call, std::uint32_t* out) {
      *out = http_status;
      return write(call, "{}");
    };
    const Outcome outcome = instance->handle_webhook({}, {});
    EXPECT_EQ(outcome.status, AUTOHEAL_INTERNAL);
    EXPECT_EQ(outcome.http_status, 0u);
    EXPECT_EQ(take_breaches(), "W1 ");
  }
}

TEST_F(InstanceTest, ConfigureNeedsNoResult) {
  verb = [](auto*, auto*) { return AUTOHEAL_OK; };
  EXPECT_EQ(instance->configure("{}", {}).status, AUTOHEAL_OK);
  EXPECT_EQ(take_breaches(), "");
}

TEST_F(InstanceTest, CreateIsToldWhichInstanceItMakes) { EXPECT_EQ(made_for, "i-1 one"); }

TEST_F(InstanceTest, TheCallCarriesWhatTheHostSays) {
  verb = [](const autoheal_call* call, std::uint32_t*) {
    EXPECT_EQ(call->max_result_bytes, 64u);
    EXPECT_EQ(call->max_error_bytes, AUTOHEAL_DEFAULT_ERROR_BYTES);
    EXPECT_EQ(call->max_upstream_calls, 9u);
    EXPECT_EQ(call->caller, AUTOHEAL_CALLER_AGENT);
    EXPECT_EQ(to_view(call->actor), R"({"kind":"agent","id":"a1"})");
    EXPECT_EQ(to_view(call->idempotency_key), "k1");
    EXPECT_EQ(to_deadline(call->deadline_ns), Steady::time_point(std::chrono::hours(1'000'000)));
    return write(call, "{}");
  };
  EXPECT_EQ(instance
                ->query("op", "{}",
                        {.deadline = Steady::time_point(std::chrono::hours(1'000'000)),
                         .max_result_bytes = 64,
                         .max_upstream_calls = 9,
                         .caller = Caller::agent,
                         .actor = R"({"kind":"agent","id":"a1"})",
                         .idempotency_key = "k1"})
                .status,
            AUTOHEAL_OK);
  EXPECT_EQ(take_breaches(), "");
}

TEST_F(InstanceTest, NoLimitMeansTheContractsOwn) {
  verb = [](const autoheal_call* call, std::uint32_t*) {
    EXPECT_EQ(call->max_result_bytes, AUTOHEAL_DEFAULT_RESULT_BYTES);
    return write(call, "{\"a\":\"" + std::string(1'000'000, 'x') + "\"}");
  };
  EXPECT_EQ(instance->query("op", "{}", {.max_result_bytes = 0, .max_error_bytes = 0}).status, AUTOHEAL_OK);
}

TEST_F(InstanceTest, AResultThatIsTooLargeKeepsItsErrorDocument) {
  const std::string large(100, ' ');
  const struct {
    const char* name;
    std::function<autoheal_status(const autoheal_call*)> act;
    const char* document;
    const char* breaches;
  } rows[] = {
      {"says what to narrow",
       [&](auto* c) {
         write(c, large);
         return write_error(c, R"({"code":"too_large","message":"Ask for one service."})") == AUTOHEAL_OK
                    ? AUTOHEAL_RESULT_TOO_LARGE
                    : AUTOHEAL_INTERNAL;
       },
       "Ask for one service.", ""},
      {"knew it beforehand and wrote no result",
       [&](auto* c) {
         write_error(c, R"({"code":"too_large","message":"Ask for one day."})");
         return AUTOHEAL_RESULT_TOO_LARGE;
       },
       "Ask for one day.", ""},
      {"says nothing", [&](auto* c) { return write(c, large); }, "ask for less", ""},
      {"an error document that is too large itself",
       [&](auto* c) {
         write(c, large);
         EXPECT_EQ(write_error(c, "{\"code\":\"x\",\"message\":\"" + large + "\"}"), AUTOHEAL_RESULT_TOO_LARGE);
         return AUTOHEAL_RESULT_TOO_LARGE;
       },
       "ask for less", ""},
      {"writes on after both refused",
       [&](auto* c) {
         write(c, large);
         write_error(c, large + large);
         EXPECT_EQ(write_error(c, "{}"), AUTOHEAL_RESULT_TOO_LARGE);
         return AUTOHEAL_RESULT_TOO_LARGE;
       },
       "ask for less", "Q6 "},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    verb = [&](const autoheal_call* call, std::uint32_t*) { return row.act(call); };
    const Outcome outcome = instance->query("op", "{}", {.max_result_bytes = 64, .max_error_bytes = 100});
    EXPECT_EQ(outcome.status, AUTOHEAL_RESULT_TOO_LARGE);
    EXPECT_NE(outcome.document.find(row.document), std::string::npos) << outcome.document;
    EXPECT_EQ(take_breaches(), row.breaches);
  }
}

TEST_F(InstanceTest, AfterACancelNeitherWriterTakesMore) {
  const auto cancel = std::make_shared<CancelSource>();
  cancel->cancel();
  verb = [](const autoheal_call* call, std::uint32_t*) -> autoheal_status {
    EXPECT_EQ(write(call, "{}"), AUTOHEAL_CANCELLED);
    EXPECT_EQ(write_error(call, "{}"), AUTOHEAL_CANCELLED);
    return AUTOHEAL_CANCELLED;
  };
  EXPECT_EQ(instance->query("op", "{}", {.cancel = cancel}).status, AUTOHEAL_CANCELLED);
  EXPECT_EQ(take_breaches(), "Q6 ");
}

TEST_F(InstanceTest, StatusesReservedForWritesAreKnown) {
  for (const autoheal_status status : {AUTOHEAL_CONFLICT, AUTOHEAL_OUTCOME_UNKNOWN}) {
    verb = [status](const autoheal_call* call, std::uint32_t*) {
      write_error(call, R"({"code":"x","message":"y"})");
      return status;
    };
    const Outcome outcome = instance->query("op", "{}", {});
    EXPECT_EQ(outcome.status, status);
    EXPECT_EQ(outcome.document, R"({"code":"x","message":"y"})");
  }
  EXPECT_EQ(status_name(AUTOHEAL_CONFLICT), "conflict");
  EXPECT_EQ(status_name(AUTOHEAL_OUTCOME_UNKNOWN), "outcome_unknown");
  EXPECT_FALSE(is_known_status(18));
  EXPECT_EQ(take_breaches(), "");
}

TEST_F(InstanceTest, CreateIsJudgedToo) {
  on_create = [](autoheal_instance**) { return AUTOHEAL_OK; };
  EXPECT_EQ(std::get<Outcome>(make()).status, AUTOHEAL_INTERNAL);
  EXPECT_EQ(take_breaches(), "L3 ");
  on_create = [](autoheal_instance** out) {
    *out = reinterpret_cast<autoheal_instance*>(&alive);
    return AUTOHEAL_UNSUPPORTED;
  };
  EXPECT_EQ(std::get<Outcome>(make()).status, AUTOHEAL_UNSUPPORTED);
  EXPECT_EQ(take_breaches(), "L3 Q2 ");
  on_create = [](autoheal_instance**) -> autoheal_status { throw 1; };
  EXPECT_EQ(std::get<Outcome>(make()).status, AUTOHEAL_INTERNAL);
  EXPECT_EQ(take_breaches(), "H3 ");
  EXPECT_EQ(alive, 1);
}

TEST_F(InstanceTest, AMissingWebhookSlotIsUnsupported) {
  IntegrationPlugin table = good_table();
  table.handle_webhook = nullptr;
  const Plugin plugin = std::get<Plugin>(accept_table(&table));
  EXPECT_FALSE(plugin.handles_webhooks);
  const auto made = Instance::create(plugin, &host.table, {"i-2", "two"}, {}, on_breach);
  const Outcome outcome = std::get<0>(made)->handle_webhook({}, {});
  EXPECT_EQ(outcome.status, AUTOHEAL_UNSUPPORTED);
  EXPECT_NE(outcome.document.find("unsupported"), std::string::npos);
  EXPECT_EQ(take_breaches(), "");
}

TEST_F(InstanceTest, CancelIsSeenByPollAndByDescriptor) {
  const auto cancel = std::make_shared<CancelSource>();
  verb = [&](const autoheal_call* call, std::uint32_t*) -> autoheal_status {
    pollfd waiting{call->cancel_fd, POLLIN, 0};
    EXPECT_EQ(::poll(&waiting, 1, 0), 0);
    EXPECT_EQ(call->is_cancelled(call->ctx), 0);
    const std::jthread elsewhere([&] { cancel->cancel(); });
    EXPECT_EQ(::poll(&waiting, 1, 10000), 1);
    EXPECT_EQ(call->is_cancelled(call->ctx), 1);
    return write(call, "{}");
  };
  EXPECT_EQ(instance->query("op", "{}", {.cancel = cancel}).status, AUTOHEAL_CANCELLED);
  EXPECT_EQ(take_breaches(), "");
}

TEST_F(InstanceTest, ADeadlineEndsTheCallButNotItsResult) {
  verb = [](const autoheal_call* call, std::uint32_t*) {
    EXPECT_NE(call->deadline_ns, 0u);
    EXPECT_EQ(call->is_cancelled(call->ctx), 1);
    return write(call, "{\"complete\":false}");
  };
  EXPECT_EQ(instance->query("op", "{}", {.deadline = Steady::now()}).status, AUTOHEAL_OK);
  EXPECT_EQ(instance->query("op", "{}", {.deadline = Steady::now() - seconds(5)}).status, AUTOHEAL_OK);
  EXPECT_EQ(take_breaches(), "X3 ");  // the second call came back five seconds late
}

TEST_F(InstanceTest, ProgressIsHandedOnAndBounded) {
  std::vector<std::pair<std::uint32_t, std::string>> seen;
  verb = [](const autoheal_call* call, std::uint32_t*) {
    call->progress(call->ctx, 5000, to_text("half"));
    call->progress(call->ctx, 20000, to_text("\xff"));
    call->progress(call->ctx, AUTOHEAL_PROGRESS_UNKNOWN, to_text("on it"));
    return write(call, "{}");
  };
  instance->query("op", "{}", {.progress = [&](std::uint32_t parts, std::string_view message) {
                    seen.emplace_back(parts, message);
                  }});
  EXPECT_EQ(seen, (std::vector<std::pair<std::uint32_t, std::string>>{
                      {5000, "half"}, {10000, ""}, {AUTOHEAL_PROGRESS_UNKNOWN, "on it"}}));
  EXPECT_EQ(take_breaches(), "X5 ");
}

TEST_F(InstanceTest, ConfiguresRunOneAtATime) {
  std::atomic<int> inside = 0;
  verb = [&](const autoheal_call* call, std::uint32_t*) {
    EXPECT_EQ(++inside, 1);
    std::this_thread::yield();
    --inside;
    return write(call, "{}");
  };
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int turn = 0; turn < 50; ++turn) EXPECT_EQ(instance->configure("{}", {}).status, AUTOHEAL_OK);
    });
}

TEST_F(InstanceTest, CloseWaitsForTheCallsInFlight) {
  std::latch started(1);
  std::atomic<bool> finished = false;
  const auto cancel = std::make_shared<CancelSource>();
  verb = [&](const autoheal_call* call, std::uint32_t*) {
    started.count_down();
    pollfd waiting{call->cancel_fd, POLLIN, 0};
    ::poll(&waiting, 1, 10000);
    EXPECT_EQ(alive, 1);
    finished = true;
    return write(call, "{}");
  };
  std::jthread caller([&] { instance->query("op", "{}", {.cancel = cancel}); });
  started.wait();
  std::jthread closer([&] {
    instance->close();
    EXPECT_TRUE(finished);
  });
  cancel->cancel();
  closer.join();
  EXPECT_EQ(alive, 0);
  EXPECT_EQ(instance->query("op", "{}", {}).status, AUTOHEAL_INVALID_STATE);
  instance->close();
  EXPECT_EQ(alive, 0);
}

TEST_F(InstanceTest, DescribeNeedsNoInstance) {
  const IntegrationPlugin table = good_table();
  const Plugin plugin = std::get<Plugin>(accept_table(&table));
  EXPECT_EQ(describe(plugin, {}, on_breach).document, "{}");
  verb = [](auto*, auto*) -> autoheal_status { throw 1; };
  EXPECT_EQ(describe(plugin, {}, on_breach).status, AUTOHEAL_INTERNAL);
  EXPECT_EQ(take_breaches(), "H3 ");
}

// ---- services ----------------------------------------------------------------------------------------------

class Services : public HostServices {
 public:
  void log(std::int32_t level, std::string_view message, std::string_view fields) override {
    lines.push_back(std::to_string(level) + std::string(message) + std::string(fields));
    if (message == "throw") throw 1;
  }
  autoheal_status read_secret(std::string_view name, const Give& give) override {
    if (name == "throw") throw 1;
    return name == "key" ? give("abc") : AUTOHEAL_NOT_FOUND;
  }
  std::vector<std::string> lines;
};

TEST(HostServicesTest, TheTableCleansWhatPluginsSay) {
  Services services;
  const autoheal_host* table = services.table();
  table->log(table->ctx, 99, to_text("a\xff"), {nullptr, 9});
  EXPECT_EQ(services.lines.at(0), "3a\xEF\xBF\xBD");
  table->log(table->ctx, AUTOHEAL_LOG_INFO, to_text("throw"), {});
  std::string longer(16 * 1024 - 1, 'x');
  longer += "\xC3\xA4";  // the cap would cut this character in two
  table->log(table->ctx, AUTOHEAL_LOG_INFO, to_text(longer), {});
  EXPECT_EQ(services.lines.at(2).size(), 1 + longer.size() - 2);
}

TEST(HostServicesTest, SecretsGoToTheSinkAndThrowsEndInside) {
  Services services;
  const autoheal_host* table = services.table();
  std::string got;
  const autoheal_write_fn write = [](void* sink, const void* data, std::size_t size) -> autoheal_status {
    static_cast<std::string*>(sink)->append(static_cast<const char*>(data), size);
    return AUTOHEAL_OK;
  };
  EXPECT_EQ(table->secret_read(table->ctx, to_text("key"), &got, write), AUTOHEAL_OK);
  EXPECT_EQ(got, "abc");
  EXPECT_EQ(table->secret_read(table->ctx, to_text("other"), &got, write), AUTOHEAL_NOT_FOUND);
  EXPECT_EQ(table->secret_read(table->ctx, to_text("throw"), &got, write), AUTOHEAL_INTERNAL);
  EXPECT_EQ(table->secret_read(table->ctx, {nullptr, 2}, &got, write), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(table->secret_read(table->ctx, to_text("key"), &got, nullptr), AUTOHEAL_INVALID_ARGUMENT);
  EXPECT_EQ(table->extension(table->ctx, nullptr), nullptr);
}

}  // namespace
}  // namespace autoheal::client
