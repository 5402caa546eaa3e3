#include "kit/plugin/scope_of.hpp"

namespace autoheal::kit {

CallScope scope_of(const autoheal::Call& call) {
  CallScope scope;
  scope.deadline = call.deadline();
  scope.cancel_fd = call.cancel_fd();
  scope.max_result_bytes = call.limits().result_bytes;
  scope.max_upstream_calls = call.limits().upstream_calls.value_or(0);
  scope.background = call.caller() == autoheal::Caller::background;
  scope.is_cancelled = [&call] { return call.cancelled(); };
  scope.progress = [&call](std::uint32_t permyriad, std::string_view message) { call.progress(permyriad, message); };
  return scope;
}

}  // namespace autoheal::kit
