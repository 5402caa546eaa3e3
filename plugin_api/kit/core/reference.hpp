// How one resource of a JSON API names another: the object {id, type, summary, html_url}, of which many services use a
// part. Threads: a value.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

struct Reference {
  std::string id;
  std::string type;      // without the "_reference" suffix: "service", "user", "schedule_v3"; may be empty
  std::string summary;   // its name for people, may be empty
  std::string html_url;  // as sent, may be empty; show it only through checked_link (text/text.hpp)

  friend bool operator==(const Reference&, const Reference&) = default;
};

// What to call it: its name, else its id.
inline std::string name_of(const Reference& reference) {
  return reference.summary.empty() ? reference.id : reference.summary;
}

// Whether one of them has that id.
inline bool holds(const std::vector<Reference>& references, std::string_view id) {
  return std::any_of(references.begin(), references.end(), [id](const Reference& each) { return each.id == id; });
}

}  // namespace autoheal::kit
