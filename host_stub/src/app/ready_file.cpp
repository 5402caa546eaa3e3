#include "app/ready_file.hpp"

#include "base/files.hpp"

#include <boost/json.hpp>
#include <unistd.h>

namespace autoheal::host {

Result<void> write_ready_file(const std::filesystem::path& file, const ReadyFile& ready) {
  const boost::json::object document{{"admin_url", ready.admin_url},
                                     {"admin_token", ready.admin_token},
                                     {"webhook_base", ready.webhook_base},
                                     {"pid", static_cast<std::int64_t>(::getpid())}};
  return write_private_file(file, boost::json::serialize(document) + "\n");
}

}  // namespace autoheal::host
