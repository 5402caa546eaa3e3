#include "mcp/line_reader.hpp"

#include <array>
#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace autoheal::host::mcp {

bool LineReader::take_line(std::string& line, Outcome& outcome) {
  const std::size_t end = buffer_.find('\n', searched_);
  if (end == std::string::npos) {
    searched_ = buffer_.size();
    if (buffer_.size() <= max_bytes_) return false;
    buffer_.clear();
    searched_ = 0;
    if (skipping_) return false;
    skipping_ = true;
    outcome = Outcome::too_long;
    return true;
  }
  const bool rest_of_long_line = skipping_;
  skipping_ = false;
  line.assign(buffer_, 0, end);
  buffer_.erase(0, end + 1);
  searched_ = 0;
  if (rest_of_long_line) return take_line(line, outcome);
  outcome = line.size() > max_bytes_ ? Outcome::too_long : Outcome::line;
  return true;
}

LineReader::Outcome LineReader::next(std::string& line, std::chrono::milliseconds wait) {
  Outcome outcome = Outcome::end;
  const auto until = std::chrono::steady_clock::now() + wait;
  std::array<char, 65536> chunk;
  for (;;) {
    if (take_line(line, outcome)) return outcome;
    if (ended_) return Outcome::end;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd poller{fd_, POLLIN, 0};
    const int ready = ::poll(&poller, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (ready == 0) return Outcome::timeout;
    if (ready < 0 && errno == EINTR) continue;
    const ssize_t got = ready < 0 ? 0 : ::read(fd_, chunk.data(), chunk.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) {
      ended_ = true;
      if (!buffer_.empty() && !skipping_) buffer_ += '\n';  // a last line without its break still counts
      continue;
    }
    buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace autoheal::host::mcp
