#include "reads/incident_order.hpp"

#include "kit/text/hash.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <tuple>

namespace autoheal::pagerduty::reads {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kSortLetters = "nopul";           // of IncidentSort, in its order
constexpr std::int64_t kFurthestTime = 253'402'300'799'999;  // the end of the year 9999
constexpr std::int64_t kMostDone = 999'999'999;

std::int64_t ticks(kit::UtcTime time) { return time.time_since_epoch().count(); }

// The numbers of a cursor, in order; false once one of them is none.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  template <class Number>
  bool take(Number& out, Number least, Number most) {
    const std::string_view field = rest_.substr(0, rest_.find('.'));
    auto [end, ec] = std::from_chars(field.data(), field.data() + field.size(), out);
    bool good = ec == std::errc{} && end == field.data() + field.size() && out >= least && out <= most;
    rest_.remove_prefix(std::min(rest_.size(), field.size() + 1));
    return good;
  }

  bool take(kit::UtcTime& out) {
    std::int64_t count = 0;
    if (!take<std::int64_t>(count, -kFurthestTime, kFurthestTime)) return false;
    out = kit::UtcTime{milliseconds{count}};
    return true;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

IncidentOrder::IncidentOrder(IncidentSort sort, kit::UtcTime as_of, std::vector<model::Priority> priorities)
    // An end in the second of as_of is told as that second's begin.
    : sort_(sort), as_of_(std::chrono::floor<seconds>(as_of)), priorities_(std::move(priorities)) {}

std::int64_t IncidentOrder::rank_of(const model::Incident& incident) const {
  switch (sort_) {
    case IncidentSort::newest:
    case IncidentSort::oldest:
      return 0;
    case IncidentSort::longest: {
      const kit::UtcTime end = std::min(incident.ended_at().value_or(as_of_), as_of_);
      return -std::max(std::chrono::floor<seconds>(end - incident.created_at), seconds{0}).count();
    }
    case IncidentSort::priority:
    case IncidentSort::urgency:
      break;
  }
  std::int64_t rank = incident.urgency == "high" ? 0 : 1;
  if (sort_ == IncidentSort::urgency) return rank;
  const auto found = std::find_if(priorities_.begin(), priorities_.end(),
                                  [&](const model::Priority& p) { return p.id == incident.priority.id; });
  return rank + 2 * (found - priorities_.begin());
}

IncidentKey IncidentOrder::key_of(const model::Incident& incident) const {
  return {rank_of(incident), incident.created_at, incident.number, kit::fnv1a(incident.id)};
}

bool IncidentOrder::before(const IncidentKey& a, const IncidentKey& b) const {
  if (a.rank != b.rank) return a.rank < b.rank;
  const auto age = [](const IncidentKey& key) { return std::tie(key.created_at, key.number, key.id_hash); };
  return sort_ == IncidentSort::oldest ? age(a) < age(b) : age(b) < age(a);
}

void IncidentOrder::sort(std::vector<model::Incident>& rows) const {
  std::sort(rows.begin(), rows.end(),
            [this](const model::Incident& a, const model::Incident& b) { return before(key_of(a), key_of(b)); });
}

std::string render_cursor(const IncidentCursor& cursor) {
  std::string out(1, kSortLetters.at(static_cast<std::size_t>(cursor.sort)));
  out += std::to_string(cursor.done) + "." + std::to_string(ticks(cursor.as_of));
  if (!cursor.last) return out;
  out += "." + std::to_string(cursor.last->rank) + "." + std::to_string(ticks(cursor.last->created_at));
  return out + "." + std::to_string(cursor.last->number) + "." + std::to_string(cursor.last->id_hash);
}

std::optional<IncidentCursor> parse_cursor(std::string_view text) {
  const std::size_t letter = text.empty() ? std::string_view::npos : kSortLetters.find(text.front());
  if (letter == std::string_view::npos) return std::nullopt;
  IncidentCursor cursor;
  cursor.sort = static_cast<IncidentSort>(letter);
  Fields fields(text.substr(1));
  std::int64_t done = 0;
  if (!fields.take<std::int64_t>(done, 0, kMostDone) || !fields.take(cursor.as_of)) return std::nullopt;
  cursor.done = static_cast<std::size_t>(done);
  if (fields.at_end()) return cursor;
  using Whole = std::numeric_limits<std::int64_t>;
  IncidentKey last;
  const bool good = fields.take<std::int64_t>(last.rank, Whole::min(), Whole::max()) && fields.take(last.created_at) &&
                    fields.take<std::int64_t>(last.number, Whole::min(), Whole::max()) &&
                    fields.take<std::uint64_t>(last.id_hash, 0, std::numeric_limits<std::uint64_t>::max());
  if (!good || !fields.at_end()) return std::nullopt;
  cursor.last = last;
  return cursor;
}

}  // namespace autoheal::pagerduty::reads
