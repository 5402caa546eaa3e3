// The keys of the account and what each may do.
#pragma once

#include "store/account.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace simulator {

struct Key {
  enum class Kind : std::uint8_t { general, user, oauth };
  std::string name;  // as in the ready file: "general", "readonly", …
  std::string value;
  Kind kind = Kind::general;
  Index user = kNone;  // whose key it is; for kind user and oauth
  bool read_only = false;
  bool may_manage = true;            // webhook subscriptions and the like
  std::vector<std::string> missing;  // scopes it lacks, e.g. "incidents.read"
};

class KeyRing {
 public:
  KeyRing(const Account& account, std::uint64_t seed);
  // The key of an Authorization header, null if PagerDuty would answer 401: `Token token=<key>` exactly, or
  // `Bearer <token>` for OAuth tokens.
  const Key* authenticate(std::string_view authorization) const;
  const std::vector<Key>& keys() const { return keys_; }
  // Revoked keys answer 401 until they are restored. False if no key has that name.
  bool set_revoked(std::string_view name, bool revoked);

 private:
  std::vector<Key> keys_;
  std::vector<std::string> revoked_;
};

}  // namespace simulator
