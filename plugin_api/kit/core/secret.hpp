// A secret in memory: wiped when it goes, never streamed, compared in constant time only. Copying is explicit.
// autoheal::Secret of the author layer is the answer of one secret_read, bytes as they come and a status; what is kept
// of it is one of these. The copy made of bytes that are handed in is wiped; the bytes themselves are the caller's to
// wipe.
// Threads: a value; const members are [any-thread].
#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace autoheal::kit {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes);
  ~Secret();
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  Secret copy() const { return Secret(reveal()); }

  // For the one place that needs the bytes; valid as long as this secret is. Never log it, never put it in an Error.
  std::string_view reveal() const noexcept { return {bytes_.get(), size_}; }

  bool empty() const noexcept { return size_ == 0; }
  std::size_t size() const noexcept { return size_; }

  // Takes as long for a near miss as for a far one; only the length shows.
  bool equals(std::string_view other) const noexcept;

 private:
  void wipe() noexcept;

  std::unique_ptr<char[]> bytes_;  // not std::string: its small buffer would be left behind by a move
  std::size_t size_ = 0;
};

std::ostream& operator<<(std::ostream&, const Secret&) = delete;
bool operator==(const Secret&, const Secret&) = delete;

// Overwrites the characters of a string that held a secret, then empties it.
void wipe(std::string& text) noexcept;

}  // namespace autoheal::kit
