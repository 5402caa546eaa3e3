#include "kit/http/curl_exchange.hpp"

#include "kit/http/url.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <poll.h>

namespace autoheal::kit::http {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kLookAround{50};  // how often is_cancelled is asked when there is no descriptor to poll
constexpr std::chrono::seconds kLongest{60};

class CurlExchange final : public Exchange {
 public:
  CurlExchange(std::shared_ptr<TransferLoop> loop, std::shared_ptr<const Target> target, const CallScope& scope,
               Priority priority)
      : loop_(std::move(loop)),
        target_(std::move(target)),
        scope_(scope),
        priority_(priority),
        deadline_(std::min(scope.deadline, Clock::now() + kLongest)),
        inbox_(std::make_shared<Inbox>(scope.max_upstream_calls)) {}

  ~CurlExchange() override { close(); }
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  void get(Request request, Handler handler) override {
    const std::size_t number = first_ + handlers_.size();
    handlers_.push_back(std::move(handler));
    ++open_;
    if (ended_) return;  // run() tells the handler why
    Result<std::string> url = build_url(target_->origin, request);
    if (!url.has_value()) {
      inbox_->put(number, failure(url.error()));
      return;
    }
    Job job;
    job.inbox = inbox_;
    job.number = number;
    job.target = target_;
    job.url = std::move(url.value());
    job.priority = priority_;
    job.deadline = deadline_;
    loop_->submit(std::move(job));
  }

  void run() override {
    while (open_ > 0) {
      if (!ended_ && deliver()) continue;
      if (!ended_) ended_ = why_over();
      if (ended_) {
        end_all();
      } else {
        wait();
      }
    }
  }

  int upstream_calls() const override { return inbox_->calls(); }

 private:
  // Calls the handlers of what has arrived. False: nothing had.
  bool deliver() {
    std::vector<Inbox::Item> items = inbox_->take();
    for (auto& [number, result] : items) {
      call(number, std::move(result));
      // A handler may have used up the time: the rest of what has arrived is still told, which costs nothing.
    }
    return !items.empty();
  }

  void call(std::size_t number, Result<Response> result) {
    Handler handler = std::move(handlers_[number - first_]);
    handlers_[number - first_] = nullptr;
    --open_;
    while (!handlers_.empty() && !handlers_.front()) {
      handlers_.pop_front();
      ++first_;
    }
    handler(std::move(result));
    if (!ended_) tell_progress();
  }

  // What is known to be left may grow with every reply, so the share can go back.
  void tell_progress() const {
    const std::size_t known = first_ + handlers_.size();
    const std::size_t done = known - open_;
    scope_.progress(
        static_cast<std::uint32_t>(done * 10'000 / known),
        std::to_string(done) + " of " + std::to_string(known) + " replies from " + std::string(target_->service->name));
  }

  std::optional<Error> why_over() const {
    pollfd cancel{scope_.cancel_fd, POLLIN, 0};
    const bool rung = scope_.cancel_fd >= 0 && ::poll(&cancel, 1, 0) > 0;
    if (Clock::now() >= deadline_) {
      return Error::of(Errc::deadline_exceeded,
                       std::string(target_->service->name) + " had not answered when the time for this call was up.",
                       "Allow the call more time, or ask for less.");
    }
    if (rung || scope_.is_cancelled()) return Error::of(Errc::cancelled, "The call was cancelled.");
    return std::nullopt;
  }

  // The first handler that has not been told is always in front.
  void end_all() {
    close();
    while (open_ > 0) call(first_, failure(*ended_));
  }

  void wait() const {
    std::array<pollfd, 2> fds{{{inbox_->fd(), POLLIN, 0}, {scope_.cancel_fd, POLLIN, 0}}};
    milliseconds time = std::chrono::ceil<milliseconds>(deadline_ - Clock::now());
    if (scope_.cancel_fd < 0) time = std::min(time, kLookAround);
    ::poll(fds.data(), fds.size(), static_cast<int>(std::max(time, milliseconds{0}).count()));
  }

  void close() {
    if (inbox_->is_closed()) return;
    inbox_->close();
    loop_->drop_closed();
  }

  const std::shared_ptr<TransferLoop> loop_;
  const std::shared_ptr<const Target> target_;
  const CallScope scope_;
  const Priority priority_;
  const Clock::time_point deadline_;
  const std::shared_ptr<Inbox> inbox_;
  std::deque<Handler> handlers_;  // of requests first_, first_ + 1, ...; null: told
  std::size_t first_ = 0;
  std::size_t open_ = 0;
  std::optional<Error> ended_;
};

}  // namespace

std::unique_ptr<Exchange> make_curl_exchange(std::shared_ptr<TransferLoop> loop, std::shared_ptr<const Target> target,
                                             const CallScope& scope, Priority priority) {
  return std::make_unique<CurlExchange>(std::move(loop), std::move(target), scope, priority);
}

}  // namespace autoheal::kit::http
