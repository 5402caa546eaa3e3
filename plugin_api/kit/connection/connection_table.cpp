#include "kit/connection/connection_table.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::kit {
namespace {

constexpr std::array<std::string_view, 5> kOutcomes{"pass", "fail", "warn", "info", "skipped"};
constexpr std::array<std::string_view, 3> kVerdicts{"pass", "partial", "fail"};

boost::json::object render_row(const ConnectionRow& row) {
  boost::json::object out{{"name", row.name},
                          {"title", row.title},
                          {"outcome", name(row.outcome)},
                          {"required", row.required},
                          {"proves", row.proves}};
  if (row.latency) out["latency_ms"] = row.latency->count();
  if (!row.reason.empty()) out["reason"] = row.reason;
  if (!row.remedy.empty()) out["remedy"] = row.remedy;
  return out;
}

}  // namespace

std::string_view name(CheckOutcome outcome) noexcept { return kOutcomes[static_cast<std::size_t>(outcome)]; }
std::string_view name(ConnectionVerdict verdict) noexcept { return kVerdicts[static_cast<std::size_t>(verdict)]; }

ConnectionVerdict verdict_of(const std::vector<ConnectionRow>& rows) {
  const auto passes_all = [&rows](bool gates_only) {
    return std::all_of(rows.begin(), rows.end(), [gates_only](const ConnectionRow& row) {
      return !row.required || (gates_only && !row.gate) || row.outcome == CheckOutcome::pass;
    });
  };
  if (rows.empty()) return ConnectionVerdict::fail;
  if (passes_all(false)) return ConnectionVerdict::pass;
  const bool reads = std::any_of(rows.begin(), rows.end(), [](const ConnectionRow& row) {
    return row.required && !row.gate && row.outcome == CheckOutcome::pass;
  });
  return reads && passes_all(true) ? ConnectionVerdict::partial : ConnectionVerdict::fail;
}

std::string render(const ConnectionTable& table) {
  boost::json::array rows;
  for (const ConnectionRow& row : table.rows) rows.push_back(render_row(row));
  return boost::json::serialize(boost::json::object{{"verdict", name(verdict_of(table.rows))},
                                                    {"summary", table.summary},
                                                    {"account", table.account},
                                                    {"rows", std::move(rows)}});
}

}  // namespace autoheal::kit
