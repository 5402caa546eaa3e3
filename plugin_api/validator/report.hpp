// What was found, as text for a person and as JSON for a program. Threads: values and pure functions.
#pragma once

#include "check.hpp"

#include <string>
#include <vector>

namespace autoheal::validator {

enum class Outcome { passed, failed, skipped };

struct Finding {
  const Check* check = nullptr;
  Outcome outcome = Outcome::skipped;
  std::string message;  // what was wrong, why it was skipped, or what is to be known although it passed
  long milliseconds = 0;
};

struct Report {
  std::string file;
  std::vector<Finding> findings;

  bool kept() const;  // no "must" failed
};

std::string render_text(const Report& report);
std::string render_json(const Report& report);

}  // namespace autoheal::validator
