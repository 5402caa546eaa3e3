#include "kit/connection/test_in_turn.hpp"

#include <boost/json.hpp>
#include <utility>

namespace autoheal::kit {

Result<std::string> test_in_turn(http::Client& client, const CallScope& scope, std::span<const Probe> probes,
                                 std::string_view all_good) {
  const auto exchange = client.open(scope, http::Priority::probe);
  ConnectionTable table{std::string(all_good), {}, {}};
  bool good = true;
  for (const Probe& one : probes) {
    ConnectionRow& row =
        table.rows.emplace_back(ConnectionRow{std::string(one.name), std::string(one.title), std::string(one.proves)});
    row.required = true;
    row.gate = table.rows.size() == 1;
    if (!good) continue;
    probe(*exchange, {std::string(one.path), {}}, one.check, row);
    if (scope.is_cancelled()) return failure(Errc::cancelled, "The connection test was cancelled.");
    good = row.outcome == CheckOutcome::pass;
    if (!good) table.summary = row.reason;
  }
  return render(table);
}

}  // namespace autoheal::kit
