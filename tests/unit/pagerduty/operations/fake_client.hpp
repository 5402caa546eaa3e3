// A Client made of canned replies: lists that page themselves as PagerDuty's do, single documents, errors by path.
// Threads: one test, one thread, except where a test says so (get and run lock).
#pragma once

#include "kit/http/client.hpp"
#include "kit/http/verdict.hpp"

#include <boost/json.hpp>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace autoheal::pagerduty::testing {
using namespace kit;

class FakeClient final : public http::Client {
 public:
  using Answerer = std::function<Result<std::string>(const http::Request&)>;

  // Rows under `key`, paged by limit and offset, with a total when asked for; `keep` may filter by the request.
  void list(const std::string& path, const std::string& key, boost::json::array rows,
            std::function<bool(const boost::json::object&, const http::Request&)> keep = {}) {
    answerers_[path] = [key, rows = std::move(rows), keep = std::move(keep)](const http::Request& request) {
      boost::json::array fitting;
      for (const auto& row : rows) {
        if (!keep || keep(row.as_object(), request)) fitting.push_back(row);
      }
      return Result<std::string>(page(key, fitting, request));
    };
  }

  void document(const std::string& path, boost::json::object value) {
    answerers_[path] = [text = boost::json::serialize(value)](const http::Request&) {
      return Result<std::string>(text);
    };
  }

  void fail(const std::string& path, Error error) {
    answerers_[path] = [error](const http::Request&) { return Result<std::string>(failure(error)); };
  }

  void answer(const std::string& path, Answerer answerer) { answerers_[path] = std::move(answerer); }

  std::unique_ptr<http::Exchange> open(const CallScope& scope, http::Priority priority) override {
    priorities.push_back(priority);
    return std::make_unique<FakeExchange>(*this, scope.max_upstream_calls);
  }
  std::optional<http::RateBudget> rate_budget() const override {
    return http::RateBudget{960, 900, std::chrono::seconds{30}};
  }

  // Everything that was asked for: "/incidents?limit=100&offset=0".
  std::vector<std::string> asked;
  std::vector<http::Priority> priorities;  // of the exchanges that were opened
  std::size_t asked_for(const std::string& path) const {
    std::size_t n = 0;
    for (const std::string& a : asked) n += a == path || a.starts_with(path + "?") ? 1U : 0U;
    return n;
  }
  std::size_t rounds = 0;  // how often run() had something to wait for: what latency multiplies

  static std::string param(const http::Request& request, const std::string& name) {
    for (const auto& [key, value] : request.params) {
      if (key == name) return value;
    }
    return {};
  }
  static std::vector<std::string> params(const http::Request& request, const std::string& name) {
    std::vector<std::string> out;
    for (const auto& [key, value] : request.params) {
      if (key == name) out.push_back(value);
    }
    return out;
  }

 private:
  static std::string page(const std::string& key, const boost::json::array& rows, const http::Request& request) {
    std::string limit = param(request, "limit");
    std::size_t offset = param(request, "offset").empty() ? 0 : std::stoul(param(request, "offset"));
    std::size_t size = limit.empty() ? 25 : std::min<std::size_t>(std::stoul(limit), 100);
    boost::json::array out;
    for (std::size_t i = offset; i < rows.size() && i < offset + size; ++i) out.push_back(rows[i]);
    boost::json::object reply{
        {key, std::move(out)}, {"limit", size}, {"offset", offset}, {"more", offset + size < rows.size()}};
    reply["total"] = param(request, "total") == "true" ? boost::json::value(rows.size()) : boost::json::value(nullptr);
    return boost::json::serialize(reply);
  }

  class FakeExchange final : public http::Exchange {
   public:
    FakeExchange(FakeClient& client, std::uint32_t max_calls) : client_(client), max_calls_(max_calls) {}

    void get(http::Request request, Handler handler) override {
      queue_.emplace_back(std::move(request), std::move(handler));
    }

    void run() override {
      while (!queue_.empty()) {
        ++client_.rounds;
        std::deque<std::pair<http::Request, Handler>> round;
        round.swap(queue_);
        for (auto& [request, handler] : round) answer_or_refuse(request, handler);
      }
    }

    int upstream_calls() const override { return calls_; }

   private:
    void answer_or_refuse(const http::Request& request, const Handler& handler) {
      if (max_calls_ != 0 && static_cast<std::uint32_t>(calls_) == max_calls_) {
        return handler(failure(http::call_limit_error("PagerDuty", max_calls_)));
      }
      ++calls_;
      handler(client_.reply(request));
    }

    FakeClient& client_;
    const std::uint32_t max_calls_;
    std::deque<std::pair<http::Request, Handler>> queue_;
    int calls_ = 0;
  };

  Result<http::Response> reply(const http::Request& request) {
    Answerer answerer;
    {
      std::lock_guard lock(mutex_);
      std::string line = request.path;
      for (const auto& [key, value] : request.params)
        line += (line.find('?') == std::string::npos ? "?" : "&") + key + "=" + value;
      asked.push_back(line);
      auto found = answerers_.find(request.path);
      if (found != answerers_.end()) answerer = found->second;
    }
    if (!answerer) {
      Error error = Error::of(Errc::not_found, "PagerDuty has no such thing.");
      error.http_status = 404;
      return failure(std::move(error));
    }
    Result<std::string> body = answerer(request);
    if (!body.has_value()) return failure(body.error());
    return http::Response{200, body.value(), "req", std::chrono::milliseconds{1}};
  }

  std::mutex mutex_;
  std::map<std::string, Answerer> answerers_;
};

}  // namespace autoheal::pagerduty::testing
