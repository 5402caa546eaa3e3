// HTTP requests and responses as plain values; no network library in sight.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace simulator {

using Header = std::pair<std::string, std::string>;

// The parameters of a query string, decoded, in order.
class Query {
 public:
  Query() = default;
  explicit Query(std::string_view text);
  // The last value of that name; empty if absent.
  std::optional<std::string> get(std::string_view name) const;
  // All values of a set filter: the name is given with its brackets ("statuses[]").
  std::vector<std::string> all(std::string_view name) const;
  bool has(std::string_view name) const;
  // "true" and "1" are true; absent and everything else is false.
  bool flag(std::string_view name) const;
  const std::vector<Header>& items() const { return items_; }

 private:
  std::vector<Header> items_;
};

struct Request {
  std::string method;
  std::string path;   // decoded, without the query
  std::string query;  // as received
  std::vector<Header> headers;
  std::string body;
  // First header of that name, in any case; empty if absent.
  std::string_view header(std::string_view name) const;
  bool has_header(std::string_view name) const;
};

// How an answer is put on the wire, for faults.
struct Wire {
  int delay_ms = 0;
  bool reset = false;                         // close without an answer
  std::optional<std::size_t> truncate_after;  // bytes of the body that are sent before the connection closes
  bool chunked = false;
};

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  Wire wire;
};

std::string decode_percent(std::string_view text, bool plus_is_blank);
std::string encode_percent(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
// A gzip stream that holds `body` (stored, not squeezed).
std::string wrap_gzip(std::string_view body);

// A request that this program sends: a webhook, or a command to a running simulator.
struct OutgoingRequest {
  std::string method = "POST";
  std::string url;  // http only
  std::vector<Header> headers;
  std::string body;
  int timeout_ms = 5000;
};

struct OutgoingResult {
  int status = 0;     // 0: no answer
  std::string error;  // why there was none
  std::string body;
};

}  // namespace simulator
