#include "report.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace autoheal::validator {
namespace {

namespace json = boost::json;

const char* word(Outcome outcome) {
  return outcome == Outcome::passed ? "passed" : outcome == Outcome::failed ? "failed" : "skipped";
}

long count(const Report& report, Outcome outcome) {
  return std::count_if(report.findings.begin(), report.findings.end(),
                       [&](const Finding& finding) { return finding.outcome == outcome; });
}

std::string padded(std::string_view text) {
  return std::string(text) + std::string(text.size() < 4 ? 4 - text.size() : 0, ' ');
}

}  // namespace

bool Report::kept() const {
  return std::none_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.outcome == Outcome::failed && finding.check->level == Level::must;
  });
}

std::string render_text(const Report& report) {
  std::string out = report.file + "\n";
  for (const Finding& finding : report.findings) {
    const Check& check = *finding.check;
    const bool warning = finding.outcome == Outcome::failed && check.level == Level::should;
    const char* const mark = finding.outcome == Outcome::passed    ? "ok    "
                             : finding.outcome == Outcome::skipped ? "-     "
                             : warning                             ? "WARN  "
                                                                   : "FAIL  ";
    out += mark + padded(check.id) + std::string(check.title) + "\n";
    if (finding.outcome == Outcome::passed && !finding.message.empty())
      out += "            note:  " + finding.message + "\n";
    if (finding.outcome == Outcome::skipped) out += "            skipped: " + finding.message + "\n";
    if (finding.outcome != Outcome::failed) continue;
    out += "            found: " + finding.message + "\n            do:    " + std::string(check.remedy) + "\n";
  }
  return out + std::to_string(count(report, Outcome::passed)) + " passed, " +
         std::to_string(count(report, Outcome::failed)) + " failed, " +
         std::to_string(count(report, Outcome::skipped)) + " skipped: the contract is " +
         (report.kept() ? "kept" : "broken") + ".\n";
}

std::string render_json(const Report& report) {
  json::array checks;
  for (const Finding& finding : report.findings) {
    const Check& check = *finding.check;
    json::object item{{"id", check.id},
                      {"level", check.level == Level::must ? "must" : "should"},
                      {"title", check.title},
                      {"outcome", word(finding.outcome)},
                      {"ms", finding.milliseconds}};
    if (!finding.message.empty()) item["message"] = finding.message;
    if (finding.outcome == Outcome::failed) item["remedy"] = check.remedy;
    checks.push_back(std::move(item));
  }
  return json::serialize(json::object{{"file", report.file},
                                      {"kept", report.kept()},
                                      {"passed", count(report, Outcome::passed)},
                                      {"failed", count(report, Outcome::failed)},
                                      {"skipped", count(report, Outcome::skipped)},
                                      {"checks", std::move(checks)}}) +
         "\n";
}

}  // namespace autoheal::validator
