#include "kit/http/curl_transfer.hpp"

#include "kit/core/secret.hpp"
#include "kit/http/address_guard.hpp"
#include "kit/text/text.hpp"

#include <cerrno>
#include <cstring>
#include <mutex>
#include <new>
#include <openssl/crypto.h>
#include <unistd.h>

namespace autoheal::kit::http {
namespace {

long ms(std::chrono::milliseconds time) { return static_cast<long>(time.count()); }

bool has_default_bundle() {
  const curl_version_info_data* const info = curl_version_info(CURLVERSION_NOW);
  return info->age >= CURLVERSION_TENTH && info->cainfo != nullptr;
}

}  // namespace

bool start_curl() {
  static const bool kStarted = curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK;
  return kStarted;
}

CurlTransfer::CurlTransfer() : handle_(curl_easy_init()) {
  if (handle_ == nullptr) throw std::bad_alloc();
}

CurlTransfer::~CurlTransfer() {
  curl_easy_cleanup(handle_);
  free_headers();
}

void CurlTransfer::free_headers() noexcept {
  for (curl_slist* item = headers_; item != nullptr; item = item->next) {
    OPENSSL_cleanse(item->data, std::strlen(item->data));
  }
  curl_slist_free_all(headers_);
  headers_ = nullptr;
}

void CurlTransfer::reset() noexcept {
  curl_easy_reset(handle_);
  free_headers();
  target_.reset();
  attempt_ = Attempt();
  stop_ = Stop::none;
}

bool CurlTransfer::prepare(std::shared_ptr<const Target> target, const std::string& url,
                           std::chrono::milliseconds timeout) {
  reset();
  target_ = std::move(target);
  attempt_.headers = ReplyHeaders(*target_->service);
  return set_headers() && set_options(url, timeout);
}

bool CurlTransfer::set_headers() {
  const Service& service = *target_->service;
  bool ok = add_header("Accept: ", service.accept) && add_header("User-Agent: ", service.user_agent);
  if (!target_->authorization.empty()) ok = ok && add_header("Authorization: ", target_->authorization.reveal());
  return ok;
}

bool CurlTransfer::add_header(std::string_view name, std::string_view value) {
  std::string line(name);
  line.reserve(name.size() + value.size());  // in one piece, so that wiping it wipes all
  line += value;
  curl_slist* const longer = curl_slist_append(headers_, line.c_str());
  wipe(line);
  if (longer != nullptr) headers_ = longer;
  return longer != nullptr;
}

bool CurlTransfer::set_options(const std::string& url, std::chrono::milliseconds timeout) {
  bool ok = true;
  const auto set = [&](CURLoption option, auto value) {
    ok = ok && curl_easy_setopt(handle_, option, value) == CURLE_OK;
  };
  const bool secure = target_->origin.starts_with("https:");
  reason_[0] = '\0';
  set(CURLOPT_ERRORBUFFER, reason_);
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_HTTPGET, 1L);
  set(CURLOPT_PATH_AS_IS, 1L);
  set(CURLOPT_PROTOCOLS_STR, secure ? "https" : "http");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "https");  // an empty list is not accepted; nothing is followed anyway
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(CURLOPT_HTTP09_ALLOWED, 0L);
  set(CURLOPT_ACCEPT_ENCODING, "gzip");
  set(CURLOPT_MAXFILESIZE_LARGE,
      static_cast<curl_off_t>(kMostBodyBytes));  // what is announced; on_body counts the rest
  set(CURLOPT_HTTPHEADER, headers_);
  set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // a proxy does not see the key
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!secure) set(CURLOPT_PROXY, "");  // plain http stays on this machine
  set(CURLOPT_PIPEWAIT, secure ? 1L : 0L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  // libcurl parses a bundle once for the multi handle, and not for every connection, only if there is no directory too.
  if (!target_->ca_bundle.empty()) set(CURLOPT_CAINFO, target_->ca_bundle.c_str());
  if (!target_->ca_bundle.empty() || has_default_bundle()) set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);
  set(CURLOPT_TIMEOUT_MS, ms(timeout));
  set(CURLOPT_CONNECTTIMEOUT_MS, ms(target_->patience.connect));
  set(CURLOPT_LOW_SPEED_LIMIT, 100L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(target_->patience.slow_for.count()));
  set(CURLOPT_MAXLIFETIME_CONN, 300L);
  set(CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::on_socket);
  set(CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  return ok;
}

std::size_t CurlTransfer::on_body(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::size_t bytes = size * count;
  if (transfer.attempt_.body.size() + bytes > kMostBodyBytes) {
    transfer.stop_ = Stop::body;
    return 0;
  }
  try {
    transfer.attempt_.body.append(data, bytes);
  } catch (...) {
    transfer.stop_ = Stop::memory;
    return 0;
  }
  return bytes;
}

std::size_t CurlTransfer::on_header(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::size_t bytes = size * count;
  try {
    if (transfer.attempt_.headers.add_line({data, bytes})) return bytes;
    transfer.stop_ = Stop::headers;
  } catch (...) {
    transfer.stop_ = Stop::memory;
  }
  return 0;
}

curl_socket_t CurlTransfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  if (transfer.target_->public_addresses_only && !is_public_address(&address->addr, address->addrlen)) {
    transfer.stop_ = Stop::address;
    return CURL_SOCKET_BAD;
  }
  const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS))
    transfer.stop_ = Stop::memory;
  return fd < 0 ? CURL_SOCKET_BAD : fd;
}

Attempt CurlTransfer::take(CURLcode code) {
  long status = 0;
  curl_off_t microseconds = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle_, CURLINFO_TOTAL_TIME_T, &microseconds);
  attempt_.fault = fault_of(code);
  attempt_.status = static_cast<int>(status);
  attempt_.elapsed = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::microseconds{microseconds});
  if (attempt_.fault == Fault::tls) attempt_.detail = clean_text(reason_, Lines::one, 120);
  return std::move(attempt_);
}

Fault CurlTransfer::fault_of(CURLcode code) const {
  const std::string_view reason(reason_);
  const auto says = [reason](std::string_view words) { return reason.find(words) != std::string_view::npos; };
  switch (stop_) {
    case Stop::headers:
      return Fault::protocol;
    case Stop::body:
      return Fault::body_too_large;
    case Stop::memory:
      return Fault::out_of_memory;
    case Stop::address:
      return code == CURLE_OK ? Fault::none : Fault::private_address;
    case Stop::none:
      break;
  }
  switch (code) {
    case CURLE_OK:
      return Fault::none;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Fault::dns;
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
      return Fault::connect;
    case CURLE_OPERATION_TIMEDOUT:
      return fault_of_timeout();
    case CURLE_SSL_CONNECT_ERROR:  // also a connection that broke during the handshake
      return says("SYSCALL") || says("reset") || says("unexpected eof") ? Fault::network : Fault::tls;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_USE_SSL_FAILED:
      return Fault::tls;
    case CURLE_RECV_ERROR:
      return says("chunk") ? Fault::protocol : Fault::network;
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return Fault::network;
    case CURLE_FILESIZE_EXCEEDED:
      return Fault::body_too_large;
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9, noise, a status line that is none
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:    // not by our callbacks, so by a decoder
    case CURLE_OUT_OF_MEMORY:  // what libcurl says about a header line beyond 100 KB
      return Fault::protocol;
    default:
      return Fault::internal;
  }
}

Fault CurlTransfer::fault_of_timeout() const {
  const auto passed = [this](CURLINFO what) {
    curl_off_t microseconds = 0;
    return curl_easy_getinfo(handle_, what, &microseconds) == CURLE_OK && microseconds > 0;
  };
  if (passed(CURLINFO_PRETRANSFER_TIME_T)) return Fault::timeout;
  if (!passed(CURLINFO_NAMELOOKUP_TIME_T)) return Fault::dns_timeout;
  long local_port = 0;  // known as soon as TCP is connected; the connect time only after TLS
  curl_easy_getinfo(handle_, CURLINFO_LOCAL_PORT, &local_port);
  return local_port > 0 || passed(CURLINFO_CONNECT_TIME_T) ? Fault::tls_timeout : Fault::connect_timeout;
}

}  // namespace autoheal::kit::http
