#include "cli/serve.hpp"

#include "cli/ready_file.hpp"

#include <charconv>
#include <cstdio>
#include <iostream>

namespace simulator {
namespace {

bool split_address(const std::string& listen, std::string& address, std::uint16_t& port) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return false;
  address = listen.substr(0, colon);
  if (address.size() > 1 && address.front() == '[') address = address.substr(1, address.size() - 2);
  const char* end = listen.data() + listen.size();
  const auto [at, error] = std::from_chars(listen.data() + colon + 1, end, port);
  return error == std::errc() && at == end && !address.empty();
}

}  // namespace

int run_serve(const Options& options) {
  std::string address;
  std::uint16_t port = 0;
  if (!split_address(options.listen, address, port)) {
    std::cerr << "--listen: expected ADDRESS:PORT\n";
    return 2;
  }
  if (!options.now.empty() && !parse_time(options.now, utc_zone())) {
    std::cerr << "--now: expected an RFC 3339 time such as 2026-03-14T09:00:00Z\n";
    return 2;
  }
  try {
    Reactor reactor;
    reactor.set_latency(options.latency_ms);
    Simulator simulator(options, reactor);
    const std::uint16_t bound = reactor.listen(
        address, port, [&](Request request, const Reactor::Send& send) { simulator.handle(std::move(request), send); });
    const bool is_v6 = address.find(':') != std::string::npos;
    const std::string url = "http://" + (is_v6 ? "[" + address + "]" : address) + ":" + std::to_string(bound);
    if (!options.ready_file.empty()) write_ready_file(options.ready_file, render_ready_file(simulator, url));
    std::cout << "PagerDuty simulator on " << url << ", " << simulator.account.incidents.size() << " incidents"
              << std::endl;
    reactor.run();
    if (!options.ready_file.empty()) std::remove(options.ready_file.c_str());
    return 0;
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << "\n";
    return 1;
  }
}

}  // namespace simulator
