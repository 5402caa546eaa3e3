// A client that sends exactly the bytes it is given and reads what comes back: for requests that no client library
// would send. Loopback only; every wait ends after kPatience.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::test {

struct RawResponse {
  int status = 0;  // 0: the connection ended without one
  std::string head;
  std::string body;
  bool has(std::string_view header_line) const { return head.find(header_line) != std::string::npos; }
  std::string header(std::string_view name) const;  // empty if absent; case-blind
};

class RawClient {
 public:
  static constexpr std::chrono::seconds kPatience{10};

  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return fd_ >= 0; }
  bool send(std::string_view bytes);
  void half_close();
  void close();
  // One response, by its Content-Length or its chunks; leftovers stay for the next call. `head_only`: answer to a HEAD.
  RawResponse read_response(bool head_only = false);
  // What has come until `needle` is in it, or the connection ends, or patience does.
  std::string read_until(std::string_view needle);
  // True if the other side closes without sending anything more.
  bool closes_silently();

  RawResponse request(std::string_view bytes) {
    send(bytes);
    return read_response();
  }

 private:
  bool fill();  // false: closed or out of patience
  int fd_ = -1;
  std::string buffer_;
};

// One request on a connection of its own.
RawResponse send_raw(std::uint16_t port, std::string_view bytes);

// "POST /x HTTP/1.1" with Host, Content-Length and the given header lines (each ending with CRLF).
std::string post(std::string_view target, std::string_view body, std::string_view header_lines = {});
std::string get(std::string_view target, std::string_view header_lines = {});

}  // namespace autoheal::test
