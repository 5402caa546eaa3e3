#include "integrations/background_queue.hpp"

#include "log/log.hpp"

#include <algorithm>

namespace autoheal::host {
namespace {

constexpr std::size_t kMostQueued = 64;
constexpr double kTokensPerSecond = 4;
constexpr double kMostTokens = 20;

}  // namespace

BackgroundQueue::BackgroundQueue(std::string_view failed)
    : failed_(failed), tokens_(kMostTokens), filled_at_(std::chrono::steady_clock::now()), thread_([this] { run(); }) {}

BackgroundQueue::~BackgroundQueue() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  cancel_->cancel();
  ready_.notify_all();
}

bool BackgroundQueue::add(Job job) {
  const std::scoped_lock lock(mutex_);
  if (stopping_ || queue_.size() >= kMostQueued) return false;
  queue_.push_back(std::move(job));
  ready_.notify_one();
  return true;
}

bool BackgroundQueue::wait_for_token() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopping_) return false;
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::duration<double> passed = now - filled_at_;
    tokens_ = std::min(kMostTokens, tokens_ + kTokensPerSecond * passed.count());
    filled_at_ = now;
    if (tokens_ >= 1) break;
    ready_.wait_for(lock, std::chrono::duration<double>((1 - tokens_) / kTokensPerSecond),
                    [this] { return stopping_; });
  }
  tokens_ -= 1;
  return true;
}

void BackgroundQueue::run() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (stopping_) return;
      job = std::move(queue_.front());
      queue_.pop_front();
    }
    if (!wait_for_token()) return;
    const auto result = job(cancel_);
    if (!result.has_value() && result.error().code != Errc::cancelled) {
      log_debug(failed_, {{"why", result.error().message}});
    }
  }
}

}  // namespace autoheal::host
