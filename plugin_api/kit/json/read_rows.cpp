#include "kit/json/read_rows.hpp"

namespace autoheal::kit {

void note_row(std::vector<std::string>& warnings, std::string_view list, bool skipped, const Result<void>& check) {
  if (warnings.size() >= 5) return;
  warnings.push_back("A row of " + std::string(list) + (skipped ? " was skipped: " : " could only be read in part: ") +
                     check.error().message);
}

}  // namespace autoheal::kit
