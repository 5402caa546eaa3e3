// What the engine has to be told about the service that an integration talks to: how it names its headers, what its
// errors mean, and which of its origins must be public. A constant of the integration, handed in with each Destination.
// Threads: immutable, [any-thread]. Ownership: everything in it lives as long as the process (string literals).
#pragma once

#include "kit/core/error.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace autoheal::kit::http {

struct Service {
  std::string_view name = "The service";              // "PagerDuty": how messages call it
  std::string_view user_agent = "autoheal-plugin";    // product and version
  std::string_view accept = "application/json";       // value of the Accept header
  std::string_view limit_header = "ratelimit-limit";  // its rate budget: requests per window, left of them, and
  std::string_view remaining_header = "ratelimit-remaining";
  std::string_view reset_header = "ratelimit-reset";  // seconds until the window begins anew
  std::string_view request_id_header = "x-request-id";

  // Origins of the service itself ("https://api.example.com"). Their names must lead to public addresses, so that a
  // name server cannot point the credential at this machine or a private network.
  std::span<const std::string_view> public_origins{};

  // What a status other than 2xx means. Nothing of the body may get into the error but cleaned words of the service.
  // nullptr: error_of_status below.
  Error (*error_of_reply)(int status, std::string_view body, std::string_view request_id) = nullptr;

  bool is_own_origin(std::string_view origin) const {
    return std::find(public_origins.begin(), public_origins.end(), origin) != public_origins.end();
  }
};

inline constexpr Service kPlainService{};

// The error of a reply with that status, by HTTP's own meaning of it: message, hint, http_status and request id. The
// body is not looked at.
Error error_of_status(const Service& service, int status, std::string_view request_id);

// As the service says it, else as HTTP does.
Error error_of_reply(const Service& service, int status, std::string_view body, std::string_view request_id);

}  // namespace autoheal::kit::http
