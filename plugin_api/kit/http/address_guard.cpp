#include "kit/http/address_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>

namespace autoheal::kit::http {
namespace {

struct Block4 {
  std::uint32_t network;
  int bits;
};

constexpr std::uint32_t ipv4(unsigned a, unsigned b, unsigned c, unsigned d) {
  return (a << 24) | (b << 16) | (c << 8) | d;
}

// IANA's special-purpose registry, as far as it is not globally reachable.
constexpr std::array<Block4, 15> kNotPublic{{{ipv4(0, 0, 0, 0), 8},
                                             {ipv4(10, 0, 0, 0), 8},
                                             {ipv4(100, 64, 0, 0), 10},
                                             {ipv4(127, 0, 0, 0), 8},
                                             {ipv4(169, 254, 0, 0), 16},
                                             {ipv4(172, 16, 0, 0), 12},
                                             {ipv4(192, 0, 0, 0), 24},
                                             {ipv4(192, 0, 2, 0), 24},
                                             {ipv4(192, 88, 99, 0), 24},
                                             {ipv4(192, 168, 0, 0), 16},
                                             {ipv4(198, 18, 0, 0), 15},
                                             {ipv4(198, 51, 100, 0), 24},
                                             {ipv4(203, 0, 113, 0), 24},
                                             {ipv4(224, 0, 0, 0), 4},
                                             {ipv4(240, 0, 0, 0), 4}}};

bool is_public4(std::uint32_t address) noexcept {
  return std::none_of(kNotPublic.begin(), kNotPublic.end(), [address](const Block4& block) {
    return (address >> (32 - block.bits)) == (block.network >> (32 - block.bits));
  });
}

std::uint32_t read4(const std::uint8_t* bytes) noexcept { return ipv4(bytes[0], bytes[1], bytes[2], bytes[3]); }

bool is_public6(const std::uint8_t* bytes) noexcept {
  constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr std::array<std::uint8_t, 12> kNat64{0, 0x64, 0xFF, 0x9B};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes)) return is_public4(read4(bytes + 12));
  if (std::equal(kNat64.begin(), kNat64.end(), bytes)) return is_public4(read4(bytes + 12));
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public4(read4(bytes + 2));
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0D && bytes[3] == 0xB8) return false;
  if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02) return false;  // Teredo and protocol assignments
  return (bytes[0] & 0xE0) == 0x20;                                           // global unicast is 2000::/3
}

}  // namespace

bool is_public_address(const sockaddr* address, socklen_t size) noexcept {
  if (address->sa_family == AF_INET && size >= static_cast<socklen_t>(sizeof(sockaddr_in))) {
    sockaddr_in in{};
    std::memcpy(&in, address, sizeof in);
    return is_public4(ntohl(in.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6 && size >= static_cast<socklen_t>(sizeof(sockaddr_in6))) {
    sockaddr_in6 in{};
    std::memcpy(&in, address, sizeof in);
    return is_public6(in.sin6_addr.s6_addr);
  }
  return false;
}

}  // namespace autoheal::kit::http
