#include "connection/table.hpp"

#include "kit/answer/json_of.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty::connection {

std::string render_table(Table table) {
  kit::ConnectionTable out{std::move(table.summary), {}, std::move(table.rows)};
  kit::put(out.account, "key_kind", table.account.key_kind);
  kit::put(out.account, "owner", table.account.owner);
  kit::put(out.account, "region", table.account.region);
  kit::put(out.account, "subdomain", table.account.subdomain);
  return render(out);
}

}  // namespace autoheal::pagerduty::connection
