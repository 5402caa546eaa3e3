// How much of a chunked body on the wire is neither data nor the shortest way to write its chunks: chunk extensions,
// zeros before a size, blanks, trailers. A body limit says nothing about these (RFC 9112 section 7.1.1 asks for a
// limit). Plain chunks, however small, cost nothing here: they are bounded by the body limit, at six bytes for one at
// most. Pure; one thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace autoheal::host::http {

class ChunkOverhead {
 public:
  // The header of a chunk was read; `size` 0: the last one.
  void count_chunk(std::uint64_t size) {
    std::size_t digits = 1;
    while ((size /= 16) > 0) ++digits;
    due_ += digits + kLineEnds;
  }
  // Bytes that the parser took from the wire.
  void count_taken(std::size_t bytes) { taken_ += bytes; }

  // Whether more than `limit` has come. `data`: bytes of the body so far. `pending`: bytes that the parser has seen and
  // not taken, a line that is not complete yet; its shortest form is not known, so the longest is granted.
  bool exceeds(std::size_t limit, std::size_t data, std::size_t pending) const {
    const std::size_t granted = data + due_ + limit + (pending > 0 ? kLongestLine : 0);
    return taken_ + pending > granted;
  }

 private:
  static constexpr std::size_t kLineEnds = 4;              // after the size and after the data; or after the trailers
  static constexpr std::size_t kLongestLine = 2 + 16 + 2;  // the end of the data before it, a size, its end
  std::size_t due_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace autoheal::host::http
