#include "kit/json/json_pointer.hpp"

#include <boost/json.hpp>
#include <charconv>

namespace autoheal::kit {
namespace {

// Splits "/alerts/*/details" into "alerts" and "/*/details".
std::string_view take_step(std::string_view& pointer) {
  pointer.remove_prefix(1);
  std::size_t slash = pointer.find('/');
  std::string_view step = pointer.substr(0, slash);
  pointer = slash == std::string_view::npos ? std::string_view{} : pointer.substr(slash);
  return step;
}

}  // namespace

void visit_pointer(boost::json::value& root, std::string_view pointer,
                   const std::function<void(boost::json::value&)>& visit) {
  if (pointer.empty()) return visit(root);
  if (pointer.front() != '/') return;
  std::string_view step = take_step(pointer);
  if (root.is_object()) {
    if (step == "*") {
      for (auto& member : root.get_object()) visit_pointer(member.value(), pointer, visit);
    } else if (auto* member = root.get_object().if_contains(step)) {
      visit_pointer(*member, pointer, visit);
    }
  } else if (root.is_array()) {
    if (step == "*") {
      for (auto& item : root.get_array()) visit_pointer(item, pointer, visit);
      return;
    }
    std::size_t index = 0;
    auto [end, ec] = std::from_chars(step.data(), step.data() + step.size(), index);
    if (ec == std::errc{} && end == step.data() + step.size() && index < root.get_array().size()) {
      visit_pointer(root.get_array()[index], pointer, visit);
    }
  }
}

bool reaches(const boost::json::value& root, std::string_view pointer) {
  bool found = false;
  // The visitor below changes nothing, so that casting the const away is safe.
  visit_pointer(const_cast<boost::json::value&>(root), pointer, [&](boost::json::value&) { found = true; });
  return found;
}

}  // namespace autoheal::kit
