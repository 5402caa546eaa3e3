#include "intake/delivery_steps.hpp"

#include <array>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 5> kSteps{"delivered", "signature", "parsed", "mapped", "alert"};

// How far a delivery came: the step where it ended (one behind the last: through), and what would help.
struct Ending {
  std::size_t step = kSteps.size();
  bool failed = false;
  std::string_view fix;
};

Ending find_ending(const Assessment& assessment, Outcome outcome) {
  switch (outcome) {
    case Outcome::failed:
      return {1, true, "This is the host's own fault, and the sender tries again. The explanation says what is wrong."};
    case Outcome::rejected:
      if (assessment.signature == "missing") {
        return {1, true,
                "The delivery carried no signature. Send it through the webhook whose signing secret is set here, or "
                "remove the secret to switch verification off."};
      }
      return {1, true, "The signature does not match. Copy the signing secret of this very webhook into the settings."};
    case Outcome::quarantined:
      return {2, true, "The body could not be read; it is kept here. The explanation says what is wrong with it."};
    case Outcome::off:
      return {4, false, "Switch the alert source on."};
    case Outcome::ignored:
    case Outcome::ping:
      return {3, false, {}};
    case Outcome::duplicate:
      return {4, false, {}};
    case Outcome::stored:
    case Outcome::unknown_source:
      break;
  }
  return {};
}

}  // namespace

std::string render_steps(const Assessment& assessment, Outcome outcome, std::chrono::microseconds plugin_done,
                         std::chrono::microseconds stored) {
  const Ending ending = find_ending(assessment, outcome);
  const bool verified = assessment.signature == "current" || assessment.signature == "previous";
  json::array steps;
  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    const bool passed = i < ending.step && (i != 1 || verified);
    json::object row{{"name", kSteps[i]}, {"outcome", passed ? "pass" : "skipped"}};
    if (i == ending.step) row["outcome"] = ending.failed ? "fail" : "skipped";
    if (i <= ending.step) {
      const auto at = i == 0 ? std::chrono::microseconds{0} : i == 4 ? stored : plugin_done;
      row["at_ms"] = static_cast<double>(at.count()) / 1000.0;
    }
    if (i == ending.step && !ending.fix.empty()) row["fix"] = ending.fix;
    steps.push_back(std::move(row));
  }
  return json::serialize(steps);
}

}  // namespace autoheal::host
