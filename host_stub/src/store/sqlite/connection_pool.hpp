// ConnectionPool: connections to one file, lent for the length of a call. Whoever has one has it alone, so no query
// waits for another's; there are as many as were ever needed at a time, and a few stay open.
//
// Only when no further one can be opened (no descriptors are left, say) a caller waits for one that is lent.
// Threads: [any-thread]. A lease belongs to one thread and ends before the pool.
#pragma once

#include "store/sqlite/database.hpp"

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace autoheal::host {

class ConnectionPool {
 public:
  explicit ConnectionPool(std::filesystem::path file) : file_(std::move(file)) {}

  class Lease {
   public:
    Lease(ConnectionPool& pool, std::unique_ptr<Database> db) : pool_(&pool), db_(std::move(db)) {}
    ~Lease();
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Database& operator*() const { return *db_; }
    Database* operator->() const { return db_.get(); }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<Database> db_;
  };
  Result<Lease> lease();

 private:
  std::unique_ptr<Database> take_idle();  // with mutex_ held; null: there is none
  void give_back(std::unique_ptr<Database> db) noexcept;

  const std::filesystem::path file_;
  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Database>> idle_;  // guarded by mutex_
  std::size_t lent_ = 0;                         // guarded by mutex_
};

}  // namespace autoheal::host
