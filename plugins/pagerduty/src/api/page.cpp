#include "api/page.hpp"

namespace autoheal::pagerduty::api {
namespace detail {

api::detail::PageFrame read_frame(const kit::JsonDocument& document, std::size_t received) {
  api::detail::PageFrame frame;
  frame.received = received;
  const kit::JsonReader root = document.root();
  frame.more = root.boolean_or("more", false);
  const auto total = root.optional_integer("total");
  if (total && *total >= 0) frame.total = static_cast<std::size_t>(*total);
  return frame;
}

}  // namespace detail

void add_page(kit::http::Request& request, std::size_t offset, std::size_t limit, bool total) {
  request.params.emplace_back("limit", std::to_string(limit));
  request.params.emplace_back("offset", std::to_string(offset));
  if (total) request.params.emplace_back("total", "true");
}

}  // namespace autoheal::pagerduty::api
