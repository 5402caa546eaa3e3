// A request and a response as values: what handlers see instead of the server's own types.
// Plain data, no threads. Header order and duplicates are kept, because signatures and plugins may depend on both.
#pragma once

#include "base/ascii.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host::http {

struct Header {
  std::string name;  // as received, any case
  std::string value;
};

struct Request {
  std::string method;
  std::string target;     // as received, origin or absolute form
  std::string path;       // of the target, still percent-encoded
  std::string query;      // what follows '?', still percent-encoded
  std::string authority;  // of an absolute target, else the Host header
  std::vector<Header> headers;
  std::string body;
  std::string peer;  // the address on the other end of the socket, without the port
  std::chrono::system_clock::time_point received_at;

  // The first header of that name, case-blind; nullptr if there is none.
  const std::string* find(std::string_view name) const;
  std::size_t count(std::string_view name) const;
};

// Content-Length, Date and Connection are the server's to write; everything else is the handler's.
struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  bool close = false;  // end the connection after this response
};

using host::equals_ignore_case;  // as names of headers compare

// "Accepted" for 202; empty for a status without a usual name.
std::string_view reason_phrase(int status);

// Status line and header block, ending with the empty line. `length`: what Content-Length says, or npos for chunked.
std::string render_head(const Response& response, std::size_t length, bool keep_alive, bool http_1_0);

// Splits `target` into path, query and, for an absolute target, authority. False: not what RFC 9112 lets a target be; a
// byte that RFC 3986 does not allow, a bad escape or a fragment is enough.
bool split_target(Request& request);

// Percent-decoding of one path segment; nothing on a bad escape.
std::optional<std::string> percent_decode(std::string_view segment);

// The value of `name` in an encoded query; the last one wins. False: absent, or the query is malformed.
bool query_value(std::string_view query, std::string_view name, std::string& out);
// All values of `name`, in order; none of a malformed query.
std::vector<std::string> query_values(std::string_view query, std::string_view name);

}  // namespace autoheal::host::http
