#include "secrets/secret_box.hpp"

#include "secrets/key_file.hpp"
#include "secrets/record.hpp"

#include <mutex>
#include <optional>

namespace autoheal::host {
namespace {

struct Keys {
  std::string id;
  SecretText secrets;       // encrypts records
  SecretText fingerprints;  // keys the fingerprints
};

}  // namespace

struct SecretBox::State {
  std::filesystem::path file;
  std::string known_id;
  mutable std::mutex mutex;
  mutable std::optional<Keys> keys;  // guarded by mutex; once there, for good

  Result<const Keys*> unlock() const {
    const std::lock_guard lock{mutex};
    if (keys) return &*keys;
    AH_TRY(MasterKey master, read_key_file(file));
    if (!known_id.empty() && master.key_id != known_id) {
      return failure(Errc::locked,
                     "The secrets are locked: " + file.string() + " holds key " + master.key_id +
                         ", but the store was written with key " + known_id + ".",
                     "Bring the right key back from your backup or point --key-file at it.");
    }
    keys = Keys{master.key_id, derive_key(master, "autoheal secrets"), derive_key(master, "autoheal fingerprints")};
    return &*keys;
  }
};

SecretBox::SecretBox(std::filesystem::path key_file, std::string known_key_id) : state_(std::make_unique<State>()) {
  state_->file = std::move(key_file);
  state_->known_id = std::move(known_key_id);
  if (state_->known_id.empty()) {
    // A file that is there already is used; every other failure shows when the key is read.
    static_cast<void>(create_key_file(state_->file));
  }
}

SecretBox::~SecretBox() = default;
SecretBox::SecretBox(SecretBox&&) noexcept = default;

Result<void> SecretBox::check() const {
  AH_TRY(auto keys, state_->unlock());
  static_cast<void>(keys);
  return success();
}

Result<std::string> SecretBox::key_id() const {
  AH_TRY(auto keys, state_->unlock());
  return keys->id;
}

Result<Bytes> SecretBox::seal(std::int64_t integration_id, std::string_view field, std::string_view text) const {
  AH_TRY(auto keys, state_->unlock());
  auto record = seal_record(as_bytes(keys->secrets.reveal()), {integration_id, field, keys->id}, text);
  if (!record) return failure(Errc::internal, "The secret " + std::string{field} + " could not be encrypted.");
  return std::move(*record);
}

Result<SecretText> SecretBox::open(std::int64_t integration_id, std::string_view field, ByteView record) const {
  AH_TRY(auto keys, state_->unlock());
  auto text = open_record(as_bytes(keys->secrets.reveal()), {integration_id, field, keys->id}, record);
  if (!text) {
    return failure(Errc::locked,
                   "The stored secret " + std::string{field} + " cannot be decrypted: its record was changed.",
                   "Set the secret again.");
  }
  return std::move(*text);
}

Result<std::string> SecretBox::fingerprint(std::string_view text) const {
  AH_TRY(auto keys, state_->unlock());
  return render_hex(hmac_sha256(as_bytes(keys->fingerprints.reveal()), as_bytes(text))).substr(0, 8);
}

}  // namespace autoheal::host
