// Typed members of a control's JSON body.
#pragma once

#include "rest/body.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>

namespace simulator {

inline std::optional<double> number_member(const boost::json::object& body, std::string_view name) {
  const boost::json::value* value = body.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) fail_input(std::string(name) + " must be a number.");
  return value->to_number<double>();
}

inline std::optional<int> int_member(const boost::json::object& body, std::string_view name) {
  const auto value = number_member(body, name);
  return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
}

inline std::optional<bool> bool_member(const boost::json::object& body, std::string_view name) {
  const boost::json::value* value = body.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) fail_input(std::string(name) + " must be true or false.");
  return value->as_bool();
}

}  // namespace simulator
