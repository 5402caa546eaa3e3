#include "rest/keys.hpp"

#include "base/random.hpp"

#include <algorithm>

namespace simulator {
namespace {

constexpr std::string_view kKeyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

std::string take_token(std::string_view authorization, std::string_view scheme) {
  if (authorization.substr(0, scheme.size()) != scheme) return {};
  return std::string(authorization.substr(scheme.size()));
}

Index user_with_role(const Account& account, std::string_view role) {
  for (Index i = 0; i < account.users.size(); ++i) {
    if (account.users.at(i).role == role) return i;
  }
  return 0;
}

}  // namespace

KeyRing::KeyRing(const Account& account, std::uint64_t seed) {
  Random random(seed ^ hash_text("keys"));
  const Index owner = user_with_role(account, "owner");
  const Index responder = user_with_role(account, "limited_user");
  const auto add = [&](std::string name, Key::Kind kind, Index user, std::vector<std::string> missing = {}) -> Key& {
    Key key;
    key.name = std::move(name);
    key.kind = kind;
    key.user = user;
    key.missing = std::move(missing);
    if (kind == Key::Kind::general) key.value = random.text(20, kKeyAlphabet);
    if (kind == Key::Kind::user) key.value = "u+" + random.text(18, kKeyAlphabet);
    if (kind == Key::Kind::oauth) key.value = "pdus+_0XBPWQQ_" + make_uuid(random.next());
    keys_.push_back(std::move(key));
    return keys_.back();
  };
  add("general", Key::Kind::general, kNone);
  add("readonly", Key::Kind::general, kNone).read_only = true;
  add("user", Key::Kind::user, responder).may_manage = false;
  add("full", Key::Kind::user, owner);
  for (const char* what : {"incidents", "services", "schedules", "users"}) {
    Key& key = add(std::string("no_") + what, Key::Kind::user, responder, {std::string(what) + ".read"});
    key.may_manage = false;
    key.read_only = true;
  }
  add("oauth", Key::Kind::oauth, owner);
  add("oauth_no_incidents", Key::Kind::oauth, owner, {"incidents.read", "incidents.write"});
}

const Key* KeyRing::authenticate(std::string_view authorization) const {
  std::string value = take_token(authorization, "Token token=");
  const bool bearer = value.empty();
  if (bearer) value = take_token(authorization, "Bearer ");
  for (const Key& key : keys_) {
    if (value != key.value || bearer != (key.kind == Key::Kind::oauth)) continue;
    const bool revoked = std::find(revoked_.begin(), revoked_.end(), key.name) != revoked_.end();
    return revoked ? nullptr : &key;
  }
  return nullptr;
}

bool KeyRing::set_revoked(std::string_view name, bool revoked) {
  const bool known = std::any_of(keys_.begin(), keys_.end(), [&](const Key& key) { return key.name == name; });
  std::erase(revoked_, name);
  if (known && revoked) revoked_.emplace_back(name);
  return known;
}

}  // namespace simulator
