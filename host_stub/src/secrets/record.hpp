// One encrypted secret as bytes: AES-256-GCM, a fresh random nonce each time.
//
//   version (1 byte, 1) | key id (4 bytes) | nonce (12) | tag (16) | ciphertext
//
// Authenticated with it: version, integration id, field name and key id. Nothing of the plaintext is used before the
// tag was found right. Threads: pure functions, [any-thread].
#pragma once

#include "base/bytes.hpp"
#include "base/secret_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host {

struct RecordPlace {
  std::int64_t integration_id = 0;
  std::string_view field;
  std::string_view key_id;  // 8 hex digits
};

// key: 32 bytes. Nothing: the library failed, or the text is larger than 64 KiB.
std::optional<Bytes> seal_record(ByteView key, const RecordPlace& place, std::string_view text);

// Nothing: not a record, of another key or place, or changed.
std::optional<SecretText> open_record(ByteView key, const RecordPlace& place, ByteView record);

// The key id that a record names, or nothing if it is not a record.
std::optional<std::string> record_key_id(ByteView record);

}  // namespace autoheal::host
