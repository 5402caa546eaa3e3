// Deterministic randomness and ids: the same seed gives the same account on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace simulator {

// splitmix64: small state, good enough for data, and any value can be drawn for any (seed, n) without order.
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ULL;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

std::uint64_t hash_text(std::string_view text);

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(mix(seed)) {}
  std::uint64_t next() { return mix(state_++); }
  // 0 … n-1
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(unsigned percent) { return next() % 100 < percent; }
  std::string text(std::size_t length, std::string_view alphabet);

 private:
  std::uint64_t state_;
};

// An id as PagerDuty makes them: upper-case alphanumeric, `prefix` first. (kind, n) names the object.
std::string make_id(char prefix, std::size_t length, std::string_view kind, std::uint64_t n);
std::string make_hex(std::size_t length, std::uint64_t seed);
std::string make_uuid(std::uint64_t seed);

// Ids that can be read back: which incident (by position) and which of its log entries.
std::string encode_log_entry_id(std::uint32_t incident, std::uint32_t ordinal);
bool decode_log_entry_id(std::string_view id, std::uint32_t& incident, std::uint32_t& ordinal);

}  // namespace simulator
