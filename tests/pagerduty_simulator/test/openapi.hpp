// The part of JSON Schema that PagerDuty's OpenAPI document uses: $ref, allOf, oneOf, anyOf, type, properties,
// required, items, enum, nullable.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

namespace simulator_test {

namespace json = boost::json;

class OpenApi {
 public:
  explicit OpenApi(json::value document) : document_(std::move(document)) {}

  const json::object& paths() const { return document_.at("paths").as_object(); }
  // The schema of the JSON answer of an operation with that status; null if it has none.
  const json::value* answer_schema(const std::string& path, const std::string& method, const std::string& status) const;
  // Problems as "place: what". A null in a member that is not required is none: nullable is hardly ever declared.
  std::vector<std::string> validate(const json::value& value, const json::value& schema) const;

 private:
  const json::value& resolve(const json::value& schema) const;
  void check(const json::value& value, const json::value& schema, const std::string& place,
             std::vector<std::string>& problems) const;
  void check_object(const json::object& value, const json::object& schema, const std::string& place,
                    std::vector<std::string>& problems) const;
  void check_choice(const json::value& value, const json::array& choices, const std::string& place,
                    std::vector<std::string>& problems) const;

  json::value document_;
};

}  // namespace simulator_test
