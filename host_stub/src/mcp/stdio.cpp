#include "mcp/stdio.hpp"

#include "mcp/line_reader.hpp"

#include <atomic>
#include <cerrno>
#include <mutex>
#include <unistd.h>

namespace autoheal::host::mcp {
namespace {

constexpr std::chrono::milliseconds kChangesEvery{500};

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> serve_stdio(const AgentServices& services, const SessionOptions& options, int in, int out) {
  std::atomic<bool> gone{false};
  std::mutex writing;  // one line after the other
  Session session(services, options, [&](Outgoing message) {
    if (message.text.empty()) return;
    message.text += '\n';
    const std::lock_guard lock(writing);
    if (!write_all(out, message.text)) gone = true;
  });
  LineReader reader(in, kMaxMessageBytes);
  std::string line;
  while (!gone) {
    switch (reader.next(line, kChangesEvery)) {
      case LineReader::Outcome::line:
        if (!line.empty() && line != "\r") session.receive(line);
        break;
      case LineReader::Outcome::too_long:
        session.receive(std::string(kMaxMessageBytes + 1, ' '));  // one place says what is too large
        break;
      case LineReader::Outcome::timeout:
        session.announce_changes();
        break;
      case LineReader::Outcome::end:
        session.wait_until_idle();
        return success();
    }
  }
  return failure(Errc::io, "The client's end of standard output is closed.");
}

}  // namespace autoheal::host::mcp
