#include "rest/filters.hpp"

namespace simulator {

std::string fold_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

bool name_matches(const Query& query, std::string_view name) {
  const auto wanted = query.get("query");
  return !wanted || fold_case(name).find(fold_case(*wanted)) != std::string::npos;
}

void apply_name_order(const Query& query, std::vector<Index>& rows) {
  if (query.get("sort_by") == "name:desc") std::reverse(rows.begin(), rows.end());
}

}  // namespace simulator
