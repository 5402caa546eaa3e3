// AgentRepository: the agents that may use the host, by name and by the hash of their token. Names are unique without
// regard to the case of ASCII letters. As store/store.hpp promises.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct Agent {
  std::string name;
  std::string created_at;
  std::optional<std::string> last_used_at;
};

class AgentRepository {
 public:
  virtual ~AgentRepository() = default;

  virtual Result<std::vector<Agent>> list() = 0;  // by name
  virtual Result<std::optional<Agent>> find_by_token(const Bytes& token_hash) = 0;
  // False: the name is taken.
  virtual Result<bool> add(std::string_view name, const Bytes& token_hash, std::string_view created_at) = 0;
  virtual Result<bool> remove(std::string_view name) = 0;  // false: there is none
  virtual Result<void> set_last_used(std::string_view name, std::string_view at) = 0;
};

}  // namespace autoheal::host
