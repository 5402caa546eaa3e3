#include "base/random.hpp"

namespace simulator {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kHex = "0123456789abcdef";

// An odd multiplier is invertible modulo a power of two, so neighbouring numbers get unlike ids that can be read back.
constexpr std::uint64_t kLogMask = (1ULL << 40U) - 1;
constexpr std::uint64_t kLogMultiplier = 0x5DEECE66DULL;

constexpr std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t x = odd;  // Newton's iteration doubles the number of correct bits
  for (int i = 0; i < 6; ++i) x *= 2 - odd * x;
  return x;
}

}  // namespace

std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(hash);
}

std::string Random::text(std::size_t length, std::string_view alphabet) {
  std::string out(length, ' ');
  for (char& c : out) c = alphabet[below(alphabet.size())];
  return out;
}

std::string make_id(char prefix, std::size_t length, std::string_view kind, std::uint64_t n) {
  std::uint64_t value = mix(hash_text(kind) ^ mix(n));
  std::string id(length, prefix);
  for (std::size_t i = 1; i < length; ++i) {
    if (i == 12) value = mix(value + n);
    id[i] = kAlphabet[value % kAlphabet.size()];
    value /= kAlphabet.size();
  }
  return id;
}

std::string make_hex(std::size_t length, std::uint64_t seed) { return Random(seed).text(length, kHex); }

std::string make_uuid(std::uint64_t seed) {
  std::string id = make_hex(32, seed);
  id[12] = '4';
  id[16] = "89ab"[static_cast<std::size_t>(id[16]) % 4];
  for (const std::size_t at : {8U, 13U, 18U, 23U}) id.insert(at, 1, '-');
  return id;
}

std::string encode_log_entry_id(std::uint32_t incident, std::uint32_t ordinal) {
  std::uint64_t value = (((static_cast<std::uint64_t>(incident) << 12U) | ordinal) * kLogMultiplier) & kLogMask;
  std::string id(14, 'R');
  for (std::size_t i = 1; i <= 8; ++i) {
    id[i] = kAlphabet[value % 36];
    value /= 36;
  }
  // The tail is a check: an id that was not made here does not decode.
  std::uint64_t check = mix(hash_text(std::string_view(id).substr(1, 8)));
  for (std::size_t i = 9; i < id.size(); ++i) {
    id[i] = kAlphabet[check % 36];
    check /= 36;
  }
  return id;
}

bool decode_log_entry_id(std::string_view id, std::uint32_t& incident, std::uint32_t& ordinal) {
  if (id.size() != 14 || id.front() != 'R') return false;
  std::uint64_t value = 0;
  for (std::size_t i = 8; i >= 1; --i) {
    const std::size_t digit = kAlphabet.find(id[i]);
    if (digit == std::string_view::npos) return false;
    value = value * 36 + digit;
  }
  value = (value * inverse(kLogMultiplier)) & kLogMask;
  ordinal = static_cast<std::uint32_t>(value & 0xfffU);
  incident = static_cast<std::uint32_t>(value >> 12U);
  return encode_log_entry_id(incident, ordinal) == id;
}

}  // namespace simulator
