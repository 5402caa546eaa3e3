// References: the short form {id, type, summary, self, html_url} in which objects name each other. The addresses are
// PagerDuty's own, not the simulator's: an answer does not depend on the port it came from.
#pragma once

#include "net/message.hpp"
#include "store/account.hpp"

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

namespace json = boost::json;

inline constexpr std::string_view kApi = "https://api.pagerduty.com";

// The set filter include[].
class Includes {
 public:
  explicit Includes(const Query& query) : names_(query.all("include[]")) {}
  Includes() = default;
  bool has(std::string_view name) const;

 private:
  std::vector<std::string> names_;
};

std::string web_address(const Account& account, std::string_view path);
json::value text_or_null(const std::string& text);
// JSON kept as text back to a value; null if empty.
json::value parse_stored(const std::string& text);

json::object user_reference(const Account& account, Index user);
json::object team_reference(const Account& account, Index team);
json::object service_reference(const Account& account, Index service);
json::object policy_reference(const Account& account, Index policy);
json::object schedule_reference(const Account& account, Index schedule);
json::object integration_reference(const Account& account, Index integration);
json::object priority_reference(const Account& account, Index priority);
json::object incident_reference(const Account& account, Index incident);
json::value agent_reference(const Account& account, const Agent& agent);
json::array team_references(const Account& account, const std::vector<Index>& teams);

// The first members of a full object: id, type, summary, self, html_url (null if empty).
json::object reference(std::string_view id, std::string_view type, const std::string& summary, std::string self,
                       std::string html_url);

}  // namespace simulator
