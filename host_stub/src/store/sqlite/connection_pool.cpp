#include "store/sqlite/connection_pool.hpp"

#include <chrono>

namespace autoheal::host {
namespace {

constexpr std::size_t kMostIdleConnections = 16;
constexpr std::chrono::seconds kWaitForConnection{5};  // as long as a statement waits for another process's lock

}  // namespace

ConnectionPool::Lease::~Lease() {
  if (db_) pool_->give_back(std::move(db_));
}

std::unique_ptr<Database> ConnectionPool::take_idle() {
  if (idle_.empty()) return nullptr;
  auto db = std::move(idle_.back());  // the one used last: its pages are the warmest
  idle_.pop_back();
  ++lent_;
  return db;
}

Result<ConnectionPool::Lease> ConnectionPool::lease() {
  {
    const std::scoped_lock lock(mutex_);
    if (auto db = take_idle()) return Lease{*this, std::move(db)};
  }
  auto opened = Database::open(file_);
  std::unique_lock lock(mutex_);
  if (opened.has_value()) {
    ++lent_;
    return Lease{*this, std::make_unique<Database>(std::move(opened.value()))};
  }
  given_back_.wait_for(lock, kWaitForConnection, [this] { return !idle_.empty() || lent_ == 0; });
  if (auto db = take_idle()) return Lease{*this, std::move(db)};
  return failure(opened.error());
}

// One that is still in a transaction could not be rolled back: nobody shall go on in it.
void ConnectionPool::give_back(std::unique_ptr<Database> db) noexcept {
  const std::scoped_lock lock(mutex_);
  --lent_;
  try {
    if (!db->in_transaction() && idle_.size() < kMostIdleConnections) idle_.push_back(std::move(db));
  } catch (...) {  // no memory to keep it: closed
  }
  given_back_.notify_one();
}

}  // namespace autoheal::host
