// Set filters and name filters, shared by the list endpoints.
#pragma once

#include "net/message.hpp"
#include "rest/error.hpp"
#include "store/account.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace simulator {

// A set filter such as service_ids[]: absent lets everything through; ids that do not exist match nothing.
class IdFilter {
 public:
  template <class Row>
  IdFilter(const Query& query, std::string_view name, const Table<Row>& table) : given_(query.has(name)) {
    for (const std::string& id : query.all(name)) {
      const Index index = table.find(id);
      if (index != kNone) wanted_.push_back(index);
    }
  }
  bool given() const { return given_; }
  bool accepts(Index index) const {
    return !given_ || std::find(wanted_.begin(), wanted_.end(), index) != wanted_.end();
  }
  bool accepts_any(const std::vector<Index>& indices) const {
    return !given_ || std::any_of(indices.begin(), indices.end(), [this](Index i) { return accepts(i); });
  }

 private:
  bool given_;
  std::vector<Index> wanted_;
};

// team_ids[] needs the teams ability.
inline IdFilter team_filter(const Query& query, const Account& account) {
  IdFilter filter(query, "team_ids[]", account.teams);
  if (filter.given() && !account.plan.teams) fail_plan();
  return filter;
}

// `query`: a substring of the name, case ignored (ASCII letters only).
bool name_matches(const Query& query, std::string_view name);
// Positions of all rows that `accept` lets through, by name, case ignored.
template <class Row, class Accept>
std::vector<Index> rows_by_name(const Table<Row>& table, Accept&& accept);

std::string fold_case(std::string_view text);

template <class Row, class Accept>
std::vector<Index> rows_by_name(const Table<Row>& table, Accept&& accept) {
  std::vector<std::pair<std::string, Index>> found;
  for (Index i = 0; i < table.size(); ++i) {
    if (accept(i)) found.emplace_back(fold_case(table.at(i).name), i);
  }
  std::sort(found.begin(), found.end());
  std::vector<Index> out;
  out.reserve(found.size());
  for (const auto& [name, index] : found) out.push_back(index);
  return out;
}

// sort_by=name:desc turns a list sorted by name around.
void apply_name_order(const Query& query, std::vector<Index>& rows);

}  // namespace simulator
