#include "fakes/tls_context.hpp"

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdexcept>

namespace autoheal::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Cert = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long kDay = 24 * 60 * 60;

Key make_key() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) throw std::runtime_error("no extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Cert make_certificate(EVP_PKEY* key, const char* name, long serial, bool expired) {
  Cert certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), expired ? -10 * kDay : -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), expired ? -kDay : kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

struct Authority {
  Key key = make_key();
  Cert certificate = make_certificate(key.get(), "Throw-away test authority", 1, false);
  std::string pem;

  Authority() {
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    add_extension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign");
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(bio, certificate.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    pem.assign(data, static_cast<std::size_t>(size));
    BIO_free(bio);
  }
};

const Authority& authority() {
  static const Authority kAuthority;
  return kAuthority;
}

}  // namespace

const std::string& authority_pem() { return authority().pem; }

TlsContext::TlsContext(const Certificate& wanted, int highest_version) : context_(SSL_CTX_new(TLS_server_method())) {
  const Key key = make_key();
  const Cert certificate = make_certificate(key.get(), "Test server", 2, wanted.expired);
  X509* const issuer = wanted.self_signed ? certificate.get() : authority().certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  add_extension(certificate.get(), issuer, NID_subject_alt_name, "IP:" + wanted.address);
  X509_sign(certificate.get(), wanted.self_signed ? key.get() : authority().key.get(), EVP_sha256());
  if (context_ == nullptr || SSL_CTX_use_certificate(context_, certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context_, key.get()) != 1) {
    throw std::runtime_error("no TLS context");
  }
  if (highest_version != 0) {
    SSL_CTX_set_security_level(context_, 0);
    SSL_CTX_set_min_proto_version(context_, 0);
    SSL_CTX_set_max_proto_version(context_, highest_version);
  }
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

}  // namespace autoheal::test
