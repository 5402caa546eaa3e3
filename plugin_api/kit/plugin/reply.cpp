#include "kit/plugin/reply.hpp"

#include <boost/json.hpp>

namespace autoheal::kit {

autoheal::Reply to_reply(const Error& error) {
  return autoheal::Reply::error(to_abi_status(error.code), render(error));
}

autoheal::Reply to_reply(const Result<std::string>& result) {
  return result.has_value() ? autoheal::Reply::ok(result.value()) : to_reply(result.error());
}

autoheal::Reply configured(const std::vector<Problem>& warnings) {
  if (warnings.empty()) return autoheal::Reply::ok();
  boost::json::array out;
  for (const Problem& warning : warnings) out.push_back({{"pointer", warning.pointer}, {"message", warning.message}});
  return autoheal::Reply::ok(boost::json::serialize(boost::json::object{{"warnings", std::move(out)}}));
}

}  // namespace autoheal::kit
