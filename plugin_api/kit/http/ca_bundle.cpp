#include "kit/http/ca_bundle.hpp"

#include <fcntl.h>
#include <memory>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::kit::http {
namespace {

constexpr off_t kLargest = off_t{8} * 1024 * 1024;

struct Descriptor {
  int fd;
  explicit Descriptor(const std::string& path) : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

// The number of certificates, or -1 if one of them is damaged.
int count_certificates(BIO* bio) {
  int count = 0;
  for (;;) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr),
                                                                  X509_free);
    if (certificate) {
      ++count;
      continue;
    }
    const unsigned long error = ERR_peek_last_error();
    const bool end = ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return end ? count : -1;
  }
}

}  // namespace

std::string check_ca_bundle(const std::string& path) {
  if (path.empty() || path.front() != '/' || path.find('\0') != std::string::npos) {
    return "Name the file by its absolute path.";
  }
  const Descriptor file(path);
  if (file.fd < 0) return "The file cannot be opened; check that it exists and that the host's user may read it.";
  struct stat info {};
  if (::fstat(file.fd, &info) != 0 || !S_ISREG(info.st_mode)) return "This is not a regular file.";
  if (info.st_size > kLargest) return "The file is larger than 8 MiB.";
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_fd(file.fd, BIO_NOCLOSE), BIO_free);
  if (!bio) return "The file cannot be read.";
  const int count = count_certificates(bio.get());
  if (count < 0) return "A certificate in this file is damaged.";
  if (count == 0) return "This file holds no PEM certificate (-----BEGIN CERTIFICATE-----).";
  return {};
}

}  // namespace autoheal::kit::http
