// SecretText: text that is wiped when it goes away, and cannot be printed, copied or compared by accident.
// Threads: a value; share it between threads only while nobody moves from it.
#pragma once

#include "base/bytes.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace autoheal::host {

class SecretText {
 public:
  SecretText() = default;
  explicit SecretText(std::string_view text) { text_.assign(text.begin(), text.end()); }
  ~SecretText() { clear(); }
  SecretText(SecretText&& other) noexcept : text_(std::exchange(other.text_, {})) {}
  SecretText& operator=(SecretText&& other) noexcept {
    if (this != &other) {
      clear();
      text_ = std::exchange(other.text_, {});
    }
    return *this;
  }
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;

  // The one way to the text; valid until this object changes.
  std::string_view reveal() const noexcept { return {text_.data(), text_.size()}; }
  SecretText clone() const { return SecretText{reveal()}; }
  bool empty() const noexcept { return text_.empty(); }

 private:
  void clear() noexcept {
    if (!text_.empty()) wipe(text_.data(), text_.size());
    text_.clear();
  }
  std::vector<char> text_;  // not a string: a short string would be copied, unwiped, on every move
};

}  // namespace autoheal::host
