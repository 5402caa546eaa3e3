// Deployments, maintenance, dependencies and webhook subscriptions. Threads: values.
#pragma once

#include "model/alert.hpp"

#include <map>

namespace autoheal::pagerduty::model {

struct ChangeEvent {
  std::string id;
  std::string summary;
  std::string source;
  kit::UtcTime timestamp{};
  std::vector<kit::Reference> services;
  kit::Reference integration;
  std::vector<ContextLink> links;
  std::vector<std::pair<std::string, std::string>> details;
  std::string correlation;  // most_recent, related_service, intelligent; only on an incident's related changes
};

struct MaintenanceWindow {
  std::string id;
  std::string description;
  std::string html_url;
  kit::UtcTime start{};
  kit::UtcTime end{};
  kit::Reference created_by;
  std::vector<kit::Reference> services;
};

struct Dependency {
  kit::Reference supporting;  // what is depended on
  kit::Reference dependent;
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
