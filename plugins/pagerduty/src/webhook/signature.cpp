#include "webhook/signature.hpp"

#include "kit/text/text.hpp"

#include <mutex>
#include <new>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <string>
#include <vector>

namespace autoheal::pagerduty::webhook {
namespace {

struct FreeMac {
  void operator()(EVP_MAC* mac) const noexcept { EVP_MAC_free(mac); }
};
struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

// The only ways for these calls to fail are memory and a process without OpenSSL's default provider.
void require(bool ok) {
  if (!ok) throw std::bad_alloc();
}

Context make_context(std::string_view secret) {
  const std::unique_ptr<EVP_MAC, FreeMac> mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  require(mac != nullptr);
  Context context(EVP_MAC_CTX_new(mac.get()));
  require(context != nullptr);
  char digest[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
  require(EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), params) ==
          1);
  return context;
}

}  // namespace

// Keyed contexts that are not in use; as many as threads ever signed at once.
class SigningKey::Contexts {
 public:
  explicit Contexts(std::string_view secret) : keyed_(make_context(secret)) {}

  Context take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Context context = std::move(idle_.back());
        idle_.pop_back();
        return context;
      }
    }
    Context copy(EVP_MAC_CTX_dup(keyed_.get()));
    require(copy != nullptr);
    return copy;
  }

  void give_back(Context context) noexcept {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < idle_.capacity()) idle_.push_back(std::move(context));
  }

 private:
  static std::vector<Context> with_room() {
    std::vector<Context> room;
    room.reserve(16);
    return room;
  }

  const Context keyed_;  // only ever copied
  std::mutex mutex_;
  std::vector<Context> idle_ = with_room();  // guarded by mutex_
};

SigningKey::SigningKey(std::string_view secret) : contexts_(std::make_unique<Contexts>(secret)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

Mac SigningKey::sign(std::span<const std::uint8_t> body) const {
  Context context = contexts_->take();
  Mac mac{};
  std::size_t written = 0;
  // Without a key: start again with the one that the context holds.
  require(EVP_MAC_init(context.get(), nullptr, 0, nullptr) == 1 &&
          EVP_MAC_update(context.get(), body.data(), body.size()) == 1 &&
          EVP_MAC_final(context.get(), mac.data(), &written, mac.size()) == 1 && written == mac.size());
  contexts_->give_back(std::move(context));
  return mac;
}

namespace {

// Blanks around a header's list element, as RFC 9110 has them: a line break or form feed is none.
std::string_view trim_element(std::string_view text) noexcept {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::optional<Mac> decode_hex(std::string_view digits) noexcept {
  Mac mac{};
  if (digits.size() != 2 * mac.size()) return std::nullopt;
  for (std::size_t i = 0; i < mac.size(); ++i) {
    const int high = kit::hex_digit(digits[2 * i]);
    const int low = kit::hex_digit(digits[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    mac[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return mac;
}

}  // namespace

OfferedSignatures parse_signatures(std::span<const Header> headers) {
  OfferedSignatures offered;
  std::size_t examined = 0;
  std::size_t entries = 0;
  for (const Header& header : headers) {
    if (!kit::equals_ignoring_case(header.name, kSignatureHeader)) continue;
    offered.header_present = true;
    std::string_view rest = header.value;
    while (!rest.empty() && entries < kMaxSignatures && examined < kMaxSignatureBytes) {
      const std::size_t comma = rest.find(',');
      const std::string_view entry = trim_element(rest.substr(0, comma));
      const std::size_t used = comma == std::string_view::npos ? rest.size() : comma + 1;
      rest.remove_prefix(used);
      examined += used;
      if (entry.substr(0, 3) != "v1=") continue;
      ++entries;
      if (const auto mac = decode_hex(entry.substr(3))) offered.v1.push_back(*mac);
    }
  }
  offered.v1_entries = entries;
  return offered;
}

bool matches_any(const Mac& expected, std::span<const Mac> offered) noexcept {
  int found = 0;
  for (const Mac& mac : offered) found |= CRYPTO_memcmp(expected.data(), mac.data(), mac.size()) == 0 ? 1 : 0;
  return found != 0;
}

std::string_view name(SignatureState state) noexcept {
  constexpr std::array<std::string_view, 5> kNames{"current", "previous", "not_required", "missing", "invalid"};
  return kNames[static_cast<std::size_t>(state)];
}

SignatureState verify_signature(const SigningKeys& keys, std::span<const Header> headers,
                                std::span<const std::uint8_t> body, kit::UtcTime now) {
  if (!keys.current) return SignatureState::not_required;
  const OfferedSignatures offered = parse_signatures(headers);
  if (!offered.header_present) return SignatureState::missing;
  if (offered.v1.empty()) return SignatureState::invalid;
  if (matches_any(keys.current->sign(body), offered.v1)) return SignatureState::current;
  const bool previous_counts = keys.previous && (!keys.previous_until || now < *keys.previous_until);
  if (previous_counts && matches_any(keys.previous->sign(body), offered.v1)) return SignatureState::previous;
  return SignatureState::invalid;
}

}  // namespace autoheal::pagerduty::webhook
