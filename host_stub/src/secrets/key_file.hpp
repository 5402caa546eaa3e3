// The file that holds the master key: 32 random bytes as 64 hex digits, 0600, its own owner's, never a link.
// Threads: [any-thread].
#pragma once

#include "base/result.hpp"
#include "base/secret_text.hpp"

#include <filesystem>

namespace autoheal::host {

struct MasterKey {
  SecretText bytes;    // 32
  std::string key_id;  // 8 hex digits; says which key it is and nothing about it
};

// Errc::locked with the reason: missing, a link, not a regular file, readable or writable by others, somebody else's,
// of another size or content, in a directory that others may write to.
Result<MasterKey> read_key_file(const std::filesystem::path& file);

// Makes a new key. Errc::name_taken: there is a file already (perhaps another process was faster: read it).
Result<void> create_key_file(const std::filesystem::path& file);

// A key for one purpose, derived from the master key (HKDF-SHA256).
SecretText derive_key(const MasterKey& key, std::string_view purpose);

}  // namespace autoheal::host
