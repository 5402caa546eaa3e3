#include "reads/incident_scan.hpp"

#include "reads/incident_slice.hpp"

#include <algorithm>
#include <memory>
#include <unordered_set>

namespace autoheal::pagerduty::reads {
namespace {

using std::chrono::days;

constexpr days kFarBack{3'650};  // how far a question without a window is sliced, if it has to be
constexpr std::size_t kMostWarnings = 5;

class Scanner {
 public:
  Scanner(kit::Query& query, const IncidentQuestion& question)
      : query_(query),
        question_(question),
        wanted_(question.enough ? std::max(question.wanted, api::kPageSize) : question.wanted) {}

  IncidentScan run() {
    cut_into_slices();
    read_wanted();
    while (wants_more()) read_wanted();
    return collect();
  }

 private:
  void read_wanted() {
    read_first_pages();
    while (split_overfull()) read_first_pages();
    read_needed_pages();
  }

  // False once the question has enough, or reading on brought nothing more.
  bool wants_more() {
    bool failed =
        std::any_of(slices_.begin(), slices_.end(), [](const auto& slice) { return slice->error.has_value(); });
    if (!question_.enough || failed || rows_read() == rows_before_) return false;
    rows_before_ = rows_read();
    if (wanted_ > kAllRows / 2 || question_.enough(front_rows())) return false;
    wanted_ *= 2;
    return true;
  }

  // What was read so far, up to the first page that is missing.
  std::vector<const model::Incident*> front_rows() const {
    std::vector<const model::Incident*> out;
    for (const auto& slice : slices_) {
      std::size_t expected = 0;
      for (const auto& [offset, rows] : slice->pages) {
        if (offset > expected) return out;
        expected = offset + std::max(slice->step, rows.size());
        for (const model::Incident& row : rows) {
          if (in_slice(row, *slice) && api::matches(row, question_.filter)) out.push_back(&row);
        }
      }
      if (!has_all(*slice, expected)) return out;
    }
    return out;
  }

  void cut_into_slices() {
    if (!question_.window) {
      slices_.push_back(std::make_shared<IncidentSlice>());
      return;
    }
    add_slices(question_.window->since, question_.window->until);
  }

  void add_slices(kit::UtcTime since, kit::UtcTime until) {
    slices_ = slices_between(since, until, question_.filter.oldest_first);
  }

  kit::http::Request request_for(const IncidentSlice& slice) const {
    return slice.since ? api::build_list_incidents(question_.filter, *slice.since, *slice.until)
                       : api::build_list_incidents(question_.filter);
  }

  void get(const std::shared_ptr<IncidentSlice>& slice, std::size_t offset, bool with_total) {
    kit::http::Request request = request_for(*slice);
    api::add_page(request, offset, api::kPageSize, with_total);
    slice->last_offset = std::max(slice->last_offset, offset);
    query_.exchange().get(std::move(request), [this, slice, offset](kit::Result<kit::http::Response> reply) {
      auto page = reply.has_value() ? api::parse_page<model::Incident>(reply.value(), "incidents", api::read_incident)
                                    : kit::Result<api::Page<model::Incident>>(kit::failure(reply.error()));
      page.has_value() ? take(slice, offset, std::move(page.value())) : fail(*slice, offset, page.error());
    });
  }

  void fail(IncidentSlice& slice, std::size_t offset, const kit::Error& error) {
    if (slice.failed_at && *slice.failed_at <= offset) return;
    slice.failed_at = offset;
    slice.error = error;
  }

  void take(const std::shared_ptr<IncidentSlice>& slice, std::size_t offset, api::Page<model::Incident> page) {
    for (std::string& warning : page.warnings) {
      if (warnings_.size() < kMostWarnings) warnings_.push_back(std::move(warning));
    }
    if (page.total) slice->total = page.total;
    if (offset == 0) slice->step = page.received;
    if (offset >= slice->last_offset) slice->more_after_last = page.more && page.received > 0;
    slice->next = std::max(slice->next, offset + page.received);
    skipped_ += page.received - page.rows.size();
    slice->pages[offset] = std::move(page.rows);
    // A server that does not tell totals is read page after page.
    const bool blind = !slice->total && slice->more_after_last && offset >= slice->last_offset;
    if (blind) get_next(slice, wanted_);
    if (offset == 0) get_what_is_clear();
  }

  // The pages of the slices from the front whose totals are known go out at once, while other reads of the call are
  // still under way: nothing waits for a round to end.
  void get_what_is_clear() {
    std::size_t before = 0;
    for (const auto& slice : slices_) {
      if (!slice->total || *slice->total > api::kCeiling) return;
      get_needed(slice, before);
      before += *slice->total;
    }
  }

  // The pages after the first, as far as the question needs them. before: rows of the slices before this one.
  void get_needed(const std::shared_ptr<IncidentSlice>& slice, std::size_t before) {
    if (!slice->total || slice->step == 0) return;
    const std::size_t end = std::min({*slice->total, needed_from(before), api::kCeiling - slice->step + 1});
    for (slice->asked_to = std::max(slice->asked_to, slice->step); slice->asked_to < end;
         slice->asked_to += slice->step) {
      get(slice, slice->asked_to, false);
    }
  }

  void get_next(const std::shared_ptr<IncidentSlice>& slice, std::size_t needed) {
    if (slice->next < needed && slice->next + api::kPageSize <= api::kCeiling) get(slice, slice->next, false);
  }

  void read_first_pages() {
    for (const auto& slice : slices_) {
      if (slice->pages.empty() && !slice->error) get(slice, 0, true);
    }
    query_.exchange().run();
  }

  // Rows of the slices before this one, as far as known.
  std::size_t needed_from(std::size_t before) const { return wanted_ > before ? wanted_ - before : 0; }

  // Halves the slices of which more is needed than their first 10,000 rows. True if there are new ones.
  bool split_overfull() {
    if (slices_.size() == 1 && !slices_[0]->since && is_overfull(*slices_[0], 0)) {
      add_slices(query_.now() - kFarBack, query_.now() + days{1});
      return true;
    }
    bool changed = false;
    std::size_t before = 0;
    IncidentSlices out;
    for (const auto& slice : slices_) {
      if (is_divisible(*slice) && is_overfull(*slice, before)) {
        for (auto& half : halves_of(*slice, question_.filter.oldest_first)) out.push_back(std::move(half));
        changed = true;
      } else {
        out.push_back(slice);
      }
      before += slice->total.value_or(0);
    }
    slices_ = std::move(out);
    return changed;
  }

  bool is_overfull(const IncidentSlice& slice, std::size_t before) const {
    return slice.total && *slice.total > api::kCeiling && needed_from(before) > api::kCeiling;
  }

  void read_needed_pages() {
    std::size_t before = 0;
    for (const auto& slice : slices_) {
      get_needed(slice, before);
      if (!slice->total && slice->more_after_last && !slice->error) get_next(slice, needed_from(before));
      before += slice->total.value_or(0);
    }
    query_.exchange().run();
  }

  // The slice's rows up to the first hole. False if rows are missing after them.
  bool append_rows(IncidentSlice& slice, IncidentScan& scan, std::size_t& misfits) {
    std::size_t expected = 0;
    std::size_t outside = 0;
    for (auto& [offset, rows] : slice.pages) {
      if (offset > expected || (slice.failed_at && offset > *slice.failed_at))
        return finish_slice(slice, scan, outside, false);
      expected = offset + std::max(slice.step, rows.size());
      for (model::Incident& row : rows) {
        if (slice.since && row.created_at == kit::UtcTime{}) {
          ++skipped_;  // whether it belongs here is not known
        } else if (!in_slice(row, slice)) {
          ++outside;
        } else if (!api::matches(row, question_.filter)) {
          ++misfits;
        } else if (seen_.insert(row.id).second) {
          scan.rows.push_back(std::move(row));
        }
      }
    }
    return finish_slice(slice, scan, outside, has_all(slice, expected));
  }

  // Rows at the edge that a neighbour slice has too are not counted twice.
  static bool finish_slice(IncidentSlice& slice, IncidentScan& scan, std::size_t outside, bool whole) {
    if (slice.total) *slice.total -= std::min(*slice.total, outside);
    if (slice.error && !scan.error) scan.error = slice.error;
    return whole;
  }

  IncidentScan collect() {
    IncidentScan scan;
    std::size_t misfits = 0;
    bool whole = true;
    scan.rows.reserve(rows_read());
    for (const auto& slice : slices_) {
      if (whole) {
        whole = append_rows(*slice, scan, misfits);
      } else if (slice->error && !scan.error) {
        scan.error = slice->error;
      }
    }
    scan.more = !whole;
    scan.total = whole && misfits == 0 ? std::optional(scan.rows.size()) : sum_of_totals();
    if (misfits > 0) {
      scan.total.reset();
      warnings_.push_back("PagerDuty did not apply a filter: " + std::to_string(misfits) +
                          " rows that do not fit were left out here, so the total is not known exactly.");
      if (whole) scan.total = scan.rows.size();
    }
    scan.skipped = skipped_;
    if (skipped_ > 0) {
      scan.total.reset();
      query_.answer.complete = false;
      warnings_.push_back("Incidents that could not be read are missing: " + std::to_string(skipped_) + ".");
    }
    scan.warnings = std::move(warnings_);
    return scan;
  }

  std::size_t rows_read() const {
    std::size_t sum = 0;
    for (const auto& slice : slices_) {
      for (const auto& [offset, rows] : slice->pages) sum += rows.size();
    }
    return sum;
  }

  std::optional<std::size_t> sum_of_totals() const {
    std::size_t sum = 0;
    for (const auto& slice : slices_) {
      if (!slice->total) return std::nullopt;
      sum += *slice->total;
    }
    return sum;
  }

  kit::Query& query_;
  const IncidentQuestion& question_;
  std::size_t wanted_;           // rows from the front; grows until they are enough
  std::size_t rows_before_ = 0;  // read when it grew last
  std::size_t skipped_ = 0;
  IncidentSlices slices_;
  std::unordered_set<std::string> seen_;
  std::vector<std::string> warnings_;
};

}  // namespace

IncidentScan scan_incidents(kit::Query& query, const IncidentQuestion& question) {
  return Scanner(query, question).run();
}

std::shared_ptr<std::optional<std::size_t>> count_incidents(kit::Query& query, const api::IncidentFilter& filter,
                                                            const std::optional<kit::Window>& window) {
  auto out = std::make_shared<std::optional<std::size_t>>();
  kit::http::Request request =
      window ? api::build_list_incidents(filter, std::max(window->since, window->until - kLongestSlice), window->until)
             : api::build_list_incidents(filter);
  api::add_page(request, 0, 1, true);
  query.exchange().get(std::move(request), [out](kit::Result<kit::http::Response> reply) {
    if (!reply.has_value()) return;
    const auto page = api::parse_page<model::Incident>(reply.value(), "incidents", api::read_incident);
    if (page.has_value()) *out = page.value().total;
  });
  return out;
}

}  // namespace autoheal::pagerduty::reads
