#include "page.hpp"

#include "kit/text/text.hpp"

namespace status_page {
namespace {

constexpr std::size_t kLine = 200;  // bytes of a name

// HTTP's own meaning of a status fits, but for a 404: no id was asked for.
kit::Error error_of_reply(int status, std::string_view, std::string_view request_id) {
  kit::Error error = kit::http::error_of_status(kService, status, request_id);
  if (status != 404) return error;
  error.message = "There is no status page of the known format at this address (404).";
  error.hint = "Check the address: with /api/v2/summary.json behind it, it must lead to JSON.";
  return error;
}

}  // namespace

const kit::http::Service kService{
    .name = "The status page", .user_agent = "autoheal-status-page/1.0.0", .error_of_reply = error_of_reply};

Component read_component(const kit::JsonReader& row) {
  return {row.line("id", kLine), row.line("name", kLine), row.line("status", kLine), row.text_or("group_id"),
          row.boolean_or("group", false)};
}

Incident read_incident(const kit::JsonReader& row) {
  Incident out{row.line("id", kLine), row.line("name", kLine), row.line("status", kLine), row.line("impact", kLine)};
  out.created_at = row.optional_time("created_at");
  if (!out.created_at) row.mistake("created_at", "is not there as a time");
  out.resolved_at = row.optional_time("resolved_at");
  const auto updates = row.objects("incident_updates");  // newest first
  if (!updates.empty()) out.latest = kit::clean_text(updates[0].text_or("body"), kit::Lines::many, 600);
  return out;
}

}  // namespace status_page
