// MetaRepository: single values by key, for what happens once in a data directory. Whoever uses a key names it. As
// store/store.hpp promises.
#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace autoheal::host {

class MetaRepository {
 public:
  virtual ~MetaRepository() = default;

  virtual Result<std::optional<std::string>> find(std::string_view key) = 0;
  virtual Result<void> put(std::string_view key, std::string_view value) = 0;
  virtual Result<void> put_if_absent(std::string_view key, std::string_view value) = 0;
};

}  // namespace autoheal::host
