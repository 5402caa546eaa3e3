#include "http/transfer_loop.hpp"

#include "http/curl_transfer.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <list>
#include <map>
#include <set>
#include <system_error>
#include <thread>
#include <unordered_map>

namespace autoheal::pagerduty::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLongestNap{1000};
constexpr milliseconds kMargin{50};               // an attempt ends so long before the call's deadline
constexpr milliseconds kLongEnoughToBlame{2000};  // a call shorter than this says nothing about PagerDuty
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

Error deadline_error(std::string_view host) {
  return Error::of(Errc::deadline_exceeded, std::string(host) + " had not answered when the time for this call was up.",
                   "Allow the call more time, or ask for less.");
}

bool is_timeout(Fault fault) noexcept {
  return fault == Fault::timeout || fault == Fault::connect_timeout || fault == Fault::dns_timeout ||
         fault == Fault::tls_timeout;
}

// Whether PagerDuty, or the way to it, is to blame.
AttemptEnd::Kind kind_of(const Attempt& attempt) noexcept {
  switch (attempt.fault) {
    case Fault::none:
      return attempt.status >= 500 ? AttemptEnd::Kind::failure : AttemptEnd::Kind::reply;
    case Fault::protocol:
    case Fault::body_too_large:
      return AttemptEnd::Kind::reply;
    case Fault::out_of_memory:
    case Fault::internal:
      return AttemptEnd::Kind::abandoned;
    default:
      return AttemptEnd::Kind::failure;
  }
}

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
  std::list<Job>::iterator next_ready(Clock::time_point now, const std::set<const KeyState*>& full);
  bool start(std::list<Job>::iterator job, Clock::time_point now);
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
  std::list<Job> waiting_;
  std::unordered_map<CURL*, Active> active_;
  std::unordered_map<const Inbox*, int> active_of_;  // how many each exchange has in flight
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
  for (const Job& job : waiting_) tell(job);
  for (const auto& [handle, active] : active_) tell(active.job);
  abandon_all();
}

void TransferLoop::Impl::take_arrived() {
  std::vector<Job> arrived;
  {
    const std::lock_guard lock(mutex_);
    arrived.swap(arrived_);
  }
  for (Job& job : arrived) waiting_.push_back(std::move(job));
}

void TransferLoop::Impl::drop_closed_jobs() {
  waiting_.remove_if([](const Job& job) { return job.inbox->is_closed(); });
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

// The best job that may start: by priority, then whose exchange has least in flight, then who came first.
std::list<Job>::iterator TransferLoop::Impl::next_ready(Clock::time_point now, const std::set<const KeyState*>& full) {
  const auto rank = [this](const Job& job) {
    const auto found = active_of_.find(job.inbox.get());
    const int in_flight = found == active_of_.end() ? 0 : found->second;
    return std::pair(job.priority == Priority::background ? 1 : 0, in_flight);
  };
  auto best = waiting_.end();
  for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
    const bool ready = at->not_before <= now && full.count(at->target->key.get()) == 0;
    if (ready && (best == waiting_.end() || rank(*at) < rank(*best))) best = at;
  }
  return best;
}

void TransferLoop::Impl::start_ready(Clock::time_point now) {
  std::set<const KeyState*> full;
  std::set<std::shared_ptr<KeyState>> wanted;
  for (auto job = next_ready(now, full); job != waiting_.end(); job = next_ready(now, full)) {
    KeyState& key = *job->target->key;
    KeyState::Verdict verdict = key.admit(now, wake_, job->priority, job->deadline);
    switch (verdict.answer) {
      case KeyState::Answer::start:
        start(job, now);
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

// Ends the job's time in waiting_. The slot is taken already.
bool TransferLoop::Impl::start(std::list<Job>::iterator waiting, Clock::time_point now) {
  Active active{std::move(*waiting), nullptr, false};
  waiting_.erase(waiting);
  ++active_of_[active.job.inbox.get()];
  const auto give_up = [&](Error error) {
    end_of_attempt(active, AttemptEnd{}, now);
    fail(active.job, std::move(error));
    return false;
  };
  const auto left = std::chrono::floor<milliseconds>(active.job.deadline - now);
  if (left < kLeastTimeForAttempt) {
    return give_up(active.job.last_error ? *active.job.last_error : deadline_error(active.job.target->host));
  }
  active.transfer = idle_handle();
  const milliseconds longest = active.job.target->patience.attempt;
  active.cut_by_deadline = left - kMargin < longest;
  if (!active.transfer->prepare(active.job.target, active.job.url, std::min(longest, left - kMargin)) ||
      curl_multi_add_handle(multi_, active.transfer->handle()) != CURLM_OK) {
    return give_up(Error::of(Errc::out_of_memory, "A request could not be set up."));
  }
  ++active.job.attempts;
  active.job.inbox->count_call();
  CURL* const handle = active.transfer->handle();
  active_.emplace(handle, std::move(active));
  return true;
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
  end_of_attempt(active,
                 {AttemptEnd::Kind::success, attempt.status, active.job.attempts, false, attempt.headers.limit(),
                  attempt.headers.remaining(), attempt.headers.reset(), std::nullopt},
                 now);
  active.job.inbox->put(active.job.number, Response{attempt.status, std::move(attempt.body),
                                                    attempt.headers.request_id(), attempt.elapsed});
}

void TransferLoop::Impl::retry_or_deliver(Active active, const Attempt& attempt, Clock::time_point now) {
  Job& job = active.job;
  Error error = error_of(attempt, job.target->host);
  const bool our_deadline =
      is_timeout(attempt.fault) && active.cut_by_deadline && job.deadline - now <= kMargin + kLeastTimeForAttempt / 2;
  if (our_deadline) error = job.last_error ? *job.last_error : deadline_error(job.target->host);

  AttemptEnd end;
  end.kind = our_deadline && attempt.elapsed < kLongEnoughToBlame ? AttemptEnd::Kind::abandoned : kind_of(attempt);
  end.status = attempt.status;
  end.attempt = job.attempts;
  end.retryable = is_worth_retrying(error.code);
  end.limit = attempt.headers.limit();
  end.remaining = attempt.headers.remaining();
  end.reset = attempt.headers.reset();
  if (attempt.status == 429 || attempt.status == 503) {
    end.told_to_wait = attempt.headers.retry_after(wall_clock());
    if (!end.told_to_wait && attempt.status == 429) end.told_to_wait = attempt.headers.reset();
  }
  end_of_attempt(active, end, now);

  const auto left = std::chrono::floor<milliseconds>(job.deadline - now);
  const std::optional<milliseconds> delay =
      our_deadline ? std::nullopt : job.target->key->retry_delay(job.attempts, error.code, end.told_to_wait, left);
  if (error.code == Errc::rate_limited) error.retry_after = quiet_time(job.attempts, end.told_to_wait, 0.0);
  if (!delay) {
    fail(job, std::move(error));
    return;
  }
  job.last_error = std::move(error);
  job.not_before = now + *delay;
  waiting_.push_back(std::move(job));
}

void TransferLoop::Impl::end_of_attempt(const Active& active, const AttemptEnd& end, Clock::time_point now) {
  const auto found = active_of_.find(active.job.inbox.get());
  if (found != active_of_.end() && --found->second == 0) active_of_.erase(found);
  active.job.target->key->finished(now, wake_, end);
}

void TransferLoop::Impl::fail(const Job& job, Error error) {
  job.inbox->put(job.number, Result<Response>(failure(std::move(error))));
}

// Until the next job in a pause may start; libcurl adds its own timers, and the bell ends every nap.
int TransferLoop::Impl::nap(Clock::time_point now) const {
  milliseconds time = kLongestNap;
  for (const Job& job : waiting_) {
    if (job.not_before > now) time = std::min(time, std::chrono::ceil<milliseconds>(job.not_before - now));
  }
  return static_cast<int>(time.count());
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

}  // namespace autoheal::pagerduty::http
