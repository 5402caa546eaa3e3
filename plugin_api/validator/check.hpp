// One numbered check: what it is, and how it says what it found.
// Threads: a check runs alone in a process of its own. Errors: a check throws Failed or Skipped; anything else is a
// bug.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autoheal::validator {

class Context;

enum class Level { must, should };

struct Check {
  std::string_view id;  // "N1"; several functions may carry parts of one requirement: "C2a" is not used
  Level level;
  std::string_view title;  // what is true of a good plugin
  std::string_view remedy;
  std::string_view needs;  // the id of the check without which this one says nothing; empty: none
  void (*run)(Context&);
};

struct Failed {
  std::string message;
};
struct Skipped {
  std::string reason;
};

[[noreturn]] inline void fail(std::string message) { throw Failed{std::move(message)}; }
[[noreturn]] inline void skip(std::string reason) { throw Skipped{std::move(reason)}; }
inline void require(bool condition, const std::string& message) {
  if (!condition) fail(message);
}

// Every check, in the order in which they are run and reported.
const std::vector<Check>& all_checks();

// One part each, by the letter of the requirement.
std::vector<Check> file_checks();         // E
std::vector<Check> negotiation_checks();  // N
std::vector<Check> describe_checks();     // D
std::vector<Check> lifecycle_checks();    // L
std::vector<Check> configure_checks();    // C
std::vector<Check> query_checks();        // Q
std::vector<Check> control_checks();      // X
std::vector<Check> webhook_checks();      // W
std::vector<Check> role_checks();         // R
std::vector<Check> hygiene_checks();      // H
std::vector<Check> growth_checks();       // V
std::vector<Check> upstream_checks();     // Q, X: those that need an upstream

}  // namespace autoheal::validator
