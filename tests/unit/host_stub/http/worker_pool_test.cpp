#include "http/worker_pool.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <latch>
#include <memory>
#include <stdexcept>

namespace autoheal::host::http {
namespace {

TEST(WorkerPool, RefusesWhatDoesNotFit) {
  std::latch started(1);
  std::latch release(1);
  WorkerPool pool(1, 1);
  ASSERT_TRUE(pool.try_submit([&] {
    started.count_down();
    release.wait();
  }));
  started.wait();
  EXPECT_TRUE(pool.try_submit([] {}));
  EXPECT_FALSE(pool.try_submit([] {}));
  release.count_down();
}

TEST(WorkerPool, SurvivesAJobThatThrows) {
  WorkerPool pool(1, 8);
  std::latch done(1);
  ASSERT_TRUE(pool.try_submit([] { throw std::runtime_error("x"); }));
  ASSERT_TRUE(pool.try_submit([&] { done.count_down(); }));
  done.wait();
}

TEST(WorkerPool, StopDropsTheQueueAndRefusesMore) {
  std::latch started(1);
  std::latch release(1);
  WorkerPool pool(1, 8);
  const auto token = std::make_shared<int>(0);
  std::atomic<bool> ran{false};
  ASSERT_TRUE(pool.try_submit([&] {
    started.count_down();
    release.wait();
  }));
  ASSERT_TRUE(pool.try_submit([&ran, token] { ran = true; }));
  started.wait();
  std::jthread stopper([&] { pool.stop(); });
  while (token.use_count() > 1) std::this_thread::yield();
  release.count_down();
  stopper.join();
  EXPECT_FALSE(ran);
  EXPECT_FALSE(pool.try_submit([] {}));
}

}  // namespace
}  // namespace autoheal::host::http
