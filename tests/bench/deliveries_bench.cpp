// Durable deliveries, from the socket to the synced commit and back, next to what the disk itself can do in the same
// run:
//
//   bench_deliveries [--seconds 5] [--connections 50] [--rate 200] [--bytes 10240]
//
// Never asserted: run it on a quiet machine. The data lies in the temporary directory; name another disk with TMPDIR.
#include "integration/serve/host_process.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <mutex>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace autoheal::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

struct Options {
  int seconds = 5;
  int connections = 50;
  int rate = 200;
  int bytes = 10'240;
};

double milliseconds(microseconds time) { return static_cast<double>(time.count()) / 1000.0; }

void print(const char* what, std::vector<microseconds> times, double per_second) {
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    const auto index = static_cast<std::size_t>(share * static_cast<double>(times.size() - 1));
    return milliseconds(times[index]);
  };
  std::printf("%-44s %9.0f /s   p50 %7.2f   p99 %7.2f   p99.9 %7.2f   max %7.2f ms\n", what, per_second, at(0.5),
              at(0.99), at(0.999), milliseconds(times.back()));
}

// What the disk can do: append 2 KiB, sync.
void measure_disk(const std::filesystem::path& directory) {
  const auto file = directory / "sync";
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::string block(2048, 'x');
  std::vector<microseconds> times;
  const auto begin = Clock::now();
  while (times.size() < 2'000 && Clock::now() - begin < std::chrono::seconds(3)) {
    const auto start = Clock::now();
    if (::write(fd, block.data(), block.size()) < 0 || ::fdatasync(fd) != 0) break;
    times.push_back(std::chrono::duration_cast<microseconds>(Clock::now() - start));
  }
  ::close(fd);
  if (times.empty()) return;
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  print("the disk: append 2 KiB and fdatasync", times, static_cast<double>(times.size()) / seconds);
}

// A delivery of about that size that no other call makes.
std::string make_delivery(const std::string& path, const Options& options, int number) {
  auto body = make_event("E" + std::to_string(number), "incident.triggered", "Q" + std::to_string(number % 2'000),
                         number % 80'000);
  const std::string place = "\"client\":null";
  const auto room =
      static_cast<std::size_t>(options.bytes) - std::min(body.size(), static_cast<std::size_t>(options.bytes));
  body.replace(body.find(place), place.size(), "\"client\":{\"name\":\"" + std::string(room, 'c') + "\"}");
  return post(path, body, sign(kSecretA, body));
}

struct Sample {
  std::vector<microseconds> times;
  double seconds = 0;
  int failed = 0;
};

// rate 0: as fast as the connections go.
Sample measure(const HostProcess& host, const std::string& path, const Options& options, int rate,
               std::atomic<int>& number) {
  Sample sample;
  std::mutex mutex;
  std::atomic<int> turn{0};
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::seconds(options.seconds);
  {
    std::vector<std::jthread> senders;
    for (int i = 0; i < options.connections; ++i) {
      senders.emplace_back([&] {
        RawClient client(host.webhook_port());
        std::vector<microseconds> times;
        int failed = 0;
        while (Clock::now() < end) {
          const auto request = make_delivery(path, options, number++);
          if (rate > 0) {
            const auto due = begin + microseconds(1'000'000LL * turn++ / rate);
            if (due >= end) break;
            std::this_thread::sleep_until(due);
          }
          const auto start = Clock::now();
          if (client.request(request).status == 202) {
            times.push_back(std::chrono::duration_cast<microseconds>(Clock::now() - start));
          } else {
            ++failed;
          }
        }
        const std::scoped_lock lock(mutex);
        sample.times.insert(sample.times.end(), times.begin(), times.end());
        sample.failed += failed;
      });
    }
  }
  sample.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  return sample;
}

int run(const Options& options) {
  const TempDir directory;
  HostProcess host({directory.path() / "data", {"--log-level", "warning"}, {}});
  const auto path = host.running() ? host.add_integration("one", kSecretA) : std::string{};
  if (path.empty()) {
    std::printf("the host did not start\n");
    return 1;
  }
  std::atomic<int> number{0};
  measure_disk(directory.path());
  Options small = options;
  small.bytes = 2'048;
  const auto report = [](const char* what, const Sample& sample) {
    if (sample.times.empty()) return std::printf("%s: nothing was acknowledged, %d failed\n", what, sample.failed);
    print(what, sample.times, static_cast<double>(sample.times.size()) / sample.seconds);
    return sample.failed == 0 ? 0 : std::printf("  %d failed\n", sample.failed);
  };
  report("one connection, 2 KB each", measure(
                                          host, path,
                                          [&] {
                                            auto o = small;
                                            o.connections = 1;
                                            return o;
                                          }(),
                                          0, number));
  report("all connections, 2 KB each", measure(host, path, small, 0, number));
  report("all connections, full size", measure(host, path, options, 0, number));
  report("paced, full size", measure(host, path, options, options.rate, number));
  measure_disk(directory.path());
  return 0;
}

}  // namespace
}  // namespace autoheal::test

int main(int argc, char** argv) {
  autoheal::test::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const int value = std::atoi(argv[i + 1]);
    int* into = name == "--seconds"       ? &options.seconds
                : name == "--connections" ? &options.connections
                : name == "--rate"        ? &options.rate
                : name == "--bytes"       ? &options.bytes
                                          : nullptr;
    if (into == nullptr || value <= 0) {
      std::printf("usage: bench_deliveries [--seconds N] [--connections N] [--rate N] [--bytes N]\n");
      return 2;
    }
    *into = value;
  }
  return autoheal::test::run(options);
}
