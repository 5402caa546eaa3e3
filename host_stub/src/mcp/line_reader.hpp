// LineReader: lines of a descriptor, none longer than a cap. A longer line is reported once and passed over.
// Threads: one owner.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace autoheal::host::mcp {

class LineReader {
 public:
  enum class Outcome { line, too_long, timeout, end };

  LineReader(int fd, std::size_t max_bytes) : fd_(fd), max_bytes_(max_bytes) {}

  // Waits at most `wait` for the next line; `line` comes without its line break.
  Outcome next(std::string& line, std::chrono::milliseconds wait);

 private:
  bool take_line(std::string& line, Outcome& outcome);
  int fd_;
  std::size_t max_bytes_;
  std::string buffer_;
  std::size_t searched_ = 0;  // of buffer_, without a line break
  bool skipping_ = false;     // inside a line that was too long
  bool ended_ = false;
};

}  // namespace autoheal::host::mcp
