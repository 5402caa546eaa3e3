#include "connection/table.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace autoheal::pagerduty::connection {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 5> kOutcomes{"pass", "fail", "warn", "info", "skipped"};
constexpr std::array<std::string_view, 3> kVerdicts{"pass", "partial", "fail"};

bool is_read(const Row& row) { return row.name != "reach" && row.name != "api_key"; }

void add_if(json::object& out, std::string_view key, const std::string& value) {
  if (!value.empty()) out[json::string_view(key.data(), key.size())] = value;
}

json::object render_row(const Row& row) {
  json::object out{{"name", row.name},
                   {"title", row.title},
                   {"outcome", name(row.outcome)},
                   {"required", row.required},
                   {"proves", row.proves}};
  if (row.latency) out["latency_ms"] = row.latency->count();
  add_if(out, "reason", row.reason);
  add_if(out, "remedy", row.remedy);
  return out;
}

}  // namespace

std::string_view name(Outcome outcome) noexcept { return kOutcomes[static_cast<std::size_t>(outcome)]; }
std::string_view name(Verdict verdict) noexcept { return kVerdicts[static_cast<std::size_t>(verdict)]; }

Verdict verdict_of(const std::vector<Row>& rows) {
  const auto passes = [](const Row& row) { return row.outcome == Outcome::pass; };
  const bool all = std::all_of(rows.begin(), rows.end(), [&](const Row& r) { return !r.required || passes(r); });
  if (all && !rows.empty()) return Verdict::pass;
  const bool accepted =
      std::any_of(rows.begin(), rows.end(), [&](const Row& r) { return r.name == "api_key" && passes(r); });
  const bool reads =
      std::any_of(rows.begin(), rows.end(), [&](const Row& r) { return r.required && is_read(r) && passes(r); });
  return accepted && reads ? Verdict::partial : Verdict::fail;
}

std::string render_table(const Table& table) {
  json::object account;
  add_if(account, "key_kind", table.account.key_kind);
  add_if(account, "owner", table.account.owner);
  add_if(account, "region", table.account.region);
  add_if(account, "subdomain", table.account.subdomain);
  json::array rows;
  for (const Row& row : table.rows) rows.push_back(render_row(row));
  const json::object out{{"verdict", name(verdict_of(table.rows))},
                         {"summary", table.summary},
                         {"account", std::move(account)},
                         {"rows", std::move(rows)}};
  return json::serialize(out);
}

}  // namespace autoheal::pagerduty::connection
