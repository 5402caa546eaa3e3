// PagerDuty's reference object: how one resource names another. Threads: a value.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

struct Reference {
  std::string id;
  std::string type;      // without the "_reference" suffix: "service", "user", "schedule_v3"; may be empty
  std::string summary;   // may be empty: PagerDuty leaves it out or null for some
  std::string html_url;  // as sent, may be empty; show it only through checked_link (base/text.hpp)

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
