// IntegrationRepository: the integrations that people set up, their settings and their sealed secrets.
//
// Names are unique without regard to the case of ASCII letters. A revision goes up with every change of settings,
// secrets or webhook URL; whoever changes an integration says which revision he read, and learns when it is another by
// now. The rest as store/store.hpp promises.
#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct SecretInfo {
  std::string fingerprint;
  std::string updated_at;
};

struct Integration {
  std::int64_t id = 0;
  std::string name;
  std::string plugin;
  std::string settings;  // JSON object without secrets
  std::int64_t revision = 0;
  std::string status;                    // not_tested, connected, partial, error, needs_attention
  std::optional<std::string> last_test;  // JSON: connection table plus `at`
  std::string created_at;
  std::string updated_at;
  std::map<std::string, SecretInfo, std::less<>> secrets;  // those that are set
  std::vector<std::string> notes;  // of the service, after add and set: what was done besides what was asked
};

struct SecretChange {
  std::string field;
  std::optional<Bytes> record;  // sealed; absent: the secret is cleared
  std::string fingerprint;
};

struct IntegrationChange {
  std::string name;
  std::string settings;
  std::vector<SecretChange> secrets;
  bool forget_test = false;  // back to not_tested
  std::string at;
};

// A secret is sealed for the id of its integration, which a new one gets inside the transaction. Must not ask the
// store. An error ends the transaction and is add's.
using SealSecrets = std::function<Result<std::vector<SecretChange>>(std::int64_t id)>;

class IntegrationRepository {
 public:
  virtual ~IntegrationRepository() = default;

  virtual Result<std::vector<Integration>> list() = 0;         // by name
  virtual Result<Integration> get(std::string_view name) = 0;  // not_found names what there is
  virtual Result<Integration> get(std::int64_t id) = 0;        // not_found
  virtual Result<std::optional<std::int64_t>> find_id(std::string_view name) = 0;
  virtual Result<std::map<std::string, std::size_t>> count_by_plugin() = 0;

  // The id. Errors: name_taken, and those of `seal`.
  virtual Result<std::int64_t> add(std::string_view plugin, const IntegrationChange& integration,
                                   const SealSecrets& seal) = 0;
  // False, and nothing changed: another revision is stored by now, or none. Errors: name_taken.
  virtual Result<bool> update(std::int64_t id, std::int64_t revision, const IntegrationChange& change) = 0;
  // Unless another revision is stored by now. Without `last_test` the stored one stays.
  virtual Result<void> set_status(std::int64_t id, std::int64_t revision, std::string_view status,
                                  const std::optional<std::string>& last_test) = 0;
  virtual Result<void> remove(std::int64_t id) = 0;  // and all that belongs to it, in every repository

  virtual Result<std::optional<Bytes>> find_secret(std::int64_t id, std::string_view field) = 0;
};

}  // namespace autoheal::host
