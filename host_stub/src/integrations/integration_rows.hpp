// The rows of integrations, secrets and webhook endpoints: SQL and nothing else.
// Threads: as Database, [serialized].
#pragma once

#include "integrations/integrations.hpp"
#include "store/sqlite/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

Result<std::vector<Integration>> list_integrations(Database& db);
// Errc::not_found names what there is.
Result<Integration> get_integration(Database& db, std::string_view name);
Result<Integration> get_integration(Database& db, std::int64_t id);

Result<std::int64_t> insert_integration(Database& db, std::string_view name, std::string_view plugin,
                                        std::string_view settings, std::string_view now);
// False: another revision is stored by now; read again.
Result<bool> update_integration(Database& db, const Integration& integration, std::string_view new_name,
                                std::string_view settings, bool forget_test, std::string_view now);
Result<void> touch_integration(Database& db, std::int64_t id);  // one more revision: instances configure again

Result<void> put_secret(Database& db, std::int64_t id, std::string_view field, const Bytes& record,
                        std::string_view fingerprint, std::string_view now);
Result<void> delete_secret(Database& db, std::int64_t id, std::string_view field);
Result<std::optional<Bytes>> get_secret(Database& db, std::int64_t id, std::string_view field);

struct EndpointRow {
  WebhookEndpoint endpoint;
  Bytes secret_hash;
  Bytes url_secret;
  Bytes previous_hash;
};
Result<std::optional<EndpointRow>> get_endpoint(Database& db, std::int64_t integration_id);
Result<std::optional<EndpointRow>> find_endpoint_row(Database& db, std::string_view public_id);

}  // namespace autoheal::host
