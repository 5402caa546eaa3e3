// An alert inside an incident, with one shape of details whatever sent it. Threads: values.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/reference.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace autoheal::pagerduty::model {

struct ContextLink {
  std::string text;
  std::string href;  // http or https
  bool is_image = false;
};

// Events API v2, CEF, e-mail and custom bodies, told alike.
struct AlertDetails {
  std::string format;  // "events_v2", "cef", "email", "custom", "text"; empty: nothing was sent
  std::string summary;
  std::string severity;
  std::string source;
  std::string component;
  std::string group;
  std::string event_class;
  std::string client;
  std::string client_url;
  std::string dedup_key;
  std::vector<std::pair<std::string, std::string>> fields;  // flattened: "labels.env" = "prod"
  std::string text;                                         // a body that is not structured
  std::vector<ContextLink> links;
  std::size_t omitted_fields = 0;  // beyond the cap

  bool empty() const { return format.empty(); }
};

struct Alert {
  std::string id;
  std::string status;  // triggered, resolved
  std::string severity;
  std::string summary;
  std::string alert_key;
  std::string html_url;
  bool suppressed = false;
  kit::UtcTime created_at{};
  std::optional<kit::UtcTime> resolved_at;
  kit::Reference service;
  kit::Reference incident;
  kit::Reference integration;
  kit::Reference trigger_entry;
  AlertDetails details;
};

}  // namespace autoheal::pagerduty::model
