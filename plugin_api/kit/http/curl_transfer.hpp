// One libcurl easy handle with everything that is fixed about our requests: GET, JSON, no redirects, TLS checked, caps
// on headers and on the decoded body. Reused for attempt after attempt. Threads: owned by the thread of one transfer
// loop.
#pragma once

#include "kit/http/attempt.hpp"
#include "kit/http/target.hpp"

#include <chrono>
#include <curl/curl.h>
#include <memory>
#include <string>

namespace autoheal::kit::http {

inline constexpr std::size_t kMostBodyBytes = std::size_t{8} * 1024 * 1024;

// libcurl's process-wide start, once; false if it failed.
bool start_curl();

class CurlTransfer {
 public:
  CurlTransfer();  // throws std::bad_alloc
  ~CurlTransfer();
  CurlTransfer(const CurlTransfer&) = delete;
  CurlTransfer& operator=(const CurlTransfer&) = delete;

  CURL* handle() const noexcept { return handle_; }

  // Sets up one GET. False if libcurl has no memory.
  bool prepare(std::shared_ptr<const Target> target, const std::string& url, std::chrono::milliseconds timeout);

  // After libcurl said that the attempt is over.
  Attempt take(CURLcode code);

  // Forgets the attempt; the handle can be prepared again.
  void reset() noexcept;

 private:
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address) noexcept;

  bool set_options(const std::string& url, std::chrono::milliseconds timeout);
  bool set_headers();
  bool add_header(std::string_view name, std::string_view value);
  void free_headers() noexcept;
  Fault fault_of(CURLcode code) const;
  Fault fault_of_timeout() const;

  enum class Stop { none, headers, body, memory, address };

  CURL* handle_;
  curl_slist* headers_ = nullptr;
  std::shared_ptr<const Target> target_;
  Attempt attempt_;
  Stop stop_ = Stop::none;
  char reason_[CURL_ERROR_SIZE] = {};
};

}  // namespace autoheal::kit::http
