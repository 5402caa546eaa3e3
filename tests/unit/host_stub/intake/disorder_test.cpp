#include "alerts/fold.hpp"
#include "unit/host_stub/intake/event_writer_fixture.hpp"

#include <map>
#include <random>
#include <utility>

namespace autoheal::host {
namespace {

// 100,000 deliveries of 70,000 events and 5,000 incidents, 30 % of them duplicates, 20 % out of their order: the alerts
// equal the fold over each incident's events, each once and in order.
TEST_F(EventWriterTest, DisorderEndsWhereOrderEnds) {
  static constexpr const char* kKinds[] = {"triggered",      "acknowledged", "resolved",
                                           "unacknowledged", "reopened",     "updated"};
  constexpr int kEvents = 70'000;
  constexpr int kDuplicates = 30'000;
  constexpr int kMoved = 20'000;
  std::mt19937 random(4711);
  std::vector<IncomingEvent> ordered;
  std::map<std::string, std::vector<json::object>> by_incident;
  for (int i = 0; i < kEvents; ++i) {
    ordered.push_back(event("E" + std::to_string(i), kKinds[random() % std::size(kKinds)], i,
                            "Q" + std::to_string(random() % 5'000)));
    by_incident[ordered.back().fingerprint].push_back(json::parse(ordered.back().document).as_object());
  }
  auto deliveries = ordered;
  for (int i = 0; i < kDuplicates; ++i) deliveries.push_back(ordered[random() % ordered.size()]);
  for (int i = 0; i < kMoved; ++i)
    std::swap(deliveries[random() % deliveries.size()], deliveries[random() % deliveries.size()]);
  std::vector<std::future<DeliveryReport>> futures;
  int duplicates = 0;
  const auto collect = [&] {
    for (auto& future : futures) {
      const auto report = future.get();
      ASSERT_LT(report.http_status, 300U);
      if (report.outcome == Outcome::duplicate) ++duplicates;
    }
    futures.clear();
  };
  for (const auto& one : deliveries) {
    futures.push_back(submit(job({one})));
    if (futures.size() >= 3'000) collect();
  }
  collect();
  EXPECT_EQ(duplicates, kDuplicates);
  EXPECT_EQ(number("SELECT count(*) FROM events"), kEvents);
  EXPECT_EQ(number("SELECT count(*) FROM alerts"), static_cast<std::int64_t>(by_incident.size()));
  auto row = std::move(reader_->query("SELECT fingerprint, document FROM alerts").value());
  int wrong = 0;
  while (row.next().value()) {
    const auto expected = fold_alert(by_incident[std::string(row.text(0))]);
    if (json::parse({row.text(1).data(), row.text(1).size()}) != expected) ++wrong;
  }
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace autoheal::host
