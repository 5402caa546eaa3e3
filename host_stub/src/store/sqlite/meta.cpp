#include "store/sqlite/repositories.hpp"

namespace autoheal::host::sqlite {
namespace {

class SqliteMeta final : public MetaRepository {
 public:
  explicit SqliteMeta(ConnectionPool& pool) : pool_(pool) {}

  Result<std::optional<std::string>> find(std::string_view key) override {
    AH_TRY(const auto db, pool_.lease());
    return read_meta(*db, key);
  }

  Result<void> put(std::string_view key, std::string_view value) override {
    AH_TRY(const auto db, pool_.lease());
    return write_meta(*db, key, value);
  }

  Result<void> put_if_absent(std::string_view key, std::string_view value) override {
    AH_TRY(const auto db, pool_.lease());
    return db->run("INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO NOTHING", key, value);
  }

 private:
  ConnectionPool& pool_;
};

}  // namespace

std::unique_ptr<MetaRepository> make_meta(ConnectionPool& pool) { return std::make_unique<SqliteMeta>(pool); }

}  // namespace autoheal::host::sqlite
