// A throw-away certificate authority and the certificates that a TLS test server needs, good and bad, made anew by each
// program. Threads: immutable once built.
#pragma once

#include <openssl/types.h>
#include <string>

namespace autoheal::test {

struct Certificate {
  std::string address = "127.0.0.1";  // subject alternative name: an IP address
  bool expired = false;
  bool self_signed = false;  // not by the authority
};

// The authority of this program: made at first use, its certificate as PEM.
const std::string& authority_pem();

class TlsContext {
 public:
  explicit TlsContext(const Certificate& certificate = {},
                      int highest_version = 0 /* as OpenSSL numbers them; 0: any */);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  SSL_CTX* get() const { return context_; }

 private:
  SSL_CTX* context_;
};

}  // namespace autoheal::test
