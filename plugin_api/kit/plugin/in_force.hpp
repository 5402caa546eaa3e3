// What configure put in force: settings, client and whatever belongs to them, as one immutable value that is swapped
// as a whole. Each call takes it once, when it starts, and finishes on it, so that a configure beside it never mixes
// old and new.
// Threads: [any-thread]. Ownership: shared; the old value goes when the last call that took it lets go of it.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace autoheal::kit {

template <class T>
class InForce {
 public:
  // Null before the first put; the author layer answers INVALID_STATE until then, so that verbs need not look.
  std::shared_ptr<const T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

  void put(std::shared_ptr<const T> next) {
    const std::lock_guard lock(mutex_);
    value_.swap(next);  // the old one, if no call holds it, goes after the lock
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;  // guarded by mutex_
};

}  // namespace autoheal::kit
