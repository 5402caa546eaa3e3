#include "kit/plugin/read_secret.hpp"

namespace autoheal::kit {

Result<std::optional<Secret>> read_secret(const autoheal::Host& host, std::string_view name) {
  const autoheal::Secret secret = host.secret(name);
  if (secret) return std::optional<Secret>(Secret(secret.bytes()));
  if (secret.status() == AUTOHEAL_NOT_FOUND) return std::optional<Secret>();
  return failure(Errc::secrets_locked, "The host cannot read its secret store.",
                 "Unlock the host's secret store; the settings are taken over then.");
}

}  // namespace autoheal::kit
