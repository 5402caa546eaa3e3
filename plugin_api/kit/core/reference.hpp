// How one resource of a JSON API names another: the object {id, type, summary, html_url}, of which many services use a
// part. Threads: a value.
#pragma once

#include <string>

namespace autoheal::kit {

struct Reference {
  std::string id;
  std::string type;      // without the "_reference" suffix: "service", "user", "schedule_v3"; may be empty
  std::string summary;   // its name for people, may be empty
  std::string html_url;  // as sent, may be empty; show it only through checked_link (text/text.hpp)

  friend bool operator==(const Reference&, const Reference&) = default;
};

}  // namespace autoheal::kit
