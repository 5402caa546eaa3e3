// GET /incidents and GET /incidents/{id}.
#include "data/history.hpp"
#include "rest/filters.hpp"
#include "rest/incident_lookup.hpp"
#include "rest/incident_objects.hpp"
#include "rest/page.hpp"
#include "rest/resources.hpp"
#include "rest/window.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace simulator {
namespace {

struct SortKey {
  enum class Field : std::uint8_t { number, created, resolved, urgency } field = Field::created;
  bool descending = false;
};

std::vector<SortKey> parse_sort(const Query& query, const Plan& plan) {
  std::vector<SortKey> keys;
  std::string text = query.get("sort_by").value_or("created_at:asc");
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string part = text.substr(0, comma);
    text.erase(0, std::min(comma + 1, text.size()));
    SortKey key;
    const std::size_t colon = std::min(part.find(':'), part.size());
    const std::string direction = part.substr(colon);
    part.resize(colon);
    if (part == "incident_number") {
      key.field = SortKey::Field::number;
    } else if (part == "resolved_at") {
      key.field = SortKey::Field::resolved;
    } else if (part == "urgency") {
      if (!plan.urgencies) fail_plan();
      key.field = SortKey::Field::urgency;
    } else if (part != "created_at") {
      fail_input("sort_by is invalid.");
    }
    if (direction != "" && direction != ":asc" && direction != ":desc") fail_input("sort_by is invalid.");
    key.descending = direction == ":desc";
    keys.push_back(key);
  }
  if (keys.empty() || keys.size() > 2) fail_input("sort_by is invalid.");
  return keys;
}

Millis value_of(const Incident& row, SortKey::Field field) {
  switch (field) {
    case SortKey::Field::number:
      return row.number;
    case SortKey::Field::created:
      return row.created_at;
    case SortKey::Field::resolved:
      return row.resolved_at == 0 ? std::numeric_limits<Millis>::max() : row.resolved_at;
    case SortKey::Field::urgency:
      return row.high_urgency ? 1 : 0;
  }
  return 0;
}

// Only as much is sorted as the page needs.
void sort_rows(const Account& account, const std::vector<SortKey>& keys, std::size_t needed, std::vector<Index>& rows) {
  if (keys.size() == 1 && keys[0].field == SortKey::Field::created) {  // they come in this order
    if (keys[0].descending) std::reverse(rows.begin(), rows.end());
    return;
  }
  struct Keyed {
    std::array<Millis, 2> keys{};  // turned around where the order is descending
    Index row = kNone;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(rows.size());
  for (const Index row : rows) {
    Keyed item;
    item.row = row;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const Millis value = value_of(account.incidents.at(row), keys[i].field);
      item.keys[i] = keys[i].descending ? -value : value;
    }
    keyed.push_back(item);
  }
  const auto middle = keyed.begin() + static_cast<std::ptrdiff_t>(std::min(needed, keyed.size()));
  std::partial_sort(keyed.begin(), middle, keyed.end(),
                    [](const Keyed& a, const Keyed& b) { return a.keys != b.keys ? a.keys < b.keys : a.row < b.row; });
  std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const Keyed& item) { return item.row; });
}

class Filter {
 public:
  explicit Filter(const Call& call)
      : account_(call.account),
        services_(call.query, "service_ids[]", account_.services),
        teams_(team_filter(call.query, account_)),
        users_(call.query, "user_ids[]", account_.users),
        priorities_(call.query, "priority_ids[]", account_.priorities),
        key_(call.query.get("incident_key")) {
    const auto statuses = call.query.all("statuses[]");
    for (const std::string& status : statuses) {
      if (status != "triggered" && status != "acknowledged" && status != "resolved") {
        fail_input("Statuses is invalid.");
      }
      statuses_ |= bit(status);
    }
    if (statuses.empty()) statuses_ = 7;
    const auto urgencies = call.query.all("urgencies[]");
    if (!urgencies.empty() && !account_.plan.urgencies) fail_plan();
    high_ = urgencies.empty() || std::find(urgencies.begin(), urgencies.end(), "high") != urgencies.end();
    low_ = urgencies.empty() || std::find(urgencies.begin(), urgencies.end(), "low") != urgencies.end();
  }

  bool accepts(Index index) const {
    const Incident& row = account_.incidents.at(index);
    if (row.hidden || (statuses_ & (1U << static_cast<unsigned>(row.status))) == 0) return false;
    if (!(row.high_urgency ? high_ : low_) || !services_.accepts(row.service)) return false;
    if (teams_.given() && !teams_.accepts_any(account_.services.at(row.service).teams)) return false;
    if (priorities_.given() && !priorities_.accepts(row.priority)) return false;
    if (users_.given() && !is_assigned(row)) return false;
    return !key_ || has_key(row);
  }

 private:
  static unsigned bit(const std::string& status) {
    return status == "triggered" ? 1 : status == "acknowledged" ? 2 : 4;
  }

  bool is_assigned(const Incident& row) const {
    return std::any_of(row.assignments.begin(), row.assignments.end(),
                       [this](const Assignment& a) { return users_.accepts(a.user); });
  }

  bool has_key(const Incident& row) const {
    if (!row.has_alerts) return row.key == *key_;
    if (row.detail) {
      return std::any_of(row.detail->alerts.begin(), row.detail->alerts.end(),
                         [this](const Alert& alert) { return alert.key == *key_; });
    }
    for (std::size_t i = 0; i < derived_alert_count(row); ++i) {
      if (derived_alert_key(row, i) == *key_) return true;
    }
    return false;
  }

  const Account& account_;
  IdFilter services_;
  IdFilter teams_;
  IdFilter users_;
  IdFilter priorities_;
  std::optional<std::string> key_;
  unsigned statuses_ = 0;
  bool high_ = true;
  bool low_ = true;
};

Response list_incidents(Call& call) {
  const Account& account = call.account;
  const Page page = parse_page(call.query);
  const Zone& zone = parse_zone(call.query, utc_zone());
  const std::vector<SortKey> keys = parse_sort(call.query, account.plan);
  const Filter filter(call);
  const auto& order = account.incidents.by_creation();
  std::pair<std::size_t, std::size_t> range{0, order.size()};
  if (call.query.get("date_range") != "all") {
    const TimeWindow window = parse_incident_window(call.query, account);
    range = account.incidents.created_between(window.since, window.until);
  }
  std::vector<Index> rows;
  for (std::size_t i = range.first; i < range.second; ++i) {
    if (filter.accepts(order[i])) rows.push_back(order[i]);
  }
  sort_rows(account, keys, page.offset + page.limit, rows);
  const Includes includes(call.query);
  return json_response(200, render_page("incidents", rows, page, [&](Index row) {
                         return incident_object(account, row, includes, zone, false);
                       }));
}

Response get_incident(Call& call) {
  const Index index = find_incident(call.account, call.args[0]);
  const Includes includes(call.query);
  const Zone& zone = parse_zone(call.query, utc_zone());
  return json_response(200, json::object{{"incident", incident_object(call.account, index, includes, zone, true)}});
}

}  // namespace

Index find_incident_by_id(const Account& account, const std::string& id) {
  const Index index = account.incidents.find(id);
  if (index == kNone) fail_not_found();
  return index;
}

Index find_incident(const Account& account, const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) {
    const Index index = account.incidents.by_number(number);
    if (index != kNone) return index;
  }
  return find_incident_by_id(account, text);
}

void add_incident_routes(Router& router) {
  router.add("GET", "/incidents", "incidents.read", list_incidents);
  // "/incidents/types" is a resource of its own and comes first (incident_parts.cpp).
  add_incident_part_routes(router);
  router.add("GET", "/incidents/{id}", "incidents.read", get_incident);
}

}  // namespace simulator
