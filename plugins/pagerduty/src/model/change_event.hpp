// Deployments, maintenance and dependencies. Threads: values.
#pragma once

#include "model/alert.hpp"

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

}  // namespace autoheal::pagerduty::model
