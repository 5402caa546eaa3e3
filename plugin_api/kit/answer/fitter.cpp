#include "kit/answer/fitter.hpp"

#include "kit/answer/arguments.hpp"
#include "kit/answer/envelope.hpp"
#include "kit/json/json_pointer.hpp"
#include "kit/text/json_text.hpp"
#include "kit/text/text.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace autoheal::kit {

namespace json = boost::json;

namespace {

constexpr std::size_t kLongestSummary = 600;
constexpr std::size_t kShortSummary = 200;
constexpr std::size_t kShortWarning = 160;

// Parsed only when an answer is so much too large that members go: no answer pays for it otherwise.
std::set<std::string, std::less<>> required_members(std::string_view result_schema) {
  std::set<std::string, std::less<>> out;
  if (result_schema.empty()) return out;
  const json::value schema = json::parse(result_schema);
  if (const auto* required = schema.as_object().if_contains("required")) {
    for (const json::value& name : required->as_array()) out.emplace(name.as_string());
  }
  return out;
}

}  // namespace

Fitter::Fitter(std::string_view operation, Answer answer, std::size_t max_bytes)
    : operation_(operation), answer_(std::move(answer)), max_bytes_(max_bytes), data_(std::move(answer_.data)) {
  answer_.summary = shorten(answer_.summary, kLongestSummary);
}

Result<std::string> Fitter::fit() {
  measure();
  full_size_ = size();
  if (size() > max_bytes_) apply_shrinks();
  if (size() > max_bytes_ && main_rows() != nullptr) {
    shrink_array(*main_rows(), 0, [this](std::size_t kept) { budget_rows_ = kept < whole_rows_; });
  }
  if (size() > max_bytes_) apply_last_resorts();
  if (size() > max_bytes_) {
    return failure(Errc::too_large, "Not even a shortened answer fits into max_bytes.",
                   "Ask again with a larger max_bytes.");
  }
  return text();
}

json::array* Fitter::main_rows() {
  if (!answer_.rows) return nullptr;
  json::value* rows = data_.get_object().if_contains(answer_.rows->member);
  return rows != nullptr && rows->is_array() ? &rows->get_array() : nullptr;
}

void Fitter::measure() {
  if (auto* rows = main_rows()) whole_rows_ = std::max(whole_rows_, rows->size());
  data_size_ = render_json(data_).size();
}

std::size_t Fitter::size() { return size_with(data_size_); }

std::size_t Fitter::size_with(std::size_t data_size) {
  const json::object rest{
      {"summary", answer_.summary}, {"data", ""}, {"meta", meta()}, {"links", render_links(answer_.links)}};
  return render_json(rest).size() - 2 + data_size;  // without the two quotes of the empty data
}

std::string Fitter::text() {
  const json::object whole{
      {"summary", answer_.summary}, {"data", data_}, {"meta", meta()}, {"links", render_links(answer_.links)}};
  return render_json(whole);
}

// The cut of the main rows, if any are missing after the last one shown.
std::optional<Cut> Fitter::rows_cut() {
  json::array* rows = main_rows();
  if (rows == nullptr) return std::nullopt;
  const MainRows& main = *answer_.rows;
  const std::size_t kept = rows->size();
  if (kept == whole_rows_ && !main.more) return std::nullopt;
  Cut cut;
  cut.what = main.what;
  cut.why = budget_rows_ ? CutReason::budget : main.why;
  if (main.total) cut.left_out = static_cast<std::int64_t>(*main.total - std::min(*main.total, main.offset + kept));
  cut.follow_up = {std::string(operation_), answer_.arguments};
  cut.follow_up.arguments["cursor"] = main.cursor(kept);
  if (kept == 0 && budget_rows_) cut.follow_up.arguments["max_bytes"] = larger_budget();
  return cut;
}

json::object Fitter::meta() {
  const std::optional<Cut> rows = rows_cut();
  Shown shown{data_, {}, std::nullopt, {}};
  if (rows) shown.cuts.push_back(*rows);
  for (const auto& [key, cut] : shrink_cuts_) shown.cuts.push_back(cut);
  shown.cuts.insert(shown.cuts.end(), answer_.cuts.begin(), answer_.cuts.end());
  if (const json::array* main = main_rows()) shown.rows = static_cast<std::int64_t>(main->size());
  if (rows) shown.cursor = rows->follow_up.arguments.at("cursor").as_string();
  return render_meta(answer_, shown);
}

FollowUp Fitter::follow_up_of(const Shrink& shrink, std::size_t kept) const {
  FollowUp out = shrink.elsewhere.value_or(FollowUp{std::string(operation_), answer_.arguments});
  if (!shrink.elsewhere) out.arguments["max_bytes"] = kMostMaxBytes;
  if (shrink.goes_on) out.arguments["cursor"] = "r" + std::to_string(kept);
  return out;
}

void Fitter::apply_shrinks() {
  for (const Shrink& shrink : answer_.shrinks) {
    if (size() <= max_bytes_) return;
    switch (shrink.how) {
      case Shrink::How::texts:
        shrink_texts(shrink);
        break;
      case Shrink::How::rows:
        shrink_rows(shrink);
        break;
      case Shrink::How::member:
        drop_member(shrink);
        break;
    }
  }
}

void Fitter::shrink_texts(const Shrink& shrink) {
  std::int64_t shortened = 0;
  visit_pointer(data_, shrink.pointer, [&](json::value& value) {
    if (!value.is_string() || value.get_string().size() <= shrink.keep) return;
    value = json::string(shorten(std::string_view(value.get_string()), shrink.keep));
    ++shortened;
  });
  if (shortened == 0) return;
  Cut& cut = shrink_cuts_[shrink.pointer];
  cut.what = shrink.what;
  cut.why = CutReason::budget;
  cut.left_out = std::max(cut.left_out.value_or(0), shortened);
  cut.follow_up = follow_up_of(shrink, shrink.keep);
  measure();
}

void Fitter::drop_member(const Shrink& shrink) {
  const std::size_t slash = shrink.pointer.rfind('/');
  const std::string key = shrink.pointer.substr(slash + 1);
  bool dropped = false;
  visit_pointer(data_, std::string_view(shrink.pointer).substr(0, slash), [&](json::value& value) {
    if (!value.is_object() || !value.get_object().contains(key)) return;
    value.get_object().stable_erase(key);
    dropped = true;
  });
  if (!dropped) return;
  Cut& cut = shrink_cuts_[shrink.what];
  cut.what = shrink.what;
  cut.why = CutReason::budget;
  cut.left_out = cut.left_out.value_or(0) + 1;
  cut.follow_up = follow_up_of(shrink, 0);
  measure();
}

void Fitter::shrink_rows(const Shrink& shrink) {
  visit_pointer(data_, shrink.pointer, [&](json::value& value) {
    if (!value.is_array() || value.get_array().size() <= shrink.keep) return;
    const std::size_t before = value.get_array().size();
    std::size_t& gone = gone_[shrink.pointer];  // of all arrays that the pointer reaches, in earlier steps too
    shrink_array(value.get_array(), shrink.keep, [&](std::size_t kept) {
      if (kept == before) return;
      Cut& cut = shrink_cuts_[shrink.pointer];
      cut.what = shrink.what;
      cut.why = CutReason::budget;
      cut.left_out = static_cast<std::int64_t>(gone + before - kept);
      cut.follow_up = follow_up_of(shrink, kept);
    });
    gone += before - value.get_array().size();
  });
}

// Keeps as many rows as fit, at least `least`. `note` is told how many are kept, before sizes are taken.
void Fitter::shrink_array(json::array& rows, std::size_t least, const std::function<void(std::size_t)>& note) {
  std::size_t kept = rows.size();
  std::size_t bytes = data_size_;
  note(kept > least ? kept - 1 : kept);  // the cut itself takes room
  const std::size_t overhead = size_with(0);
  while (kept > least && bytes + overhead > max_bytes_) {
    --kept;
    bytes -= render_json(rows[kept]).size() + (kept > 0 ? 1 : 0);
  }
  while (true) {
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end());
    note(kept);
    data_size_ = bytes;
    if (size() <= max_bytes_ || kept <= least) break;
    --kept;
    bytes -= render_json(rows[kept]).size() + (kept > 0 ? 1 : 0);
  }
  measure();
}

void Fitter::apply_last_resorts() {
  if (answer_.links.size() > 1) answer_.links.resize(1);
  if (size() > max_bytes_) answer_.links.clear();
  if (size() > max_bytes_) shorten_sentences();
  while (size() > max_bytes_ && drop_largest_member()) measure();
  if (size() > max_bytes_) merge_cuts();
  if (size() > max_bytes_) answer_.summary = shorten(answer_.summary, kShortSummary);
  if (size() > max_bytes_) answer_.resolved.clear();
}

void Fitter::shorten_sentences() {
  for (auto* list : {&answer_.warnings, &answer_.why_empty}) {
    for (std::string& text : *list) text = shorten(text, kShortWarning);
    if (list->size() > 2) {
      const std::size_t more = list->size() - 2;
      list->resize(2);
      list->push_back(std::to_string(more) + " more");
    }
  }
}

std::size_t Fitter::larger_budget() const {
  return std::clamp<std::size_t>(full_size_ + full_size_ / 4, kDefaultMaxBytes, kMostMaxBytes);
}

FollowUp Fitter::with_larger_budget() const {
  FollowUp out{std::string(operation_), answer_.arguments};
  out.arguments["max_bytes"] = larger_budget();
  return out;
}

bool Fitter::drop_largest_member() {
  json::object& data = data_.get_object();
  const std::set<std::string, std::less<>> required = required_members(answer_.result_schema);
  const json::key_value_pair* largest = nullptr;
  std::size_t largest_size = 8;  // smaller ones are not worth a note
  for (const auto& member : data) {
    const std::size_t bytes = render_json(member.value()).size();
    if (bytes <= largest_size || required.contains(std::string_view(member.key())) ||
        (answer_.rows && member.key() == answer_.rows->member))
      continue;
    largest = &member;
    largest_size = bytes;
  }
  if (largest == nullptr) return false;
  const std::string key(largest->key());
  data.erase(key);
  dropped_ += (dropped_.empty() ? "" : ", ") + key;
  shrink_cuts_[""] = {dropped_, CutReason::budget, std::nullopt, with_larger_budget()};
  return true;
}

// One cut in place of all: the same question with room for the whole answer.
void Fitter::merge_cuts() {
  answer_.cuts.clear();
  shrink_cuts_.clear();
  shrink_cuts_[""] = {"parts of the answer", CutReason::budget, std::nullopt, with_larger_budget()};
}

}  // namespace autoheal::kit
