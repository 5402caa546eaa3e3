// Deployments, maintenance, dependencies and webhook subscriptions. Threads: values.
#pragma once

#include "model/alert.hpp"

#include <map>

namespace autoheal::pagerduty::model {

struct ChangeEvent {
  std::string id;
  std::string summary;
  std::string source;
  UtcTime timestamp{};
  std::vector<Reference> services;
  Reference integration;
  std::vector<ContextLink> links;
  std::vector<std::pair<std::string, std::string>> details;
  std::string correlation;  // most_recent, related_service, intelligent; only on an incident's related changes
};

struct MaintenanceWindow {
  std::string id;
  std::string description;
  std::string html_url;
  UtcTime start{};
  UtcTime end{};
  Reference created_by;
  std::vector<Reference> services;
};

struct Dependency {
  Reference supporting;  // what is depended on
  Reference dependent;
};

struct WebhookSubscription {
  std::string id;
  std::string url;
  std::string description;
  bool active = true;
  bool temporarily_disabled = false;
  std::vector<std::string> events;
  std::string filter_type;  // account, service, team
  std::string filter_id;
  std::string html_url;
};

}  // namespace autoheal::pagerduty::model
