// What a status page says, and how its public JSON is read (the format of https://metastatuspage.com/api).
// Threads: values and pure functions, [any-thread].
#pragma once

#include "kit/http/service.hpp"
#include "kit/json/json_reader.hpp"

namespace status_page {

namespace kit = autoheal::kit;

struct Component {
  std::string id;
  std::string name;
  std::string status;    // "operational", "major_outage"; empty: could not be read
  std::string group_id;  // of the component that it is shown under, may be empty
  bool is_group = false;
};

struct Incident {
  std::string id;
  std::string name;
  std::string status;                                     // "investigating", "resolved"
  std::string impact;                                     // "minor", "critical"
  std::optional<kit::UtcTime> created_at = std::nullopt;  // nothing: could not be read
  std::optional<kit::UtcTime> resolved_at = std::nullopt;
  std::string latest = {};  // the page's last word about it
};

// Names and texts are cleaned: a page is as foreign as any other text.
Component read_component(const kit::JsonReader& row);
Incident read_incident(const kit::JsonReader& row);

extern const kit::http::Service kService;

}  // namespace status_page
