#include "kit/answer/envelope.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "kit/answer/arguments.hpp"
#include "kit/json/json_pointer.hpp"
#include "kit/text/json_text.hpp"
#include "kit/text/text.hpp"
#include "kit/time/rfc3339.hpp"

namespace autoheal::kit {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestSummary = 600;
constexpr std::size_t kShortSummary = 200;
constexpr std::size_t kShortWarning = 160;

json::object render_window(const Window& window) {
  json::object out{{"since", render_rfc3339(window.since)},
                   {"until", render_rfc3339(window.until)},
                   {"time_zone", window.time_zone}};
  if (!window.phrase.empty()) out["phrase"] = window.phrase;
  return out;
}

json::object render_cut(const Cut& cut) {
  json::object out{{"what", cut.what}, {"why", name(cut.why)}};
  if (cut.left_out) out["left_out"] = *cut.left_out;
  out["follow_up"] = {{"operation", cut.follow_up.operation}, {"arguments", cut.follow_up.arguments}};
  return out;
}

json::array render_names(const std::vector<ResolvedName>& names) {
  json::array out;
  for (const ResolvedName& n : names) {
    out.push_back({{"argument", n.argument},
                   {"given", n.given},
                   {"kind", n.kind},
                   {"id", n.id},
                   {"name", n.name},
                   {"match", n.match}});
  }
  return out;
}

json::array render_texts(const std::vector<std::string>& texts) {
  json::array out;
  for (const std::string& text : texts) out.push_back(json::string(text));
  return out;
}

// Makes one answer as small as it has to be.
class Fitter {
 public:
  Fitter(std::string_view operation, Answer answer, std::size_t max_bytes)
      : operation_(operation), answer_(std::move(answer)), max_bytes_(max_bytes), data_(std::move(answer_.data)) {
    answer_.summary = shorten(answer_.summary, kLongestSummary);
  }

  Result<std::string> fit() {
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

 private:
  json::array* main_rows() {
    if (!answer_.rows) return nullptr;
    json::value* rows = data_.get_object().if_contains(answer_.rows->member);
    return rows != nullptr && rows->is_array() ? &rows->get_array() : nullptr;
  }

  void measure() {
    if (auto* rows = main_rows()) whole_rows_ = std::max(whole_rows_, rows->size());
    data_size_ = render_json(data_).size();
  }

  std::size_t size() { return size_with(data_size_); }

  std::size_t size_with(std::size_t data_size) {
    json::object rest{{"summary", answer_.summary}, {"data", ""}, {"meta", render_meta()}, {"links", render_links()}};
    return render_json(rest).size() - 2 + data_size;  // without the two quotes of the empty data
  }

  std::string text() {
    json::object whole{
        {"summary", answer_.summary}, {"data", data_}, {"meta", render_meta()}, {"links", render_links()}};
    return render_json(whole);
  }

  json::array render_links() const {
    json::array out;
    for (const Link& link : answer_.links) {
      if (!link.url.empty()) out.push_back({{"title", link.title}, {"url", link.url}});
    }
    return out;
  }

  // The cut of the main rows, if any are missing after the last one shown.
  std::optional<Cut> rows_cut() {
    json::array* rows = main_rows();
    if (rows == nullptr) return std::nullopt;
    const MainRows& main = *answer_.rows;
    std::size_t kept = rows->size();
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

  json::object render_meta() {
    std::vector<Cut> cuts;
    auto rows = rows_cut();
    if (rows) cuts.push_back(*rows);
    for (const auto& [key, cut] : shrink_cuts_) cuts.push_back(cut);
    cuts.insert(cuts.end(), answer_.cuts.begin(), answer_.cuts.end());

    json::object meta{{"complete", answer_.complete && cuts.empty()}};
    json::array* main = main_rows();
    auto returned = main != nullptr ? std::optional(static_cast<std::int64_t>(main->size())) : answer_.returned;
    auto total = answer_.total;
    if (answer_.rows && answer_.rows->total) total = static_cast<std::int64_t>(*answer_.rows->total);
    if (returned) meta["returned"] = *returned;
    if (total) meta["total"] = *total;
    if (answer_.window) meta["window"] = render_window(*answer_.window);
    if (!answer_.resolved.empty()) meta["resolved"] = render_names(answer_.resolved);
    if (!cuts.empty()) {
      json::array list;
      for (const Cut& cut : cuts) list.push_back(render_cut(cut));
      meta["cuts"] = std::move(list);
    }
    if (!answer_.why_empty.empty()) meta["why_empty"] = render_texts(answer_.why_empty);
    if (!answer_.warnings.empty()) meta["warnings"] = render_texts(answer_.warnings);
    json::array untrusted;
    for (const std::string& pointer : answer_.untrusted) {
      if (reaches(data_, pointer)) untrusted.push_back(json::string("/data" + pointer));
    }
    // Sentences quote names that people gave to things.
    if (!untrusted.empty()) untrusted.insert(untrusted.begin(), "/summary");
    if (!untrusted.empty()) meta["untrusted"] = std::move(untrusted);
    meta["upstream_calls"] = answer_.upstream_calls;
    if (answer_.rate_budget) {
      meta["rate_budget"] = {{"limit", answer_.rate_budget->limit},
                             {"remaining", answer_.rate_budget->remaining},
                             {"resets_in_s", answer_.rate_budget->resets_in.count()}};
    }
    meta["as_of"] = render_rfc3339(answer_.as_of);
    if (answer_.directory_age) meta["directory_age_s"] = answer_.directory_age->count();
    if (rows) meta["cursor"] = rows->follow_up.arguments.at("cursor");
    return meta;
  }

  void apply_shrinks() {
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

  void shrink_texts(const Shrink& shrink) {
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
    cut.follow_up = shrink.follow_up(shrink.keep);
    measure();
  }

  void drop_member(const Shrink& shrink) {
    std::size_t slash = shrink.pointer.rfind('/');
    std::string key = shrink.pointer.substr(slash + 1);
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
    cut.follow_up = shrink.follow_up(0);
    measure();
  }

  void shrink_rows(const Shrink& shrink) {
    visit_pointer(data_, shrink.pointer, [&](json::value& value) {
      if (!value.is_array() || value.get_array().size() <= shrink.keep) return;
      std::size_t before = value.get_array().size();
      std::size_t& gone = gone_[shrink.pointer];  // of all arrays that the pointer reaches, in earlier steps too
      shrink_array(value.get_array(), shrink.keep, [&](std::size_t kept) {
        if (kept == before) return;
        Cut& cut = shrink_cuts_[shrink.pointer];
        cut.what = shrink.what;
        cut.why = CutReason::budget;
        cut.left_out = static_cast<std::int64_t>(gone + before - kept);
        cut.follow_up = shrink.follow_up(kept);
      });
      gone += before - value.get_array().size();
    });
  }

  // Keeps as many rows as fit, at least `least`. `note` is told how many are kept, before sizes are taken.
  void shrink_array(json::array& rows, std::size_t least, const std::function<void(std::size_t)>& note) {
    std::size_t kept = rows.size();
    std::size_t bytes = data_size_;
    note(kept > least ? kept - 1 : kept);  // the cut itself takes room
    std::size_t overhead = size_with(0);
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

  void apply_last_resorts() {
    if (answer_.links.size() > 1) answer_.links.resize(1);
    if (size() > max_bytes_) answer_.links.clear();
    if (size() > max_bytes_) shorten_sentences();
    while (size() > max_bytes_ && drop_largest_member()) measure();
    if (size() > max_bytes_) merge_cuts();
    if (size() > max_bytes_) answer_.summary = shorten(answer_.summary, kShortSummary);
    if (size() > max_bytes_) answer_.resolved.clear();
  }

  void shorten_sentences() {
    for (auto* list : {&answer_.warnings, &answer_.why_empty}) {
      for (std::string& text : *list) text = shorten(text, kShortWarning);
      if (list->size() > 2) {
        std::size_t more = list->size() - 2;
        list->resize(2);
        list->push_back(std::to_string(more) + " more");
      }
    }
  }

  std::size_t larger_budget() const {
    return std::clamp<std::size_t>(full_size_ + full_size_ / 4, kDefaultMaxBytes, kMostMaxBytes);
  }

  FollowUp with_larger_budget() const {
    FollowUp out{std::string(operation_), answer_.arguments};
    out.arguments["max_bytes"] = larger_budget();
    return out;
  }

  bool drop_largest_member() {
    json::object& data = data_.get_object();
    const json::key_value_pair* largest = nullptr;
    std::size_t largest_size = 8;  // smaller ones are not worth a note
    for (const auto& member : data) {
      std::size_t bytes = render_json(member.value()).size();
      bool core =
          std::find(answer_.core.begin(), answer_.core.end(), std::string_view(member.key())) != answer_.core.end();
      if (bytes <= largest_size || core || (answer_.rows && member.key() == answer_.rows->member)) continue;
      largest = &member;
      largest_size = bytes;
    }
    if (largest == nullptr) return false;
    std::string key(largest->key());
    data.erase(key);
    dropped_ += (dropped_.empty() ? "" : ", ") + key;
    shrink_cuts_[""] = {dropped_, CutReason::budget, std::nullopt, with_larger_budget()};
    return true;
  }

  // One cut in place of all: the same question with room for the whole answer.
  void merge_cuts() {
    answer_.cuts.clear();
    shrink_cuts_.clear();
    shrink_cuts_[""] = {"parts of the answer", CutReason::budget, std::nullopt, with_larger_budget()};
  }

  std::string_view operation_;
  Answer answer_;
  std::size_t max_bytes_;
  json::value data_;
  std::size_t data_size_ = 0;
  std::size_t full_size_ = 0;
  std::size_t whole_rows_ = 0;
  bool budget_rows_ = false;
  std::string dropped_;
  std::map<std::string, std::size_t> gone_;
  std::map<std::string, Cut> shrink_cuts_;
};

}  // namespace

std::string_view name(CutReason reason) noexcept {
  switch (reason) {
    case CutReason::budget:
      return "budget";
    case CutReason::deadline:
      return "deadline";
    case CutReason::rate:
      return "rate";
    case CutReason::limit:
      return "limit";
    case CutReason::upstream:
      return "upstream";
  }
  return "upstream";
}

Result<std::string> render_envelope(std::string_view operation, Answer answer, std::size_t max_bytes) {
  return Fitter(operation, std::move(answer), max_bytes).fit();
}

}  // namespace autoheal::kit
