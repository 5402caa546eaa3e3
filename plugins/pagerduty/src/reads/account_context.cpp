#include "reads/account_context.hpp"

namespace autoheal::pagerduty::reads {
namespace {

const AccountContext& context_of(const kit::Query& query) {
  return dynamic_cast<const AccountContext&>(query.context());
}

}  // namespace

const Settings& settings_of(const kit::Query& query) { return context_of(query).settings; }

Directory& directory_of(const kit::Query& query) { return context_of(query).directory; }

}  // namespace autoheal::pagerduty::reads
