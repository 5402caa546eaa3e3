#include "kit/http/transfer_loop.hpp"

#include "kit/http/curl_transfer.hpp"
#include "kit/http/retry_policy.hpp"
#include "kit/http/verdict.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <set>
#include <system_error>
#include <thread>
#include <unordered_map>

namespace autoheal::kit::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLongestNap{1000};
constexpr std::size_t kMostIdleHandles = 8;

// While in scope, threads that are started inherit no signals: they belong to the host's own threads.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~NoSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_;
};

UtcTime wall_clock() { return std::chrono::floor<milliseconds>(std::chrono::system_clock::now()); }

}  // namespace

class TransferLoop::Impl {
 public:
  Impl() : wake_(std::make_shared<Wake>()) {}

  ~Impl() {
    stopping_.store(true);
    wake_->ring();
    if (thread_.joinable()) thread_.join();
  }

  void submit(Job job) {
    const std::lock_guard lock(mutex_);
    if (!thread_.joinable()) start_thread();
    arrived_.push_back(std::move(job));
    wake_->ring();
  }

  void ring() noexcept { wake_->ring(); }

 private:
  struct Active {
    Job job;
    std::unique_ptr<CurlTransfer> transfer;
    bool cut_by_deadline = false;  // the attempt's time was what is left of the call's
  };

  void start_thread();
  void run();
  void turn();
  void give_up_all() noexcept;
  void take_arrived();
  void drop_closed_jobs();
  void start_ready(Clock::time_point now);
  void start(Job job, Clock::time_point now);
  bool send(Active& active, milliseconds time);
  void drain();
  void finish(Active active, CURLcode code);
  void retry_or_deliver(Active active, const Attempt& attempt, Clock::time_point now);
  void fail(const Job& job, Error error);
  void end_of_attempt(const Active& active, const AttemptEnd& end, Clock::time_point now);
  int nap(Clock::time_point now) const;
  std::unique_ptr<CurlTransfer> idle_handle();
  void keep_handle(std::unique_ptr<CurlTransfer> transfer);
  void abandon_all();

  const std::shared_ptr<Wake> wake_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::vector<Job> arrived_;  // guarded by mutex_
  std::thread thread_;        // guarded by mutex_ until destruction

  // From here on: of the loop's thread only.
  CURLM* multi_ = nullptr;
  JobQueue waiting_;
  std::unordered_map<CURL*, Active> active_;
  std::set<std::shared_ptr<KeyState>> slots_wanted_;
  std::vector<std::unique_ptr<CurlTransfer>> idle_;
};

void TransferLoop::Impl::start_thread() {
  const NoSignals quiet;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {
    throw std::bad_alloc();  // to callers, a thread is one more thing that there is none left of
  }
}

void TransferLoop::Impl::run() {
  const bool ready = start_curl() && (multi_ = curl_multi_init()) != nullptr;
  if (ready) curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, 8L);
  while (!stopping_.load()) {
    try {
      wake_->quiet();
      take_arrived();
      drop_closed_jobs();
      if (!ready) {
        give_up_all();
        std::this_thread::sleep_for(milliseconds{10});
        continue;
      }
      turn();
    } catch (const std::exception&) {  // no memory: what is under way ends with that, the loop goes on
      give_up_all();
    }
  }
  abandon_all();
  if (multi_ != nullptr) curl_multi_cleanup(multi_);
}

// Drained before the nap: a finished transfer that nobody has looked at would wait for the whole of it.
void TransferLoop::Impl::turn() {
  int running = 0;
  start_ready(Clock::now());
  curl_multi_perform(multi_, &running);
  drain();
  start_ready(Clock::now());  // what finished made room, and its retries may be due
  curl_waitfd bell{wake_->fd(), CURL_WAIT_POLLIN, 0};
  curl_multi_poll(multi_, &bell, 1, nap(Clock::now()), nullptr);
}

void TransferLoop::Impl::give_up_all() noexcept {
  const auto tell = [this](const Job& job) {
    try {
      fail(job, Error::of(Errc::out_of_memory, "There was no memory for a request."));
    } catch (const std::exception&) {
      job.inbox->close();  // its waiter ends at the deadline
    }
  };
  waiting_.for_each(tell);
  for (const auto& [handle, active] : active_) tell(active.job);
  abandon_all();
}

void TransferLoop::Impl::take_arrived() {
  std::vector<Job> arrived;
  {
    const std::lock_guard lock(mutex_);
    arrived.swap(arrived_);
  }
  for (Job& job : arrived) waiting_.add(std::move(job));
}

void TransferLoop::Impl::drop_closed_jobs() {
  waiting_.drop_closed();
  const auto now = Clock::now();
  for (auto at = active_.begin(); at != active_.end();) {
    if (!at->second.job.inbox->is_closed()) {
      ++at;
      continue;
    }
    Active active = std::move(at->second);
    at = active_.erase(at);
    curl_multi_remove_handle(multi_, active.transfer->handle());
    end_of_attempt(active, AttemptEnd{}, now);
    keep_handle(std::move(active.transfer));
  }
}

void TransferLoop::Impl::start_ready(Clock::time_point now) {
  std::set<const KeyState*> full;
  std::set<std::shared_ptr<KeyState>> wanted;
  const auto may_start = [&full](const Job& job) { return full.count(job.target->key.get()) == 0; };
  for (auto job = waiting_.next(now, may_start); job != waiting_.end(); job = waiting_.next(now, may_start)) {
    if (!job->inbox->may_call()) {
      fail(*job, job->last_error ? std::move(*job->last_error)
                                 : call_limit_error(job->target->service->name, job->inbox->max_calls()));
      waiting_.erase(job);
      continue;
    }
    KeyState& key = *job->target->key;
    KeyState::Verdict verdict = key.admit(now, wake_, job->priority, job->deadline);
    switch (verdict.answer) {
      case KeyState::Answer::start:
        start(waiting_.take(job), now);
        break;
      case KeyState::Answer::wait_for_slot:
        full.insert(&key);
        wanted.insert(job->target->key);
        break;
      case KeyState::Answer::not_before:
        job->not_before = std::max(verdict.not_before, now + milliseconds{1});
        break;
      case KeyState::Answer::refuse:
        fail(*job, job->last_error ? std::move(*job->last_error) : std::move(verdict.error));
        waiting_.erase(job);
        break;
    }
  }
  for (const auto& key : slots_wanted_) {
    if (wanted.count(key) == 0) key->leave(wake_);
  }
  slots_wanted_ = std::move(wanted);
}

// The slot is taken already; whatever goes wrong gives it back.
void TransferLoop::Impl::start(Job job, Clock::time_point now) {
  Active active{std::move(job), nullptr, false};
  const auto give_up = [&](Error error) {
    end_of_attempt(active, AttemptEnd{}, now);
    fail(active.job, std::move(error));
  };
  const auto left = std::chrono::floor<milliseconds>(active.job.deadline - now);
  if (left < kLeastTimeForAttempt) {
    return give_up(active.job.last_error ? *active.job.last_error : deadline_error(active.job.target->host));
  }
  const milliseconds longest = active.job.target->patience.attempt;
  active.cut_by_deadline = left - kMargin < longest;
  if (!send(active, std::min(longest, left - kMargin))) {
    give_up(Error::of(Errc::out_of_memory, "A request could not be set up."));
  }
}

// True: the attempt is under way, and active has been moved from.
bool TransferLoop::Impl::send(Active& active, milliseconds time) {
  try {
    active.transfer = idle_handle();
    CURL* const handle = active.transfer->handle();
    if (!active.transfer->prepare(active.job.target, active.job.url, time)) return false;
    const auto place = active_.try_emplace(handle).first;
    if (curl_multi_add_handle(multi_, handle) != CURLM_OK) {
      active_.erase(place);
      return false;
    }
    ++active.job.attempts;
    active.job.inbox->count_call();
    place->second = std::move(active);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

void TransferLoop::Impl::drain() {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    const auto found = active_.find(message->easy_handle);
    if (found == active_.end()) continue;
    Active active = std::move(found->second);
    active_.erase(found);
    curl_multi_remove_handle(multi_, active.transfer->handle());
    finish(std::move(active), code);
  }
}

void TransferLoop::Impl::finish(Active active, CURLcode code) {
  const auto now = Clock::now();
  Attempt attempt = active.transfer->take(code);
  keep_handle(std::move(active.transfer));
  if (!is_success(attempt)) {
    retry_or_deliver(std::move(active), attempt, now);
    return;
  }
  end_of_attempt(active, end_of_success(attempt, active.job), now);
  active.job.inbox->put(active.job.number, Response{attempt.status, std::move(attempt.body),
                                                    attempt.headers.request_id(), attempt.elapsed});
}

void TransferLoop::Impl::retry_or_deliver(Active active, const Attempt& attempt, Clock::time_point now) {
  Job& job = active.job;
  FailedVerdict verdict = judge_failure(attempt, job, active.cut_by_deadline, now, wall_clock());
  end_of_attempt(active, verdict.end, now);
  std::optional<milliseconds> delay;
  if (!verdict.out_of_time) {
    const auto left = std::chrono::floor<milliseconds>(job.deadline - now);
    delay = job.target->key->retry_delay(job.attempts, verdict.error.code, verdict.end.told_to_wait, left);
  }
  if (!delay) {
    fail(job, std::move(verdict.error));
    return;
  }
  job.last_error = std::move(verdict.error);
  job.not_before = now + *delay;
  waiting_.add(std::move(job));
}

void TransferLoop::Impl::end_of_attempt(const Active& active, const AttemptEnd& end, Clock::time_point now) {
  waiting_.ended(active.job);
  active.job.target->key->finished(now, wake_, end);
}

void TransferLoop::Impl::fail(const Job& job, Error error) {
  job.inbox->put(job.number, Result<Response>(failure(std::move(error))));
}

// Until the next job in a pause may start; libcurl adds its own timers, and the bell ends every nap.
int TransferLoop::Impl::nap(Clock::time_point now) const {
  const std::optional<Clock::time_point> due = waiting_.next_due(now);
  const milliseconds time = due ? std::chrono::ceil<milliseconds>(*due - now) : kLongestNap;
  return static_cast<int>(std::min(time, kLongestNap).count());
}

std::unique_ptr<CurlTransfer> TransferLoop::Impl::idle_handle() {
  if (idle_.empty()) return std::make_unique<CurlTransfer>();
  std::unique_ptr<CurlTransfer> transfer = std::move(idle_.back());
  idle_.pop_back();
  return transfer;
}

void TransferLoop::Impl::keep_handle(std::unique_ptr<CurlTransfer> transfer) {
  transfer->reset();
  if (idle_.size() < kMostIdleHandles) idle_.push_back(std::move(transfer));
}

void TransferLoop::Impl::abandon_all() {
  const auto now = Clock::now();
  for (auto& [handle, active] : active_) {
    curl_multi_remove_handle(multi_, handle);
    end_of_attempt(active, AttemptEnd{}, now);
  }
  for (const auto& key : slots_wanted_) key->leave(wake_);
  slots_wanted_.clear();
  active_.clear();
  waiting_.clear();
  idle_.clear();
}

TransferLoop::TransferLoop() : impl_(std::make_unique<Impl>()) {}
TransferLoop::~TransferLoop() = default;
void TransferLoop::submit(Job job) { impl_->submit(std::move(job)); }
void TransferLoop::drop_closed() noexcept { impl_->ring(); }

}  // namespace autoheal::kit::http
