// Kills the host again and again under deliveries in flight, and then asks the store what became of them:
//
//   kill_deliveries [--kills 200] [--in-flight 50] [--seed 1]
//
// Nothing that was acknowledged may be missing, nothing may be applied twice, and the alerts must be those that a
// sequential reader of the stored events would hold. The last line counts; the exit code is 0 only if all counts that
// must be zero are. A kill alone cannot show that the disk was synced before the answer: sync_order_test does that.
#include "base/clock.hpp"
#include "integration/serve/host_process.hpp"
#include "store/sqlite/database.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace autoheal::test {
namespace {

struct Options {
  int kills = 200;
  int in_flight = 50;
  unsigned seed = 1;
};

struct Event {
  std::string id;
  std::string type;
  std::string incident;
  int at = 0;
  std::atomic<int> stored_answers{0};     // 202
  std::atomic<int> duplicate_answers{0};  // 200
};

// What was sent so far. Threads: any.
class Book {
 public:
  explicit Book(unsigned seed) : random_(seed) {}

  // An event to send: mostly a new one, sometimes one that was sent before.
  std::shared_ptr<Event> next() {
    static constexpr const char* kTypes[] = {"incident.triggered",      "incident.acknowledged", "incident.resolved",
                                             "incident.unacknowledged", "incident.reopened",     "incident.reassigned"};
    const std::scoped_lock lock(mutex_);
    if (!events_.empty() && random_() % 4 == 0) return events_[random_() % events_.size()];
    auto event = std::make_shared<Event>();
    event->id = "E" + std::to_string(events_.size());
    event->type = kTypes[random_() % std::size(kTypes)];
    event->incident = "Q" + std::to_string(events_.size() / kEventsEach + random_() % kOpenIncidents);
    event->at = static_cast<int>(random_() % 80'000);
    events_.push_back(event);
    return event;
  }
  unsigned draw(unsigned below) {
    const std::scoped_lock lock(mutex_);
    return static_cast<unsigned>(random_() % below);
  }
  const std::vector<std::shared_ptr<Event>>& events() const { return events_; }  // once the senders have ended

 private:
  // Incidents come and go, as they do: about as many events each, however long the run.
  static constexpr std::size_t kEventsEach = 40;
  static constexpr std::size_t kOpenIncidents = 500;

  std::mutex mutex_;
  std::mt19937 random_;
  std::vector<std::shared_ptr<Event>> events_;
};

struct Counts {
  std::atomic<std::int64_t> acknowledged{0};
  std::atomic<std::int64_t> unexpected{0};
};

// Sends on one connection until it breaks.
void send_until_broken(std::uint16_t port, const std::string& path, Book& book, Counts& counts) {
  RawClient client(port);
  while (client.connected()) {
    const auto event = book.next();
    const auto body = make_event(event->id, event->type, event->incident, event->at);
    if (!client.send(post(path, body, sign(kSecretA, body)))) return;
    const auto status = client.read_response().status;
    if (status == 0) return;
    if (status == 202) ++event->stored_answers;
    if (status == 200) ++event->duplicate_answers;
    if (status == 202 || status == 200) {
      ++counts.acknowledged;
    } else if (status != 503) {
      ++counts.unexpected;
    }
  }
}

bool run_until_killed(const std::filesystem::path& data_dir, const Options& options, Book& book, Counts& counts) {
  HostProcess host({data_dir, {"--log-level", "warning"}, {}});
  if (!host.running()) return false;
  auto path = host.webhook_path("one");
  if (path.empty()) path = host.add_integration("one", kSecretA);
  if (path.empty()) return false;
  const auto goal = counts.acknowledged + book.draw(200);
  std::atomic<int> alive{options.in_flight};
  std::vector<std::jthread> senders;
  for (int i = 0; i < options.in_flight; ++i) {
    senders.emplace_back([&] {
      send_until_broken(host.webhook_port(), path, book, counts);
      --alive;
    });
  }
  while (counts.acknowledged < goal && alive > 0) std::this_thread::yield();
  for (unsigned spins = book.draw(2'000); spins > 0; --spins) std::this_thread::yield();
  host.signal(SIGKILL);
  host.wait();
  return true;
}

struct Verdict {
  std::int64_t lost = 0;
  std::int64_t doubled = 0;
  std::int64_t wrong_alerts = 0;
  std::int64_t stored = 0;
};

// The alert that the stored events of one incident add up to, told from the end.
struct Oracle {
  std::string status = "firing";
  std::string acknowledged_at;
  std::string ends_at;

  explicit Oracle(std::vector<const Event*> events) {
    std::sort(events.begin(), events.end(),
              [](const Event* a, const Event* b) { return a->at != b->at ? a->at < b->at : a->id < b->id; });
    for (const auto* event : events) {
      const auto time =
          host::render_utc(std::chrono::sys_days(std::chrono::year(2026) / 3 / 14) + std::chrono::seconds(event->at));
      if (event->type == "incident.acknowledged") {
        status = "acknowledged";
        acknowledged_at = time;
        ends_at.clear();
      } else if (event->type == "incident.resolved") {
        if (status != "resolved") ends_at = time;
        status = "resolved";
      } else {
        status = "firing";
        ends_at.clear();
        if (event->type != "incident.reassigned") acknowledged_at.clear();
      }
    }
  }
};

host::Result<Verdict> judge(const std::filesystem::path& data_dir, const Book& book) {
  Verdict verdict;
  AH_TRY(auto db, host::Database::open(data_dir / "host.db"));
  std::map<std::string, int, std::less<>> stored;
  {
    AH_TRY(auto row, db.query("SELECT event_id, count(*) FROM events GROUP BY event_id"));
    for (;;) {
      AH_TRY(const bool more, row.next());
      if (!more) break;
      stored[std::string(row.text(0))] = static_cast<int>(row.integer(1));
    }
  }
  verdict.stored = static_cast<std::int64_t>(stored.size());
  std::map<std::string, std::vector<const Event*>> incidents;
  for (const auto& event : book.events()) {
    const auto found = stored.find(event->id);
    const bool acknowledged = event->stored_answers + event->duplicate_answers > 0;
    if (found == stored.end()) {
      if (acknowledged) ++verdict.lost;
      continue;
    }
    if (found->second > 1 || event->stored_answers > 1) ++verdict.doubled;
    incidents[event->incident].push_back(event.get());
  }
  AH_TRY(auto row,
         db.query("SELECT fingerprint, status, coalesce(acknowledged_at, ''), coalesce(ends_at, '') FROM alerts"));
  std::size_t alerts = 0;
  for (;;) {
    AH_TRY(const bool more, row.next());
    if (!more) break;
    ++alerts;
    const auto incident = std::string(row.text(0).substr(row.text(0).find(':') + 1));
    const Oracle oracle(incidents[incident]);
    if (row.text(1) != oracle.status || row.text(2) != oracle.acknowledged_at || row.text(3) != oracle.ends_at) {
      ++verdict.wrong_alerts;
    }
  }
  if (alerts != incidents.size()) ++verdict.wrong_alerts;
  return verdict;
}

int run(const Options& options) {
  const TempDir directory;
  const auto data_dir = directory.path() / "data";
  Book book(options.seed);
  Counts counts;
  for (int kill = 0; kill < options.kills; ++kill) {
    if (!run_until_killed(data_dir, options, book, counts)) {
      std::printf("the host did not come up again after %d kills\n", kill);
      return 1;
    }
    if ((kill + 1) % 500 == 0 && kill + 1 < options.kills) {
      std::fprintf(stderr, "%d kills, %lld deliveries acknowledged\n", kill + 1,
                   static_cast<long long>(counts.acknowledged));
    }
  }
  const auto verdict = judge(data_dir, book);
  if (!verdict.has_value()) {
    std::printf("the store cannot be read: %s\n", verdict.error().message.c_str());
    return 1;
  }
  const auto& v = verdict.value();
  std::printf(
      "seed %u: kills %d, deliveries acknowledged %lld, events stored %lld, unexpected answers %lld, alerts wrong "
      "%lld, lost %lld, doubled %lld\n",
      options.seed, options.kills, static_cast<long long>(counts.acknowledged), static_cast<long long>(v.stored),
      static_cast<long long>(counts.unexpected), static_cast<long long>(v.wrong_alerts), static_cast<long long>(v.lost),
      static_cast<long long>(v.doubled));
  return v.lost == 0 && v.doubled == 0 && v.wrong_alerts == 0 && counts.unexpected == 0 && counts.acknowledged > 0 ? 0
                                                                                                                   : 1;
}

}  // namespace
}  // namespace autoheal::test

int main(int argc, char** argv) {
  autoheal::test::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const int value = std::atoi(argv[i + 1]);
    if (name == "--kills" && value > 0) {
      options.kills = value;
    } else if (name == "--in-flight" && value > 0) {
      options.in_flight = value;
    } else if (name == "--seed") {
      options.seed = static_cast<unsigned>(value);
    } else {
      std::printf("usage: kill_deliveries [--kills N] [--in-flight N] [--seed N]\n");
      return 2;
    }
  }
  return autoheal::test::run(options);
}
