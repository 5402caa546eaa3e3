#include "kit/json/json_pointer.hpp"

#include <boost/json.hpp>
#include <charconv>

namespace autoheal::kit {
namespace {

// Splits "/alerts/*/details" into "alerts" and "/*/details".
std::string_view take_step(std::string_view& pointer) {
  pointer.remove_prefix(1);
  const std::size_t slash = pointer.find('/');
  std::string_view step = pointer.substr(0, slash);
  pointer = slash == std::string_view::npos ? std::string_view{} : pointer.substr(slash);
  return step;
}

// Value: boost::json::value, const or not, as visit takes it.
template <class Value, class Visit>
void walk(Value& root, std::string_view pointer, const Visit& visit) {
  if (pointer.empty()) return visit(root);
  if (pointer.front() != '/') return;
  const std::string_view step = take_step(pointer);
  if (root.is_object()) {
    if (step == "*") {
      for (auto& member : root.get_object()) walk(member.value(), pointer, visit);
    } else if (auto* member = root.get_object().if_contains(step)) {
      walk(*member, pointer, visit);
    }
  } else if (root.is_array()) {
    if (step == "*") {
      for (auto& item : root.get_array()) walk(item, pointer, visit);
      return;
    }
    std::size_t index = 0;
    const auto [end, ec] = std::from_chars(step.data(), step.data() + step.size(), index);
    if (ec == std::errc{} && end == step.data() + step.size() && index < root.get_array().size()) {
      walk(root.get_array()[index], pointer, visit);
    }
  }
}

}  // namespace

void visit_pointer(boost::json::value& root, std::string_view pointer,
                   const std::function<void(boost::json::value&)>& visit) {
  walk(root, pointer, visit);
}

bool reaches(const boost::json::value& root, std::string_view pointer) {
  bool found = false;
  walk(root, pointer, [&found](const boost::json::value&) { found = true; });
  return found;
}

}  // namespace autoheal::kit
