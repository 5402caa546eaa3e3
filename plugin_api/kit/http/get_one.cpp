#include "kit/http/get_one.hpp"

#include <optional>

namespace autoheal::kit::http {

Result<Response> get_one(Exchange& exchange, Request request) {
  std::optional<Result<Response>> reply;
  exchange.get(std::move(request), [&reply](Result<Response> got) { reply.emplace(std::move(got)); });
  exchange.run();
  if (!reply) return failure(Errc::internal, "A request was not answered.");
  return std::move(*reply);
}

}  // namespace autoheal::kit::http
