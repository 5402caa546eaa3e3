// Bytes: text forms, hashes, random numbers, constant-time comparison. The only file, besides secrets/, that uses
// OpenSSL in the host's core.
// Threads: [any-thread].
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
using Sha256 = std::array<std::uint8_t, 32>;

ByteView as_bytes(std::string_view text) noexcept;
std::string_view as_text(ByteView bytes) noexcept;

std::string render_hex(ByteView bytes);  // lower case
std::optional<Bytes> parse_hex(std::string_view text);
std::string render_base64(ByteView bytes);     // RFC 4648 section 4, padded
std::string render_base64url(ByteView bytes);  // section 5, not padded

Sha256 sha256(ByteView bytes);
Sha256 hmac_sha256(ByteView key, ByteView message);
// HKDF (RFC 5869) with SHA-256: `size` bytes (at most 8160) that `key`, `salt` and `info` decide. Ends the process if
// the library has no HKDF: nothing secret could be read or written.
Bytes hkdf_sha256(ByteView key, ByteView salt, ByteView info, std::size_t size);

// From the operating system's generator. Ends the process if there is none: nothing here works without.
Bytes random_bytes(std::size_t count);
std::string random_token(std::size_t bytes);  // base64url of that many random bytes

// Compares without telling, by its time, where the difference is. Different sizes are different.
bool equal_constant_time(ByteView a, ByteView b) noexcept;

// The wipe that the optimiser may not remove.
void wipe(void* data, std::size_t size) noexcept;

}  // namespace autoheal::host
