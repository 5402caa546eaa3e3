#include "secrets/record.hpp"

#include <algorithm>
#include <memory>
#include <openssl/evp.h>

namespace autoheal::host {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kKeyId = 4;
constexpr std::size_t kNonce = 12;
constexpr std::size_t kTag = 16;
constexpr std::size_t kHead = 1 + kKeyId + kNonce + kTag;
constexpr std::size_t kMaxText = 65536;

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

// Every part has its length before it, so that no two places give the same bytes.
Bytes additional_data(const RecordPlace& place) {
  const std::string text = "autoheal secret|" + std::to_string(kVersion) + "|" + std::to_string(place.integration_id) +
                           "|" + std::to_string(place.field.size()) + "|" + std::string{place.field} + "|" +
                           std::string{place.key_id};
  return {text.begin(), text.end()};
}

int size_of(ByteView bytes) { return static_cast<int>(bytes.size()); }

}  // namespace

std::optional<Bytes> seal_record(ByteView key, const RecordPlace& place, std::string_view text) {
  const auto key_id = parse_hex(place.key_id);
  if (key.size() != 32 || !key_id || key_id->size() != kKeyId || text.size() > kMaxText) return std::nullopt;
  const Bytes nonce = random_bytes(kNonce);
  const Bytes aad = additional_data(place);
  Bytes out(kHead + text.size());
  out[0] = kVersion;
  std::copy(key_id->begin(), key_id->end(), out.begin() + 1);
  std::copy(nonce.begin(), nonce.end(), out.begin() + 1 + kKeyId);

  const Context ctx{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
  int n = 0;
  const bool sealed =
      ctx != nullptr && EVP_EncryptInit_ex(ctx.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
      EVP_EncryptUpdate(ctx.get(), nullptr, &n, aad.data(), size_of(aad)) == 1 &&
      EVP_EncryptUpdate(ctx.get(), out.data() + kHead, &n, as_bytes(text).data(), size_of(as_bytes(text))) == 1 &&
      EVP_EncryptFinal_ex(ctx.get(), out.data() + kHead, &n) == 1 &&
      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_GCM_GET_TAG, kTag, out.data() + 1 + kKeyId + kNonce) == 1;
  if (!sealed) return std::nullopt;
  return out;
}

std::optional<SecretText> open_record(ByteView key, const RecordPlace& place, ByteView record) {
  const auto id = record_key_id(record);
  if (key.size() != 32 || !id || *id != place.key_id) return std::nullopt;
  const ByteView nonce = record.subspan(1 + kKeyId, kNonce);
  Bytes tag{record.begin() + 1 + kKeyId + kNonce, record.begin() + kHead};
  const ByteView ciphertext = record.subspan(kHead);
  const Bytes aad = additional_data(place);
  Bytes plain(ciphertext.size() + 1);

  const Context ctx{EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free};
  int n = 0;
  int last = 0;
  const bool opened = ctx != nullptr &&
                      EVP_DecryptInit_ex(ctx.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data()) == 1 &&
                      EVP_DecryptUpdate(ctx.get(), nullptr, &n, aad.data(), size_of(aad)) == 1 &&
                      EVP_DecryptUpdate(ctx.get(), plain.data(), &n, ciphertext.data(), size_of(ciphertext)) == 1 &&
                      EVP_CIPHER_CTX_ctrl(ctx.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) == 1 &&
                      EVP_DecryptFinal_ex(ctx.get(), plain.data() + n, &last) == 1;
  std::optional<SecretText> out;
  if (opened) out = SecretText{as_text(ByteView{plain}.first(ciphertext.size()))};
  wipe(plain.data(), plain.size());
  return out;
}

std::optional<std::string> record_key_id(ByteView record) {
  if (record.size() < kHead || record[0] != kVersion) return std::nullopt;
  return render_hex(record.subspan(1, kKeyId));
}

}  // namespace autoheal::host
