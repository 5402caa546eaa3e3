// The table that Test Connection answers, with what is known of the PagerDuty account. Threads: values and pure
// functions.
#pragma once

#include "kit/connection/connection_table.hpp"

#include <string>
#include <vector>

namespace autoheal::pagerduty::connection {

using Outcome = kit::CheckOutcome;
using Row = kit::ConnectionRow;  // gates: "reach" and "api_key"
using Verdict = kit::ConnectionVerdict;

struct Account {
  std::string key_kind;   // "general access key", "user token"; empty: unknown
  std::string owner;      // a person's name and role, of a user token
  std::string region;     // "us", "eu"
  std::string subdomain;  // "acme" of acme.pagerduty.com; empty: unknown
};

struct Table {
  std::string summary;
  Account account;
  std::vector<Row> rows;
};

std::string render_table(Table table);

}  // namespace autoheal::pagerduty::connection
