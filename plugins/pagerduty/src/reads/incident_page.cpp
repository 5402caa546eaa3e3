#include "reads/incident_page.hpp"

#include <algorithm>

namespace autoheal::pagerduty::reads {
namespace {

bool is_done(const model::Incident& incident, const IncidentCursor& start, const IncidentOrder& order) {
  return start.last && !order.before(*start.last, order.key_of(incident));
}

}  // namespace

bool is_by_creation(IncidentSort sort) { return sort == IncidentSort::newest || sort == IncidentSort::oldest; }

kit::UtcTime second_of(const model::Incident& incident) {
  return std::chrono::floor<std::chrono::seconds>(incident.created_at);
}

void narrow(IncidentQuestion& question, const IncidentCursor& start) {
  const kit::UtcTime second = std::chrono::floor<std::chrono::seconds>(start.last->created_at);
  if (start.sort == IncidentSort::newest) {
    question.window->until = std::min(question.window->until, second + std::chrono::seconds{1});
  } else {
    question.window->since = std::max(question.window->since, second);
  }
}

void ask_for_whole_seconds(IncidentQuestion& question, const IncidentCursor& start, const IncidentOrder& order,
                           std::size_t least) {
  question.enough = [start, order, least](const std::vector<const model::Incident*>& rows) {
    if (rows.empty()) return false;
    const kit::UtcTime last = second_of(*rows.back());
    const auto sure = std::count_if(rows.begin(), rows.end(), [&](const model::Incident* row) {
      return second_of(*row) != last && !is_done(*row, start, order);
    });
    return static_cast<std::size_t>(sure) >= least;
  };
}

IncidentPage page_of(IncidentScan&& scan, const IncidentCursor& start, const IncidentOrder& order, bool narrowed) {
  IncidentPage page{std::move(scan.rows), 0, scan.total, std::nullopt, scan.more, scan.skipped > 0,
                    std::move(scan.error)};
  order.sort(page.rows);
  const std::size_t read = page.rows.size();
  std::erase_if(page.rows, [&](const model::Incident& row) { return is_done(row, start, order); });
  page.before = narrowed ? start.done : read - page.rows.size();
  if (narrowed && page.total) page.total = start.done + *page.total - std::min(*page.total, read - page.rows.size());
  return page;
}

kit::Result<IncidentOrder> order_of(kit::Query& query, IncidentCursor& start,
                                    const std::shared_ptr<ListRead<model::Priority>>& priorities) {
  if (!priorities) return IncidentOrder(start.sort, start.as_of);
  if (priorities->is_whole()) return IncidentOrder(start.sort, start.as_of, priorities->rows);
  if (start.last) {
    return kit::failure(priorities->error.value_or(
        kit::Error::of(kit::Errc::bad_data, "The order of the account's priorities could not be read to its end.")));
  }
  start.sort = IncidentSort::urgency;
  query.answer.warnings.push_back(
      "The order of the account's priorities could not be read, so this is the order of urgency" +
      (priorities->error ? ": " + priorities->error->message : std::string{"."}));
  return IncidentOrder(start.sort, start.as_of);
}

}  // namespace autoheal::pagerduty::reads
