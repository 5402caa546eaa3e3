#include "store/sqlite/database.hpp"

#include "store/sqlite/migrations.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>
#include <unordered_map>

namespace autoheal::host {
namespace {

constexpr int kBusyTimeoutMs = 5000;
constexpr std::size_t kMaxIdleStatements = 128;

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

// SQLite creates files with the process's umask; this makes sure of 0600 before the first byte. A file that is there is
// left alone: to close any descriptor of it would drop the locks of every connection that this process has to it, and
// another process would then believe that it is alone and remove the write-ahead log.
Result<void> make_private_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0 && errno == EEXIST) return success();
  if (fd < 0) {
    return failure(Errc::store, "Cannot open the database " + file.string() + ".",
                   "Check that the data directory exists and belongs to you.");
  }
  ::close(fd);
  return success();
}

}  // namespace

struct Database::State {
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    for (const auto& [sql, statement] : idle) sqlite3_finalize(statement);
    sqlite3_close_v2(connection);
  }
  sqlite3* connection = nullptr;
  std::string file;
  std::unordered_multimap<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> idle;  // prepared and not in use
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Error Database::error(std::string_view doing) const {
  const int code = sqlite3_errcode(state_->connection);
  std::string message = "The database " + state_->file + " failed to " + std::string{doing} + ": " +
                        sqlite3_errmsg(state_->connection) + ".";
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
    return Error::of(Errc::busy, std::move(message), "Another program holds the data directory; try again.");
  }
  return Error::of(Errc::store, std::move(message), code == SQLITE_FULL ? "The disk is full." : "");
}

Result<Database> Database::open(const std::filesystem::path& file) {
  AH_TRY_VOID(make_private_file(file));
  auto state = std::make_unique<State>();
  state->file = file.string();
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &state->connection, flags, nullptr);
  Database db{std::move(state)};
  if (code != SQLITE_OK) return failure(db.error("open"));
  sqlite3_busy_timeout(db.state_->connection, kBusyTimeoutMs);
  AH_TRY_VOID(db.script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"));
  AH_TRY_VOID(db.migrate());
  return db;
}

Result<void> Database::migrate() {
  const auto steps = migrations();
  const auto seen = [this]() -> Result<std::size_t> {
    AH_TRY(Cursor cursor, query("PRAGMA user_version"));
    AH_TRY_VOID(cursor.next());
    return static_cast<std::size_t>(cursor.integer(0));
  };
  AH_TRY(std::size_t version, seen());
  if (version == steps.size()) return success();
  AH_TRY(Transaction transaction, begin());
  AH_TRY(version, seen());  // another process may have been faster
  if (version > steps.size()) {
    return failure(Errc::store, "The database " + state_->file + " was written by a newer version of this program.",
                   "Use that version, or another data directory.");
  }
  for (; version < steps.size(); ++version) {
    AH_TRY_VOID(script(steps[version]));
  }
  AH_TRY_VOID(script(("PRAGMA user_version=" + std::to_string(version)).c_str()));
  return transaction.commit();
}

Result<sqlite3_stmt*> Database::prepare(std::string_view sql, const std::vector<SqlValue>& values) {
  sqlite3_stmt* statement = nullptr;
  if (const auto found = state_->idle.find(sql); found != state_->idle.end()) {
    statement = found->second;
    state_->idle.erase(found);
  } else if (sqlite3_prepare_v3(state_->connection, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                &statement, nullptr) != SQLITE_OK) {
    return failure(error("prepare a statement"));
  }
  int index = 0;
  for (const SqlValue& value : values) {
    const int n = ++index;
    const auto size = static_cast<sqlite3_uint64>(value.bytes_.size());
    // An empty view may have no address, and SQLite would take that for NULL.
    const void* data = size == 0 ? static_cast<const void*>("") : value.bytes_.data();
    int code = SQLITE_OK;
    switch (value.kind_) {
      case SqlValue::Kind::null:
        code = sqlite3_bind_null(statement, n);
        break;
      case SqlValue::Kind::integer:
        code = sqlite3_bind_int64(statement, n, value.integer_);
        break;
      case SqlValue::Kind::real:
        code = sqlite3_bind_double(statement, n, value.real_);
        break;
      case SqlValue::Kind::text:
        code = sqlite3_bind_text64(statement, n, static_cast<const char*>(data), size, SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
      case SqlValue::Kind::blob:
        code = sqlite3_bind_blob64(statement, n, data, size, SQLITE_TRANSIENT);
        break;
    }
    if (code != SQLITE_OK) {
      Error failed = error("bind a value");
      give_back(statement);
      return failure(std::move(failed));
    }
  }
  return statement;
}

void Database::give_back(sqlite3_stmt* statement) noexcept {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  try {
    if (state_->idle.size() < kMaxIdleStatements) {
      state_->idle.emplace(sqlite3_sql(statement), statement);
      return;
    }
  } catch (...) {  // no memory to keep it: prepared again next time
  }
  sqlite3_finalize(statement);
}

Result<void> Database::run_values(std::string_view sql, const std::vector<SqlValue>& values) {
  AH_TRY(Cursor cursor, query_values(sql, values));
  for (;;) {
    AH_TRY(const bool more, cursor.next());
    if (!more) return success();
  }
}

Result<Cursor> Database::query_values(std::string_view sql, const std::vector<SqlValue>& values) {
  AH_TRY(sqlite3_stmt * statement, prepare(sql, values));
  return Cursor{*this, statement};
}

Result<void> Database::script(const char* sql) {
  if (sqlite3_exec(state_->connection, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return failure(error("run a script"));
  }
  return success();
}

Result<Transaction> Database::begin() {
  AH_TRY_VOID(run("BEGIN IMMEDIATE"));
  return Transaction{*this};
}

std::int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(state_->connection); }
std::int64_t Database::changes() const { return sqlite3_changes64(state_->connection); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(state_->connection) == 0; }

Result<std::int64_t> Database::data_version() {
  AH_TRY(Cursor cursor, query("PRAGMA data_version"));
  AH_TRY_VOID(cursor.next());
  return cursor.integer(0);
}

// ---- Cursor ----

Cursor::Cursor(Database& db, sqlite3_stmt* statement) : db_(&db), statement_(statement) {}
Cursor::Cursor(Cursor&& other) noexcept : db_(other.db_), statement_(std::exchange(other.statement_, nullptr)) {}
Cursor::~Cursor() {
  if (statement_ != nullptr) db_->give_back(statement_);
}

Result<bool> Cursor::next() {
  switch (sqlite3_step(statement_)) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return failure(db_->error("run a statement"));
  }
}

bool Cursor::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::int64_t Cursor::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Cursor::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Cursor::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

ByteView Cursor::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  if (data == nullptr) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<std::string> Cursor::optional_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return std::string{text(column)};
}

std::optional<std::int64_t> Cursor::optional_integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

// ---- Transaction ----

Transaction::Transaction(Transaction&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}

Transaction::~Transaction() {
  // SQLite rolls back by itself after some errors; then there is nothing left to do.
  if (db_ != nullptr && db_->in_transaction())
    sqlite3_exec(db_->state_->connection, "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<void> Transaction::commit() {
  AH_TRY_VOID(db_->run("COMMIT"));
  db_ = nullptr;
  return success();
}

// ---- meta ----

Result<std::optional<std::string>> read_meta(Database& db, std::string_view key) {
  AH_TRY(Cursor cursor, db.query("SELECT value FROM meta WHERE key = ?", key));
  AH_TRY(const bool found, cursor.next());
  if (!found) return std::optional<std::string>{};
  return std::optional<std::string>{std::string{cursor.text(0)}};
}

Result<void> write_meta(Database& db, std::string_view key, std::string_view value) {
  return db.run("INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", key,
                value);
}

}  // namespace autoheal::host
