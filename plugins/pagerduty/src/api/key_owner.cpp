#include "api/key_owner.hpp"

#include "kit/json/json_reader.hpp"
#include "kit/text/text.hpp"
#include "kit/text/url.hpp"
#include "model/link.hpp"

namespace autoheal::pagerduty::api {
namespace {

constexpr std::string_view kUsDomain = ".pagerduty.com";
constexpr std::string_view kEuDomain = ".eu.pagerduty.com";

std::string host_of(std::string_view html_url) {
  const std::string link = model::checked_link(html_url);
  const auto url = kit::parse_web_url(link);
  return url ? std::string(url->host) : std::string();
}

}  // namespace

std::string subdomain_of(std::string_view html_url) {
  const std::string host = host_of(html_url);
  for (const std::string_view domain : {kEuDomain, kUsDomain}) {
    if (host.ends_with(domain)) return host.substr(0, host.size() - domain.size());
  }
  return {};
}

bool is_eu_link(std::string_view html_url) { return host_of(html_url).ends_with(kEuDomain); }

KeyOwner read_key_owner(const kit::Result<kit::http::Response>& me) {
  KeyOwner owner;
  if (!me.has_value()) {
    const bool account_level =
        me.error().http_status == 400 &&
        kit::to_lower(me.error().message).find("account-level access token") != std::string::npos;
    if (account_level) owner.kind = KeyKind::general;
    return owner;
  }
  const kit::Result<kit::JsonDocument> document = kit::parse_json(me.value().body);
  if (!document.has_value()) return owner;
  const std::optional<kit::JsonReader> user = document.value().root().optional_object("user");
  if (!user) return owner;
  owner.kind = KeyKind::user;
  owner.name = kit::clean_text(user->text_or("name"), kit::Lines::one, 100);
  owner.role = kit::clean_text(user->text_or("role"), kit::Lines::one, 40);
  owner.subdomain = subdomain_of(user->text_or("html_url"));
  return owner;
}

}  // namespace autoheal::pagerduty::api
