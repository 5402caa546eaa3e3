// An answer other than the one that was asked for. Handlers throw it; router.cpp turns it into PagerDuty's error body.
// Source of bodies and codes: developer documentation "Errors", and replies seen in the wild (README.md, "Sources").
#pragma once

#include <string>
#include <vector>

namespace simulator {

struct ApiError {
  int status = 400;
  int code = 2001;  // 0: the body carries none
  std::string message = "Invalid Input Provided";
  std::vector<std::string> errors;
  std::string field;  // set: errors becomes an object {field: [...]}, as the v3 schedules answer
};

[[noreturn]] inline void fail(int status, int code, std::string message, std::vector<std::string> errors = {}) {
  throw ApiError{status, code, std::move(message), std::move(errors), ""};
}
[[noreturn]] inline void fail_input(std::string what) { fail(400, 2001, "Invalid Input Provided", {std::move(what)}); }
[[noreturn]] inline void fail_not_found() { fail(404, 2100, "Not Found"); }
[[noreturn]] inline void fail_denied() { fail(403, 2010, "Access Denied"); }
// The account's plan lacks it.
[[noreturn]] inline void fail_plan(int status = 402) {
  if (status == 404) fail_not_found();
  if (status == 403) fail_denied();
  fail(402, 2012, "Account does not have the abilities to perform the action");
}

}  // namespace simulator
