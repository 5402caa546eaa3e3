// SecretBox: seals secrets for the store and opens them again (AES-256-GCM), under a key that lives in a file of its
// own.
//
// A record is bound to its place: the integration's id, the field's name and the key's id are authenticated with it, so
// that a record copied to another row, or changed in any bit, does not open.
// A box whose key is missing, wrong or kept carelessly is locked: it answers Errc::locked with the reason and never
// falls back to anything else. A locked box looks at the key file again at each use, so that it opens when the key is
// back. Threads: [any-thread].
#pragma once

#include "base/result.hpp"
#include "base/secret_text.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace autoheal::host {

class SecretBox {
 public:
  // known_key_id: the id of the key that the store was written with; empty for a new store, for which a missing key
  // file is created. Once there is a known id, the file is never created again.
  SecretBox(std::filesystem::path key_file, std::string known_key_id);
  ~SecretBox();
  SecretBox(SecretBox&&) noexcept;

  // Nothing when open, the reason otherwise.
  Result<void> check() const;
  Result<std::string> key_id() const;

  Result<Bytes> seal(std::int64_t integration_id, std::string_view field, std::string_view text) const;
  Result<SecretText> open(std::int64_t integration_id, std::string_view field, ByteView record) const;

  // 8 hex digits that tell secrets apart and say nothing about them.
  Result<std::string> fingerprint(std::string_view text) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace autoheal::host
