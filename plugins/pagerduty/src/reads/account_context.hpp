// What PagerDuty's operations need besides what every integration's do. Threads: one call, one thread.
#pragma once

#include "kit/answer/query.hpp"
#include "reads/directory.hpp"
#include "settings/settings.hpp"

namespace autoheal::pagerduty::reads {

class AccountContext final : public kit::QueryContext {
 public:
  // its_directory: of this instance and credential, shared by its calls. its_settings: a snapshot.
  AccountContext(kit::http::Client& its_client, const kit::Clock& its_clock, const kit::CallScope& its_scope,
                 const Settings& its_settings, Directory& its_directory)
      : QueryContext(its_client, its_clock, its_scope, its_settings.time_zone),
        settings(its_settings),
        directory(its_directory) {}

  const Settings& settings;
  Directory& directory;
};

// Of the query's context, which must be an AccountContext: std::bad_cast otherwise.
const Settings& settings_of(const kit::Query& query);
Directory& directory_of(const kit::Query& query);

}  // namespace autoheal::pagerduty::reads
