// A plugin broke its side of the contract: what it broke (number in docs/abi.md) and how.
// The handler is called on the thread that saw it, possibly several at once; it must not throw.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace autoheal::client {

struct Breach {
  std::string_view requirement;  // "Q2"; static
  std::string message;           // one sentence, free of what the plugin wrote
};

using OnBreach = std::function<void(const Breach&)>;

}  // namespace autoheal::client
