// The parts of an http(s) address that are needed to send to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace simulator {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // without brackets
  std::string port;
  std::string host_header;        // as it goes into the Host header
  std::string target;             // path and query, at least "/"
  std::string basic_credentials;  // base64, empty if the address carries none
};

std::optional<Url> parse_url(std::string_view text);
std::string encode_base64(std::string_view bytes);

}  // namespace simulator
