// A hash of text that is the same in every process (FNV-1a). No defence against people who choose the text.
// Threads: pure function, [any-thread].
#pragma once

#include <cstdint>
#include <string_view>

namespace autoheal::kit {

constexpr std::uint64_t fnv1a(std::string_view text) noexcept {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return hash;
}

}  // namespace autoheal::kit
