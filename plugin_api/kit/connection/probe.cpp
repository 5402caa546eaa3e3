#include "kit/connection/probe.hpp"

#include "kit/http/get_one.hpp"

#include <string>
#include <utility>

namespace autoheal::kit {
namespace {

Result<void> try_read(http::Exchange& exchange, http::Request request, const ReplyCheck& check, ConnectionRow& row) {
  AH_TRY(auto response, http::get_one(exchange, std::move(request)));
  row.latency = response.elapsed;
  AH_TRY(auto document, parse_json(response.body));
  return check(document);
}

}  // namespace

ReplyCheck holds_list(std::string_view key) {
  return [key = std::string(key)](const JsonDocument& document) {
    document.rows(key);
    return document.check();
  };
}

ReplyCheck holds_object(std::string_view key) {
  return [key = std::string(key)](const JsonDocument& document) {
    document.root().object(key);
    return document.check();
  };
}

void probe(http::Exchange& exchange, http::Request request, const ReplyCheck& check, ConnectionRow& row) {
  const Result<void> read = try_read(exchange, std::move(request), check, row);
  row.outcome = read.has_value() ? CheckOutcome::pass : CheckOutcome::fail;
  if (read.has_value()) return;
  row.reason = read.error().message;
  row.remedy = read.error().hint;
}

}  // namespace autoheal::kit
