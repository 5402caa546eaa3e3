// The few headers of a reply that decide something. Threads: a value of one thread.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/http/service.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::kit::http {

// All header lines of one attempt, interim replies and folded lines included, may take so many bytes.
inline constexpr std::size_t kMostHeaderBytes = 64 * 1024;

class ReplyHeaders {
 public:
  // service: a constant; says how its headers are called.
  explicit ReplyHeaders(const Service& service = kPlainService) : service_(&service) {}

  // One line as it came, line end included. A status line starts over. False: more than kMostHeaderBytes.
  bool add_line(std::string_view line);

  // Numbers are taken only as one unsigned integer that appeared once; anything else counts as absent.
  std::optional<int> limit() const { return limit_.value(); }
  std::optional<int> remaining() const { return remaining_.value(); }
  std::optional<std::chrono::seconds> reset() const;
  std::optional<std::chrono::seconds> retry_after(UtcTime now) const;  // seconds, or an HTTP date

  const std::string& request_id() const noexcept { return request_id_; }
  const std::string& content_type() const noexcept { return content_type_; }

 private:
  struct Number {
    std::optional<int> found;
    bool spoiled = false;
    void take(std::string_view text);
    std::optional<int> value() const { return spoiled ? std::nullopt : found; }
  };

  void start_over();

  const Service* service_;
  std::size_t bytes_ = 0;
  Number limit_;
  Number remaining_;
  Number reset_;
  std::string retry_after_;
  std::string request_id_;
  std::string content_type_;
};

// "Sun, 06 Nov 1994 08:49:37 GMT", the one form of HTTP dates that is sent today.
std::optional<UtcTime> parse_http_date(std::string_view text);

}  // namespace autoheal::kit::http
