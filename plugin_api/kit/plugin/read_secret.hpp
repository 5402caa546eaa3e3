// The host's secrets as values of the kit. Threads: in configure only, where the host serializes calls.
#pragma once

#include "autoheal/author/host.hpp"
#include "kit/core/result.hpp"
#include "kit/core/secret.hpp"

#include <optional>
#include <string_view>

namespace autoheal::kit {

// The secret of that setting's name; nothing if none is set. Error: secrets_locked, if the host cannot read its store
// or keeps no secrets.
Result<std::optional<Secret>> read_secret(const autoheal::Host& host, std::string_view name);

}  // namespace autoheal::kit
