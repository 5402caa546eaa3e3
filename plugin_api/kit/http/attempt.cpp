#include "kit/http/attempt.hpp"

#include "kit/text/text.hpp"

namespace autoheal::kit::http {
namespace {

constexpr std::string_view kProxyHint =
    "Check the host's network: name server, firewall, and HTTPS_PROXY if a proxy is needed.";

bool is_web_page(const Attempt& attempt) {
  if (attempt.headers.content_type().starts_with("text/html")) return !attempt.body.empty();
  const std::size_t first = attempt.body.find_first_not_of(" \t\r\n");
  return first != std::string::npos && attempt.body[first] == '<';
}

Error error_of_fault(const Attempt& attempt, const std::string& service, const std::string& host) {
  const std::string hint(kProxyHint);
  switch (attempt.fault) {
    case Fault::dns:
      return Error::of(Errc::dns, "The name " + host + " could not be resolved.", hint);
    case Fault::dns_timeout:
      return Error::of(Errc::dns, "The name server did not answer for " + host + " in time.", hint);
    case Fault::connect:
      return Error::of(Errc::connect, "No connection to " + host + " could be made.", hint);
    case Fault::connect_timeout:
      return Error::of(Errc::connect, host + " did not accept a connection in time.", hint);
    case Fault::private_address:
      return Error::of(Errc::connect, host + " resolves to an address of a private network, so nothing was sent.",
                       "Check the host's name server; if a relay stands in for " + service +
                           ", an operator must allow it as endpoint.");
    case Fault::tls:
      return Error::of(
          Errc::tls,
          "No trusted TLS connection to " + host + (attempt.detail.empty() ? "." : ": " + attempt.detail + "."),
          "If a company proxy replaces certificates, name its CA bundle in the settings; else check the clock.");
    case Fault::tls_timeout:
      return Error::of(Errc::connect, host + " did not finish the TLS handshake in time.", hint);
    case Fault::network:
      return Error::of(Errc::network, "The connection to " + host + " broke before the reply was complete.",
                       "Try again; if it stays so, check proxies and firewalls on the way.");
    case Fault::timeout:
      return Error::of(Errc::upstream_timeout, host + " did not complete its reply in time.",
                       "Try again, or ask for a shorter window.");
    case Fault::body_too_large:
      return Error::of(Errc::too_large, "A reply of " + host + " is larger than 8 MiB.",
                       "Ask for fewer things at a time.");
    case Fault::out_of_memory:
      return Error::of(Errc::out_of_memory, "The host has no memory or no descriptors left for a request.",
                       "Look at what else runs in the host, and at its limit of open files.");
    case Fault::protocol:
      return Error::of(
          Errc::protocol, host + " answered with something that is not a proper HTTP reply.",
          "Something between here and " + service + " answers in its place: check proxies and the endpoint.");
    case Fault::none:
    case Fault::internal:
      break;
  }
  return Error::of(Errc::internal, "A request to " + host + " could not be made.");
}

}  // namespace

bool is_success(const Attempt& attempt) {
  return attempt.fault == Fault::none && attempt.status >= 200 && attempt.status < 300 && !is_web_page(attempt);
}

Error error_of(const Attempt& attempt, const Service& service, std::string_view host) {
  const std::string name = clean_text(host, Lines::one, 253);
  if (attempt.fault != Fault::none) {
    Error error = error_of_fault(attempt, std::string(service.name), name);
    error.request_id = attempt.headers.request_id();
    return error;
  }
  if (attempt.status >= 200 && attempt.status < 300) {
    Error error = Error::of(Errc::protocol, name + " answered with a web page instead of data.",
                            "A captive portal or proxy answers in the place of " + std::string(service.name) +
                                ": check the network and the endpoint.");
    error.http_status = attempt.status;
    return error;
  }
  return error_of_reply(service, attempt.status, attempt.body, attempt.headers.request_id());
}

}  // namespace autoheal::kit::http
