#include "model/severity.hpp"

#include "kit/text/text.hpp"

#include <array>
#include <utility>

namespace autoheal::pagerduty::model {
namespace {

constexpr std::array<std::string_view, 6> kSeverityNames{"critical", "high", "medium", "low", "info", "unknown"};

constexpr std::array<std::pair<std::string_view, Severity>, 14> kWords{{
    {"critical", Severity::critical},
    {"fatal", Severity::critical},
    {"emergency", Severity::critical},
    {"high", Severity::high},
    {"error", Severity::high},
    {"major", Severity::high},
    {"medium", Severity::medium},
    {"warning", Severity::medium},
    {"warn", Severity::medium},
    {"minor", Severity::medium},
    {"low", Severity::low},
    {"notice", Severity::low},
    {"info", Severity::info},
    {"informational", Severity::info},
}};

}  // namespace

std::string_view name(Severity severity) noexcept { return kSeverityNames[static_cast<std::size_t>(severity)]; }

std::optional<Severity> parse_severity(std::string_view text) {
  for (const auto& [word, severity] : kWords) {
    if (kit::equals_ignoring_case(word, text)) return severity;
  }
  return std::nullopt;
}

}  // namespace autoheal::pagerduty::model
