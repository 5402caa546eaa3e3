#include "kit/answer/envelope.hpp"

#include "kit/answer/fitter.hpp"
#include "kit/json/json_pointer.hpp"
#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>

namespace autoheal::kit {
namespace {

namespace json = boost::json;

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

json::object render_budget(const http::RateBudget& budget) {
  return {{"limit", budget.limit}, {"remaining", budget.remaining}, {"resets_in_s", budget.resets_in.count()}};
}

// Where data holds text that people outside wrote.
json::array render_untrusted(const std::vector<std::string>& pointers, const json::value& data) {
  json::array out;
  for (const std::string& pointer : pointers) {
    if (reaches(data, pointer)) out.push_back(json::string("/data" + pointer));
  }
  // Sentences quote names that people gave to things.
  if (!out.empty()) out.insert(out.begin(), "/summary");
  return out;
}

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

json::object render_meta(const Answer& answer, const Shown& shown) {
  json::object meta{{"complete", answer.complete && shown.cuts.empty()}};
  auto total = answer.total;
  if (answer.rows && answer.rows->total) total = static_cast<std::int64_t>(*answer.rows->total);
  if (const auto returned = shown.rows ? shown.rows : answer.returned) meta["returned"] = *returned;
  if (total) meta["total"] = *total;
  if (answer.window) meta["window"] = render_window(*answer.window);
  if (!answer.resolved.empty()) meta["resolved"] = render_names(answer.resolved);
  if (!shown.cuts.empty()) {
    json::array list;
    for (const Cut& cut : shown.cuts) list.push_back(render_cut(cut));
    meta["cuts"] = std::move(list);
  }
  if (!answer.why_empty.empty()) meta["why_empty"] = render_texts(answer.why_empty);
  if (!answer.warnings.empty()) meta["warnings"] = render_texts(answer.warnings);
  json::array untrusted = render_untrusted(answer.untrusted, shown.data);
  if (!untrusted.empty()) meta["untrusted"] = std::move(untrusted);
  meta["upstream_calls"] = answer.upstream_calls;
  if (answer.rate_budget) meta["rate_budget"] = render_budget(*answer.rate_budget);
  meta["as_of"] = render_rfc3339(answer.as_of);
  if (answer.directory_age) meta["directory_age_s"] = answer.directory_age->count();
  if (!shown.cursor.empty()) meta["cursor"] = shown.cursor;
  return meta;
}

json::array render_links(const std::vector<Link>& links) {
  json::array out;
  for (const Link& link : links) {
    if (!link.url.empty()) out.push_back({{"title", link.title}, {"url", link.url}});
  }
  return out;
}

Result<std::string> render_envelope(std::string_view operation, Answer answer, std::size_t max_bytes) {
  return Fitter(operation, std::move(answer), max_bytes).fit();
}

}  // namespace autoheal::kit
