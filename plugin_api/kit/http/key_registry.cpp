// key_state_of: the process-wide table behind key_state.hpp.
#include "kit/http/key_state.hpp"

#include <array>
#include <openssl/evp.h>
#include <string>

namespace autoheal::kit::http {
namespace {

constexpr std::chrono::minutes kUnusedFor{10};

using Digest = std::array<unsigned char, 32>;

struct Entry {
  std::shared_ptr<KeyState> state;
  std::chrono::steady_clock::time_point used;
};

struct Registry {
  std::mutex mutex;
  std::map<Digest, Entry> entries;
};

Registry& registry() {
  static Registry* const kRegistry = new Registry;  // never destroyed: calls may outlive static destruction
  return *kRegistry;
}

// SHA-256 over length-prefixed parts, so that no two pairs share one text.
Digest hash_of(std::string_view origin, std::string_view credential) {
  const std::string size = std::to_string(origin.size()) + ':';
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  Digest digest{};
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) throw std::bad_alloc();
  for (const std::string_view part : {std::string_view(size), origin, credential}) {
    EVP_DigestUpdate(context.get(), part.data(), part.size());
  }
  EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  return digest;
}

}  // namespace

std::shared_ptr<KeyState> key_state_of(const Service& service, std::string_view origin, std::string_view credential) {
  const Digest hash = hash_of(origin, credential);
  const auto now = std::chrono::steady_clock::now();
  Registry& table = registry();
  const std::lock_guard lock(table.mutex);
  for (auto at = table.entries.begin(); at != table.entries.end();) {
    const bool idle = at->second.state.use_count() == 1 && now - at->second.used > kUnusedFor;
    at = idle ? table.entries.erase(at) : std::next(at);
  }
  Entry& entry = table.entries[hash];
  if (!entry.state) entry.state = std::make_shared<KeyState>(service, std::random_device{}());
  entry.used = now;
  return entry.state;
}

}  // namespace autoheal::kit::http
