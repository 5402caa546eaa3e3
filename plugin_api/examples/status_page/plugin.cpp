// status_page - what a third-party provider says of its components and incidents. A whole integration on the kit: copy
// this one if yours talks to a service over HTTP.
// Threads: each call takes what is in force when it starts and finishes on it, whatever configure does beside it.
#include "autoheal/plugin_export.hpp"
#include "kit/answer/describe_plugin.hpp"
#include "kit/answer/router.hpp"
#include "kit/connection/test_in_turn.hpp"
#include "kit/http/curl_client.hpp"
#include "kit/plugin/host_clock.hpp"
#include "kit/plugin/in_force.hpp"
#include "kit/plugin/reply.hpp"
#include "kit/plugin/scope_of.hpp"
#include "kit/settings/settings_document.hpp"
#include "operations.hpp"
#include "page.hpp"

#include <boost/json.hpp>

namespace status_page {
namespace {

constexpr std::string_view kSettings[] = {"address", "time_zone"};
constexpr std::string_view kSettingsSchema = R"json({
  "type": "object", "additionalProperties": false, "required": ["address"], "properties": {
    "address": {"type": "string", "format": "uri", "minLength": 1, "maxLength": 512, "title": "Page Address",
      "description": "Where the status page is, without a path. Its public JSON must be at /api/v2/ below it.",
      "x-placeholder": "https://status.example.com"},
    "time_zone": {"type": "string", "maxLength": 64, "default": "UTC", "title": "Time Zone", "x-group": "advanced",
      "description": "Used for \"today\", \"this week\" and times without a zone. A name of the tz database.",
      "x-placeholder": "Europe/Berlin"}}
})json";

struct Snapshot {
  std::string time_zone;
  std::shared_ptr<kit::http::Client> client;
};

kit::Result<Snapshot> read_settings(std::string_view text, std::shared_ptr<kit::http::TransferLoop> loop) {
  AH_TRY(auto document, kit::SettingsDocument::parse(text));
  document.refuse_others(kSettings);
  document.require("address", "Say where the status page is, for example https://status.example.com.");
  kit::http::Destination page{.service = &kService, .origin = document.endpoint("address")};
  const std::string time_zone = document.time_zone("time_zone");
  AH_TRY_VOID(document.check());
  return Snapshot{time_zone, kit::http::make_curl_client(std::move(loop), std::move(page))};
}

}  // namespace

class Plugin {
 public:
  static constexpr std::string_view id = "status_page";
  static constexpr std::string_view version = "1.0.0";

  static std::string describe() {
    return boost::json::serialize(kit::describe_plugin(
        {id, "Status Page", version}, boost::json::parse(kSettingsSchema).as_object(), all_operations()));
  }

  Plugin(autoheal::Host host, const autoheal::Identity&) : clock_(host) {}

  autoheal::Reply configure(std::string_view settings_json, autoheal::Call&) {
    auto next = read_settings(settings_json, loop_);
    if (!next.has_value()) return kit::to_reply(next.error());
    in_force_.put(std::make_shared<const Snapshot>(std::move(next.value())));
    return kit::configured();
  }

  autoheal::Reply test_connection(autoheal::Call& call) {
    const auto now = in_force_.get();
    const kit::Probe probes[] = {{"page", "Reach the page", "A status page of the known format is at the address.",
                                  "/api/v2/summary.json", kit::holds_object("status")},
                                 {"incidents", "Read incidents", "Incidents can be asked for.",
                                  "/api/v2/incidents/unresolved.json", kit::holds_list("incidents")}};
    return kit::to_reply(kit::test_in_turn(*now->client, kit::scope_of(call), probes, "The status page can be read."));
  }

  autoheal::Reply query(std::string_view operation, std::string_view args_json, autoheal::Call& call) {
    const auto now = in_force_.get();
    const kit::CallScope scope = kit::scope_of(call);
    kit::QueryContext context(*now->client, clock_, scope, now->time_zone);
    return kit::to_reply(kit::answer_query(all_operations(), operation, args_json, context));
  }

 private:
  const kit::HostClock clock_;
  const std::shared_ptr<kit::http::TransferLoop> loop_ = std::make_shared<kit::http::TransferLoop>();
  kit::InForce<Snapshot> in_force_;
};

}  // namespace status_page

AUTOHEAL_EXPORT_PLUGIN(status_page::Plugin)
