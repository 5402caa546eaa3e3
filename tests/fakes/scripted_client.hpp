// A service in memory for code that speaks to http::Client: replies by path, every request recorded.
//
//   ScriptedClient client;
//   client.on("/incidents", R"({"incidents":[]})").on("/users", Error::of(Errc::forbidden, "no"));
//
// Paths without a script answer not_found. Handlers are called inside run(), in the order of the requests, one round
// after the other: rounds() tells how many requests had to wait for another's reply.
#pragma once

#include "kit/http/client.hpp"
#include "kit/http/verdict.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace autoheal::kit::test {

class ScriptedClient : public http::Client {
 public:
  using Reply = std::function<Result<http::Response>(const http::Request&)>;

  ScriptedClient& on(const std::string& path, Reply reply) {
    replies_[path] = std::move(reply);
    return *this;
  }
  ScriptedClient& on(const std::string& path, std::string body) {
    return on(path, [body = std::move(body)](const http::Request&) -> Result<http::Response> {
      http::Response response;
      response.status = 200;
      response.body = body;
      response.elapsed = std::chrono::milliseconds{7};
      return response;
    });
  }
  ScriptedClient& on(const std::string& path, Error error) {
    return on(path,
              [error = std::move(error)](const http::Request&) -> Result<http::Response> { return failure(error); });
  }
  ScriptedClient& otherwise(Reply reply) {
    otherwise_ = std::move(reply);
    return *this;
  }

  std::unique_ptr<http::Exchange> open(const CallScope& scope, http::Priority priority) override {
    priorities.push_back(priority);
    return std::make_unique<ScriptedExchange>(*this, scope);
  }
  std::optional<http::RateBudget> rate_budget() const override { return budget; }

  std::vector<http::Request> requests;
  std::vector<http::Priority> priorities;
  std::optional<http::RateBudget> budget;
  int rounds = 0;

 private:
  class ScriptedExchange : public http::Exchange {
   public:
    ScriptedExchange(ScriptedClient& client, const CallScope& scope) : client_(client), scope_(scope) {}
    void get(http::Request request, Handler handler) override {
      queue_.emplace_back(std::move(request), std::move(handler));
    }
    void run() override {
      while (!queue_.empty()) {
        std::deque<std::pair<http::Request, Handler>> round;
        round.swap(queue_);
        ++client_.rounds;
        for (auto& [request, handler] : round) {
          if (scope_.is_cancelled()) {
            handler(failure(Errc::cancelled, "The call was cancelled."));
            continue;
          }
          if (scope_.max_upstream_calls != 0 && static_cast<std::uint32_t>(calls_) == scope_.max_upstream_calls) {
            handler(failure(http::call_limit_error("PagerDuty", scope_.max_upstream_calls)));
            continue;
          }
          ++calls_;
          client_.requests.push_back(request);
          handler(client_.reply_to(request));
        }
      }
    }
    int upstream_calls() const override { return calls_; }

   private:
    ScriptedClient& client_;
    CallScope scope_;
    std::deque<std::pair<http::Request, Handler>> queue_;
    int calls_ = 0;
  };

  Result<http::Response> reply_to(const http::Request& request) const {
    const auto found = replies_.find(request.path);
    if (found != replies_.end()) return found->second(request);
    if (otherwise_) return otherwise_(request);
    return failure(Errc::not_found, "no script for " + request.path);
  }

  std::map<std::string, Reply> replies_;
  Reply otherwise_;
};

}  // namespace autoheal::kit::test
