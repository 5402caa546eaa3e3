// The database: SQLite behind RAII, the one file that knows it. One Database is one connection.
//
//   AH_TRY(Database db, Database::open(file));
//   AH_TRY(Transaction tx, db.begin());
//   AH_TRY_VOID(db.run("INSERT INTO meta(key, value) VALUES(?, ?)", "public_url", url));
//   AH_TRY(Cursor row, db.query("SELECT value FROM meta WHERE key = ?", "public_url"));
//   AH_TRY(bool found, row.next());
//   if (found) use(row.text(0));
//   AH_TRY_VOID(tx.commit());
//
// Mode      WAL, synchronous=FULL (a commit that returned is on the disk), foreign keys on, 5 s busy timeout, file
// 0600.
//           Several connections and several processes may share one file; only writers wait for each other.
// Threads   [serialized]: one connection belongs to one thread at a time, its owner sees to that. Open as many as
// needed. Errors    Errc::store, or Errc::busy when another process held the lock for too long. After a failed
// statement of a
//           transaction, let the Transaction go: it rolls back.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace autoheal::host {

// A value for one `?`. Views must stay valid until the call that takes them returns.
class SqlValue {
 public:
  SqlValue(std::nullptr_t) {}  // NOLINT(google-explicit-constructor): these conversions are its purpose
  template <std::integral T>
  SqlValue(T number) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(number)) {}
  SqlValue(double number) : kind_(Kind::real), real_(number) {}
  SqlValue(std::string_view text) : kind_(Kind::text), bytes_(as_bytes(text)) {}
  SqlValue(const std::string& text) : SqlValue(std::string_view{text}) {}
  SqlValue(const char* text) : SqlValue(std::string_view{text}) {}
  SqlValue(ByteView blob) : kind_(Kind::blob), bytes_(blob) {}
  SqlValue(const Bytes& blob) : SqlValue(ByteView{blob}) {}
  template <class T>
  SqlValue(const std::optional<T>& value) : SqlValue(value ? SqlValue{*value} : SqlValue{nullptr}) {}

 private:
  friend class Database;
  enum class Kind : std::uint8_t { null, integer, real, text, blob };
  Kind kind_ = Kind::null;
  std::int64_t integer_ = 0;
  double real_ = 0;
  ByteView bytes_;
};

// The rows of one query. Views are valid until the next next(). Ends before its Database, which does not move
// meanwhile.
class Cursor {
 public:
  ~Cursor();
  Cursor(Cursor&& other) noexcept;
  Cursor& operator=(Cursor&&) = delete;
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  Result<bool> next();  // true: there is a row, its columns can be read; count from 0

  bool is_null(int column) const;
  std::int64_t integer(int column) const;  // 0 for NULL
  double real(int column) const;
  std::string_view text(int column) const;  // empty for NULL
  ByteView blob(int column) const;
  std::optional<std::string> optional_text(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;

 private:
  friend class Database;
  Cursor(class Database& db, sqlite3_stmt* statement);
  class Database* db_;
  sqlite3_stmt* statement_;
};

// BEGIN IMMEDIATE now; ROLLBACK when it goes away without a commit. Not nested. Ends before its Database.
class Transaction {
 public:
  ~Transaction();
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  Result<void> commit();  // when it returns a value, the disk has it

 private:
  friend class Database;
  explicit Transaction(class Database& db) : db_(&db) {}
  class Database* db_;
};

class Database {
 public:
  // Opens or creates the file and brings its schema up to date. A file written by a newer version is refused.
  static Result<Database> open(const std::filesystem::path& file);
  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  // One statement to its end, rows ignored. The text of a statement should be a literal: it is prepared once.
  template <class... Args>
  Result<void> run(std::string_view sql, const Args&... args) {
    return run_values(sql, {SqlValue{args}...});
  }
  template <class... Args>
  Result<Cursor> query(std::string_view sql, const Args&... args) {
    return query_values(sql, {SqlValue{args}...});
  }
  // For statements that are put together at run time.
  Result<void> run_values(std::string_view sql, const std::vector<SqlValue>& values);
  Result<Cursor> query_values(std::string_view sql, const std::vector<SqlValue>& values);
  Result<void> script(const char* sql);  // several statements without values

  Result<Transaction> begin();
  std::int64_t last_insert_id() const;  // of the last INSERT on this connection
  std::int64_t changes() const;         // rows changed by the last run()
  bool in_transaction() const;

  // Changes whenever another connection, of this or another process, committed something.
  Result<std::int64_t> data_version();

 private:
  friend class Cursor;
  friend class Transaction;
  struct State;  // connection and prepared statements
  explicit Database(std::unique_ptr<State> state);
  Result<void> migrate();
  Result<sqlite3_stmt*> prepare(std::string_view sql, const std::vector<SqlValue>& values);
  void give_back(sqlite3_stmt* statement) noexcept;
  Error error(std::string_view doing) const;
  std::unique_ptr<State> state_;
};

// meta: single values by key.
Result<std::optional<std::string>> read_meta(Database& db, std::string_view key);
Result<void> write_meta(Database& db, std::string_view key, std::string_view value);

}  // namespace autoheal::host
