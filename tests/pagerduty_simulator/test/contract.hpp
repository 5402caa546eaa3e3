// The contract tables (contract/README.md has the notation) and the check of a value against a type.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace simulator_test {

namespace json = boost::json;

class Contract {
 public:
  // Reads every table of that folder. Throws std::runtime_error if one is malformed or names an unknown object.
  explicit Contract(const std::string& folder);

  // What is wrong with `value`, one sentence each with the place; empty if it is as it should be.
  std::vector<std::string> check(const json::value& value, std::string_view type, const std::string& place = "") const;
  std::vector<std::string> check_members(const json::object& value, const json::object& members,
                                         const std::string& place) const;
  // Names of objects that no check has met so far.
  std::vector<std::string> unmet() const;

 private:
  std::vector<std::string> check_one(const json::value& value, std::string_view type, const std::string& place) const;

  std::map<std::string, json::object, std::less<>> objects_;
  mutable std::map<std::string, int, std::less<>> met_;
};

json::value read_json(const std::string& path);

}  // namespace simulator_test
