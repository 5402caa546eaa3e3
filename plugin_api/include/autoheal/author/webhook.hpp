// One webhook delivery as a plugin sees it. Views are valid until handle_webhook returns.
// Threads: immutable, [any-thread].
#pragma once

#include "autoheal/abi.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>
#include <vector>

namespace autoheal {

// Header names are compared as RFC 9110 says: ASCII letters in any case.
constexpr bool is_same_header_name(std::string_view left, std::string_view right) noexcept {
  if (left.size() != right.size()) return false;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  for (std::size_t at = 0; at < left.size(); ++at)
    if (lower(left[at]) != lower(right[at])) return false;
  return true;
}

class WebhookView {
 public:
  struct Header {
    std::string_view name;
    std::string_view value;
  };

  explicit WebhookView(const autoheal_webhook& webhook) noexcept : webhook_(&webhook) {}

  // As received: order and duplicates kept. `at` < header_count().
  std::size_t header_count() const noexcept { return webhook_->header_count; }
  Header header(std::size_t at) const noexcept {
    return {to_view(webhook_->headers[at].name), to_view(webhook_->headers[at].value)};
  }

  // All values under that name, in order.
  std::vector<std::string_view> values(std::string_view name) const {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; at < header_count(); ++at)
      if (is_same_header_name(header(at).name, name)) found.push_back(header(at).value);
    return found;
  }

  // The exact bytes that came in: signatures are over these.
  std::string_view body() const noexcept { return to_view(webhook_->body); }
  std::string_view method() const noexcept { return to_view(webhook_->method); }
  std::string_view target() const noexcept { return to_view(webhook_->target); }
  std::chrono::sys_time<std::chrono::nanoseconds> received_at() const noexcept {
    return std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(webhook_->received_unix_ns));
  }

 private:
  const autoheal_webhook* webhook_;
};

}  // namespace autoheal
