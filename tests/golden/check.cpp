#include "golden/check.hpp"

#include <boost/json.hpp>
#include <stdexcept>

namespace autoheal::golden {
namespace {

namespace json = boost::json;

std::size_t size_of(const json::value& value) {
  if (value.is_array()) return value.get_array().size();
  if (value.is_object()) return value.get_object().size();
  if (value.is_string()) return value.get_string().size();
  return 0;
}

double amount_of(const json::value& value) {
  return value.is_number() ? value.to_number<double>() : static_cast<double>(size_of(value));
}

bool has(const json::value& value, const json::value& wanted) {
  if (value.is_array()) {
    for (const json::value& item : value.get_array()) {
      if (item == wanted) return true;
    }
    return false;
  }
  if (!value.is_string() || !wanted.is_string()) return false;
  return std::string_view(value.get_string()).find(std::string_view(wanted.get_string())) != std::string_view::npos;
}

// The parts of a list of expectations that do not hold for one element.
std::string check_each(const json::value& element, const json::value& expectations) {
  for (const json::value& expectation : expectations.as_array()) {
    std::string wrong = check(element, expectation.as_object());
    if (!wrong.empty()) return wrong;
  }
  return {};
}

std::string check_any(const json::value& list, const json::value& expectations) {
  if (!list.is_array()) return "is no array";
  for (const json::value& element : list.get_array()) {
    if (check_each(element, expectations).empty()) return {};
  }
  return "has no element that fits " + json::serialize(expectations);
}

std::string check_all(const json::value& list, const json::value& expectations) {
  if (!list.is_array() || list.get_array().empty()) return "is no array with elements";
  for (const json::value& element : list.get_array()) {
    std::string wrong = check_each(element, expectations);
    if (!wrong.empty()) return "has an element that does not fit: " + wrong;
  }
  return {};
}

std::string check_one(const json::value* found, std::string_view rule, const json::value& wanted) {
  if (rule == "absent") return found == nullptr ? "" : "is there: " + json::serialize(*found);
  if (found == nullptr) return "is not there";
  std::string shown = json::serialize(*found).substr(0, 300);
  bool good = false;
  if (rule == "is") {
    good = *found == wanted;
  } else if (rule == "has") {
    good = has(*found, wanted);
  } else if (rule == "lacks") {
    good = !has(*found, wanted);
  } else if (rule == "size") {
    good = size_of(*found) == wanted.to_number<std::size_t>();
  } else if (rule == "at_least") {
    good = amount_of(*found) >= wanted.to_number<double>();
  } else if (rule == "at_most") {
    good = amount_of(*found) <= wanted.to_number<double>();
  } else if (rule == "any") {
    return check_any(*found, wanted);
  } else if (rule == "all") {
    return check_all(*found, wanted);
  } else {
    throw std::invalid_argument("no such rule: " + std::string(rule));
  }
  return good ? "" : "is " + shown + ", not " + std::string(rule) + " " + json::serialize(wanted);
}

}  // namespace

std::string check(const json::value& document, const json::object& expectation) {
  std::string at = json::value_to<std::string>(expectation.at("at"));
  json::error_code ec;
  const json::value* found = at.empty() ? &document : document.find_pointer(at, ec);
  if (expectation.size() < 2) throw std::invalid_argument("an expectation without a rule at " + at);
  for (const auto& [rule, wanted] : expectation) {
    if (rule == "at") continue;
    std::string wrong = check_one(found, rule, wanted);
    if (!wrong.empty()) return at + " " + wrong;
  }
  return {};
}

}  // namespace autoheal::golden
