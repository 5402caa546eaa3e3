#include "webhook/alert_mapping.hpp"

#include <gtest/gtest.h>

namespace autoheal::pagerduty::webhook {
using namespace kit;
namespace {

IncidentFacts incident(std::string priority_name, std::string urgency, std::string priority_id = "PQ2S6CE") {
  IncidentFacts out;
  out.priority.id = priority_name.empty() ? "" : std::move(priority_id);
  out.priority.summary = std::move(priority_name);
  out.urgency = std::move(urgency);
  return out;
}

struct NameRow {
  std::string_view priority;
  model::Severity expected;
};

TEST(Severity, IsReadFromThePriorityName) {
  const NameRow rows[] = {
      {"P0", model::Severity::critical},
      {"P1", model::Severity::critical},
      {"P2", model::Severity::high},
      {"P3", model::Severity::medium},
      {"P4", model::Severity::low},
      {"P5", model::Severity::info},
      {"p1", model::Severity::critical},
      {"SEV1", model::Severity::critical},
      {"SEV-2", model::Severity::high},
      {"sev 3", model::Severity::medium},
      {"Sev_4", model::Severity::low},
      {"sev:5", model::Severity::info},
      {"SEV0", model::Severity::critical},
      {"P-2", model::Severity::high},
      {"P.3", model::Severity::medium},
      {"P1 - Critical", model::Severity::critical},
      {"Critical (P1)", model::Severity::critical},
      {"[SEV-2] Major", model::Severity::high},
      {"Prod P3", model::Severity::medium},
      {"P9 or rather P2", model::Severity::high},
  };
  for (const NameRow& row : rows) {
    const RatedSeverity rated = rate_severity(incident(std::string(row.priority), "low"), {});
    EXPECT_EQ(rated.severity, row.expected) << row.priority;
    EXPECT_EQ(rated.source, SeveritySource::priority) << row.priority;
  }
}

TEST(Severity, IsNotReadFromWhatOnlyLooksLikeALevel) {
  for (const std::string_view priority : {"P",
                                          "SEV",
                                          "P6",
                                          "P9",
                                          "SEV7",
                                          "P10",
                                          "P12",
                                          "SEV-10",
                                          "P1a",
                                          "P--1",
                                          "P  1",
                                          "AP1",
                                          "xSEV1",
                                          "1P",
                                          "P 1st",
                                          "Priority 1",
                                          "Major",
                                          "Critical",
                                          "High",
                                          "severe 1",
                                          "S1",
                                          "SEVERITY1",
                                          "P\xE2\x80\x91"
                                          "1",
                                          "\xEF\xBC\xB0"
                                          "1"}) {
    const RatedSeverity rated = rate_severity(incident(std::string(priority), "low"), {});
    EXPECT_EQ(rated.severity, model::Severity::low) << priority;
    EXPECT_EQ(rated.source, SeveritySource::urgency) << priority;
  }
}

// Asking the urgency first makes the priority dead code, since an incident always has an urgency: a real defect of a
// comparable host.
TEST(Severity, OfThePriorityGoesBeforeTheUrgency) {
  EXPECT_EQ(rate_severity(incident("P4", "high"), {}).severity, model::Severity::low);
  EXPECT_EQ(rate_severity(incident("P1", "low"), {}).severity, model::Severity::critical);
}

TEST(Severity, ComesFromTheUrgencyOrNowhere) {
  EXPECT_EQ(rate_severity(incident("", "high"), {}).severity, model::Severity::high);
  EXPECT_EQ(rate_severity(incident("", "low"), {}).severity, model::Severity::low);
  for (const char* urgency : {"", "HIGH", "medium", "severe", "high "}) {
    const RatedSeverity rated = rate_severity(incident("", urgency), {});
    EXPECT_EQ(rated.severity, model::Severity::unknown) << urgency;
    EXPECT_EQ(rated.source, SeveritySource::none) << urgency;
  }
}

TEST(Severity, OfTheAlertsStandsBetweenPriorityAndUrgency) {
  const RatedSeverity rated = rate_severity(incident("", "low"), {}, model::Severity::critical);
  EXPECT_EQ(rated.severity, model::Severity::critical);
  EXPECT_EQ(rated.source, SeveritySource::alert_severity);
  EXPECT_EQ(rate_severity(incident("P3", "low"), {}, model::Severity::critical).severity, model::Severity::medium);
  EXPECT_EQ(rate_severity(incident("", "low"), {}, model::Severity::unknown).source, SeveritySource::urgency);
}

TEST(Severity, MapGoesBeforeEverything) {
  MappingRules rules;
  rules.severities = {
      {"p1", model::Severity::info}, {"major outage", model::Severity::critical}, {"pq2s6ce", model::Severity::medium}};
  EXPECT_EQ(rate_severity(incident("P1", "high", "PXXXXXX"), rules).severity, model::Severity::info);
  EXPECT_EQ(rate_severity(incident("Major Outage", "low", "PXXXXXX"), rules).severity, model::Severity::critical);
  EXPECT_EQ(rate_severity(incident(" major outage ", "low", "PXXXXXX"), rules).severity, model::Severity::critical);
  EXPECT_EQ(rate_severity(incident("P1", "high"), rules).severity, model::Severity::medium) << "the id goes first";
  EXPECT_EQ(rate_severity(incident("P2", "low", "PXXXXXX"), rules).severity, model::Severity::high) << "not in the map";
  EXPECT_EQ(rate_severity(incident("", "low"), rules).severity, model::Severity::low);
  EXPECT_EQ(rate_severity(incident("P1", "high", "PXXXXXX"), rules).source, SeveritySource::priority);
}

}  // namespace
}  // namespace autoheal::pagerduty::webhook
