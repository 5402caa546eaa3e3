#include "reads/incident_cursor.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>

namespace autoheal::pagerduty::reads {
namespace {

constexpr std::string_view kSortLetters = "nopul";           // of IncidentSort, in its order
constexpr std::int64_t kFurthestTime = 253'402'300'799'999;  // the end of the year 9999
constexpr std::int64_t kMostDone = 999'999'999;

std::int64_t ticks(kit::UtcTime time) { return time.time_since_epoch().count(); }

// The numbers of a cursor, in order; false once one of them is none.
class CursorFields {
 public:
  explicit CursorFields(std::string_view text) : rest_(text) {}

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
    out = kit::UtcTime{std::chrono::milliseconds{count}};
    return true;
  }

  bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

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
  CursorFields fields(text.substr(1));
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
