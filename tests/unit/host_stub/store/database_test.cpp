#include "store/sqlite/database.hpp"

#include "support/temp_dir.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <sys/stat.h>

namespace autoheal::host {
namespace {

constexpr const char* kNow = "2026-03-14T09:26:53.589Z";

class DatabaseTest : public ::testing::Test {
 protected:
  Database open() { return Database::open(file()).value(); }
  std::filesystem::path file() const { return dir_.path() / "host.db"; }
  static void add_integration(Database& db, std::string_view name) {
    ASSERT_TRUE(db.run("INSERT INTO integrations(name, plugin, settings, created_at, updated_at) VALUES(?,?,?,?,?)",
                       name, "pagerduty", "{}", kNow, kNow)
                    .has_value());
  }
  static std::int64_t count(Database& db, const char* table) {
    Cursor row = db.query(std::string{"SELECT count(*) FROM "} + table).value();
    EXPECT_TRUE(row.next().value());
    return row.integer(0);
  }
  TempDir dir_;
};

TEST_F(DatabaseTest, KeepsValuesOfEveryKindOverAReopen) {
  const Bytes blob{0, 1, 255};
  {
    Database db = open();
    ASSERT_TRUE(db.script("CREATE TABLE t(i, r, s, b, n, e)").has_value());
    ASSERT_TRUE(db.run("INSERT INTO t VALUES(?,?,?,?,?,?)", -7, 1.5, "päger", blob, nullptr, "").has_value());
  }
  Database db = open();
  Cursor row = db.query("SELECT i, r, s, b, n, e FROM t").value();
  ASSERT_TRUE(row.next().value());
  EXPECT_EQ(row.integer(0), -7);
  EXPECT_EQ(row.real(1), 1.5);
  EXPECT_EQ(row.text(2), "päger");
  EXPECT_EQ(Bytes(row.blob(3).begin(), row.blob(3).end()), blob);
  EXPECT_TRUE(row.is_null(4));
  EXPECT_EQ(row.optional_text(4), std::nullopt);
  EXPECT_EQ(row.optional_text(5), "");
  EXPECT_FALSE(row.next().value());
}

TEST_F(DatabaseTest, TransactionWithoutCommitLeavesNothing) {
  Database db = open();
  {
    Transaction tx = db.begin().value();
    add_integration(db, "a");
  }
  EXPECT_EQ(count(db, "integrations"), 0);
  {
    Transaction tx = db.begin().value();
    add_integration(db, "a");
    ASSERT_TRUE(tx.commit().has_value());
  }
  EXPECT_EQ(count(db, "integrations"), 1);
}

TEST_F(DatabaseTest, NamesAreUniqueWithoutRegardToCase) {
  Database db = open();
  add_integration(db, "Production");
  const auto again =
      db.run("INSERT INTO integrations(name, plugin, settings, created_at, updated_at) VALUES(?,?,?,?,?)", "PRODUCTION",
             "pagerduty", "{}", kNow, kNow);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::store);
}

TEST_F(DatabaseTest, RemovingAnIntegrationRemovesWhatBelongsToIt) {
  Database db = open();
  add_integration(db, "a");
  const std::int64_t id = db.last_insert_id();
  ASSERT_TRUE(db.run("INSERT INTO secrets VALUES(?,?,?,?,?)", id, "api_key", Bytes{1}, "00000000", kNow).has_value());
  ASSERT_TRUE(
      db.run("INSERT INTO webhook_endpoints(integration_id, public_id, secret_hash, url_secret) VALUES(?,?,?,?)", id,
             "p", Bytes{1}, Bytes{2})
          .has_value());
  ASSERT_TRUE(db.run("INSERT INTO alerts(integration_id, fingerprint, document, source, name, status, severity, "
                     "severity_rank, updated_at, received_at) VALUES(?,?,?,?,?,?,?,?,?,?)",
                     id, "f", "{}", "pagerduty", "n", "firing", "high", 4, kNow, kNow)
                  .has_value());
  const std::int64_t alert = db.last_insert_id();
  ASSERT_TRUE(db.run("INSERT INTO deliveries(integration_id, received_at, outcome, http_status, signature, alert_id) "
                     "VALUES(?,?,?,?,?,?)",
                     id, kNow, "stored", 202, "current", alert)
                  .has_value());
  ASSERT_TRUE(
      db.run("INSERT INTO events(integration_id, event_id, kind, occurred_at, document, received_at, delivery_id) "
             "VALUES(?,?,?,?,?,?,?)",
             id, "e", "triggered", kNow, "{}", kNow, db.last_insert_id())
          .has_value());
  ASSERT_TRUE(db.run("DELETE FROM integrations WHERE id = ?", id).has_value());
  for (const char* table : {"integrations", "secrets", "webhook_endpoints", "alerts", "deliveries", "events"}) {
    EXPECT_EQ(count(db, table), 0) << table;
  }
}

TEST_F(DatabaseTest, EventIdCountsOncePerIntegration) {
  Database db = open();
  add_integration(db, "a");
  add_integration(db, "b");
  const char* sql =
      "INSERT INTO events(integration_id, event_id, kind, occurred_at, document, received_at) VALUES(?,?,?,?,?,?)";
  EXPECT_TRUE(db.run(sql, 1, "e", "ping", kNow, "{}", kNow).has_value());
  EXPECT_TRUE(db.run(sql, 2, "e", "ping", kNow, "{}", kNow).has_value());
  EXPECT_FALSE(db.run(sql, 1, "e", "ping", kNow, "{}", kNow).has_value());
}

TEST_F(DatabaseTest, DataVersionTellsWhatAnotherConnectionCommitted) {
  Database reader = open();
  Database writer = open();
  const std::int64_t before = reader.data_version().value();
  EXPECT_EQ(reader.data_version().value(), before);
  add_integration(writer, "a");
  EXPECT_NE(reader.data_version().value(), before);
}

TEST_F(DatabaseTest, IsPrivateDurableAndWriteAhead) {
  Database db = open();
  struct stat st {};
  ASSERT_EQ(::stat(file().c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777U, 0600U);
  for (const auto& [pragma, expected] : std::vector<std::pair<std::string, std::string>>{
           {"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"}, {"user_version", "3"}}) {
    Cursor row = db.query("PRAGMA " + pragma).value();
    ASSERT_TRUE(row.next().value());
    EXPECT_EQ(row.text(0), expected) << pragma;
  }
}

TEST_F(DatabaseTest, RefusesAFileOfANewerVersion) {
  ASSERT_TRUE(open().script("PRAGMA user_version=999").has_value());
  const auto db = Database::open(file());
  ASSERT_FALSE(db.has_value());
  EXPECT_NE(db.error().message.find("newer version"), std::string::npos) << db.error().message;
}

TEST_F(DatabaseTest, RefusesWhatIsNoDatabase) {
  std::ofstream{file()} << std::string(4096, 'x');
  const auto db = Database::open(file());
  ASSERT_FALSE(db.has_value());
  EXPECT_EQ(db.error().code, Errc::store);
}

TEST_F(DatabaseTest, RefusesADirectoryThatIsNotThere) {
  const auto db = Database::open(dir_.path() / "absent" / "host.db");
  ASSERT_FALSE(db.has_value());
  EXPECT_FALSE(db.error().hint.empty());
}

TEST_F(DatabaseTest, BadSqlIsAnErrorAndTheConnectionGoesOn) {
  Database db = open();
  EXPECT_FALSE(db.run("SELEKT 1").has_value());
  EXPECT_FALSE(db.run("INSERT INTO secrets VALUES(?,?,?,?,?)", 99, "f", Bytes{1}, "0", kNow).has_value())
      << "no such integration";
  EXPECT_FALSE(db.run("SELECT 1", 2).has_value()) << "more values than places";
  EXPECT_EQ(count(db, "integrations"), 0);
}

TEST_F(DatabaseTest, TheSameStatementMayBeOpenTwice) {
  Database db = open();
  ASSERT_TRUE(write_meta(db, "a", "1").has_value());
  ASSERT_TRUE(write_meta(db, "b", "2").has_value());
  constexpr const char* sql = "SELECT key FROM meta ORDER BY key";
  Cursor outer = db.query(sql).value();
  ASSERT_TRUE(outer.next().value());
  Cursor inner = db.query(sql).value();
  ASSERT_TRUE(inner.next().value());
  EXPECT_EQ(inner.text(0), "a");
  ASSERT_TRUE(outer.next().value());
  EXPECT_EQ(outer.text(0), "b");
}

TEST_F(DatabaseTest, MetaIsReadBackAndReplaced) {
  Database db = open();
  EXPECT_EQ(read_meta(db, "k").value(), std::nullopt);
  ASSERT_TRUE(write_meta(db, "k", "v").has_value());
  ASSERT_TRUE(write_meta(db, "k", "w").has_value());
  EXPECT_EQ(read_meta(db, "k").value(), "w");
}

// One writer and done. Also the other process of the test below, which names the file in the environment.
TEST_F(DatabaseTest, WritesAndCloses) {
  const char* given = std::getenv("DATABASE_TEST_FILE");
  auto db = Database::open(given == nullptr ? file() : std::filesystem::path(given));
  ASSERT_TRUE(db.has_value());
  EXPECT_TRUE(write_meta(db.value(), "other", "2").has_value());
}

// Closing any descriptor of a file drops every lock that the process has on it. A second open() in this process must
// not make another process believe that it is alone, and take the write-ahead log away.
TEST_F(DatabaseTest, AnotherProcessNeverTakesTheLogAway) {
  Database first = open();
  { Database second = open(); }
  ASSERT_TRUE(write_meta(first, "before", "1").has_value());

  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string other = "DATABASE_TEST_FILE='" + file().string() + "' '" + self +
                            "' --gtest_filter=DatabaseTest.WritesAndCloses > /dev/null";
  ASSERT_EQ(std::system(other.c_str()), 0);

  EXPECT_TRUE(std::filesystem::exists(file().string() + "-wal"));
  ASSERT_TRUE(write_meta(first, "after", "3").has_value());
  Database later = open();
  for (const char* key : {"before", "other", "after"}) EXPECT_TRUE(read_meta(later, key).value().has_value()) << key;
}

// The kept counters against a count of the rows, after each of many random changes.
TEST_F(DatabaseTest, AlertCountsAreThoseOfTheRows) {
  Database db = open();
  std::minstd_rand random{7};
  const auto pick = [&](std::uint32_t below) { return static_cast<std::int64_t>(random() % below); };
  const char* const statuses[] = {"firing", "acknowledged", "resolved"};
  for (std::int64_t id = 1; id <= 3; ++id) {
    ASSERT_TRUE(db.run("INSERT INTO integrations(id, name, plugin, settings, created_at, updated_at) VALUES(?, ?, 'p', "
                       "'{}', '', '')",
                       id, "i" + std::to_string(id))
                    .has_value());
  }
  const auto table = [&](const char* sql) {
    std::map<std::string, std::int64_t> out;
    auto row = db.query(sql).value();
    while (row.next().value()) out[std::string(row.text(0))] = row.integer(1);
    return out;
  };
  for (int step = 0; step < 400; ++step) {
    const std::string fingerprint = "f" + std::to_string(pick(20));
    const std::int64_t integration = 1 + pick(3);
    const char* const status = statuses[pick(3)];
    switch (pick(12)) {
      case 0:
        ASSERT_TRUE(db.run("DELETE FROM alerts WHERE integration_id = ? AND fingerprint = ?", integration, fingerprint)
                        .has_value());
        break;
      case 1:
        if (step % 40 == 1) {
          ASSERT_TRUE(db.run("DELETE FROM integrations WHERE id = 2").has_value());
        }
        break;
      case 2:
      case 3:
      case 4:
        // As the fold does: a row without a status first.
        (void)db.run(
            "INSERT INTO alerts(integration_id, fingerprint, document, source, name, status, severity, severity_rank, "
            "updated_at, received_at) VALUES(?, ?, '', '', '', '', '', 0, '', '')",
            integration, fingerprint);
        [[fallthrough]];
      default:
        ASSERT_TRUE(db.run("UPDATE alerts SET status = ? WHERE integration_id = ? AND fingerprint = ?", status,
                           integration, fingerprint)
                        .has_value());
    }
    ASSERT_EQ(
        table("SELECT integration_id || status, alerts FROM alert_counts WHERE alerts <> 0"),
        table(
            "SELECT integration_id || status, count(*) FROM alerts WHERE status <> '' GROUP BY integration_id, status"))
        << "after step " << step;
  }
}

}  // namespace
}  // namespace autoheal::host
