// Everything that reads what PagerDuty, or whoever answers in its place, sends: header lines up to the first empty
// line, then a body, as page and as error.
#include "api/api_error.hpp"
#include "kit/http/reply_headers.hpp"
#include "kit/json/json_reader.hpp"
#include "kit/text/text.hpp"
#include "kit/text/utf8.hpp"
#include "target.hpp"

#include <algorithm>

using namespace autoheal::kit;
using namespace autoheal::pagerduty;

AUTOHEAL_FUZZ_TARGET(upstream_reply) {
  const std::size_t end = input.find("\n\n");
  const std::string_view body = end == std::string_view::npos ? input : input.substr(end + 2);
  http::ReplyHeaders headers;
  for (std::string_view rest = input.substr(0, input.size() - body.size()); !rest.empty();) {
    const std::size_t line = std::min(rest.find('\n'), rest.size() - 1) + 1;
    if (!headers.add_line(rest.substr(0, line))) break;
    rest.remove_prefix(line);
  }
  AUTOHEAL_CHECK(!headers.reset() || headers.reset()->count() >= 0);
  AUTOHEAL_CHECK(autoheal::is_utf8(headers.request_id()));

  const Error error = api::error_of_reply(400, body, headers.request_id());
  AUTOHEAL_CHECK(error.message.size() <= 320 && autoheal::is_utf8(error.message));
  AUTOHEAL_CHECK(autoheal::is_utf8(clean_text(body)) && autoheal::is_utf8(repair_utf8(body)));
  AUTOHEAL_CHECK(shorten(clean_text(body), 40).size() <= 40);
  const std::string link = checked_link(body, "pagerduty.com");
  AUTOHEAL_CHECK(link.empty() || link == body);

  const Result<JsonDocument> page = parse_json(body);
  if (!page.has_value()) return;
  AUTOHEAL_CHECK(parse_json(body, Poison::refuse).has_value() != page.value().sanitized());
  for (const JsonRow& row : page.value().rows("incidents")) {
    row->text("id");
    row->time("created_at");
    row->integer("incident_number");
    row->references("teams");
    AUTOHEAL_CHECK(row.check().has_value() || !row.check().error().message.empty());
  }
}
