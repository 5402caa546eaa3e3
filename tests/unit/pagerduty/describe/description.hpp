// The describe document as the loaded library writes it.
#pragma once

#include "plugin_fixture.hpp"

#include <boost/json.hpp>

namespace autoheal::pagerduty {

inline boost::json::object description() {
  const auto negotiated = client::negotiate(load_entry(AUTOHEAL_PLUGIN_FILE), "test", "1.0");
  const client::Outcome outcome = client::describe(std::get<client::Plugin>(negotiated), {}, {});
  return boost::json::parse(outcome.document).as_object();
}

}  // namespace autoheal::pagerduty
