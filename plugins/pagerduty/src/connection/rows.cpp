#include "connection/rows.hpp"

#include "kit/json/json_reader.hpp"
#include "kit/text/url.hpp"

namespace autoheal::pagerduty::connection {
namespace {

constexpr std::string_view kUnauthorized = "401 Unauthorized Error: ";
constexpr std::string_view kNoIncidents = "No Incidents Found: ";
constexpr std::string_view kRateLimiting = "Rate Limiting: ";

std::string host_of(const Settings& settings) { return std::string(kit::authority_of(settings.origin())); }

Row make_row(std::string_view name, std::string_view title, std::string_view proves, bool required = false) {
  Row row;
  row.name = name;
  row.title = title;
  row.proves = proves;
  row.required = required;
  return row;
}

std::string upper(model::Region region) { return region == model::Region::us ? "US" : "EU"; }

std::string remedy_for(const kit::Error& error, const ReadProbe& probe) {
  switch (error.code) {
    case kit::Errc::unauthorized:
      return std::string(kUnauthorized) + error.hint;
    case kit::Errc::rate_limited:
      return std::string(kRateLimiting) + "wait a minute and test again; other tools may be using the same key.";
    case kit::Errc::forbidden:
    case kit::Errc::not_found:
      return "Use a general access key, or a user token whose user may read " + std::string(probe.what) + ".";
    case kit::Errc::plan_required:
      return "Nothing to do: the account's plan has no " + std::string(probe.what) + ".";
    default:
      return error.hint;
  }
}

// Whether the list that the read promises is there; its length if so.
std::optional<std::size_t> rows_of(const kit::http::Response& response, std::string_view list) {
  const kit::Result<kit::JsonDocument> document = kit::parse_json(response.body);
  if (!document.has_value()) return std::nullopt;
  const std::size_t count = document.value().rows(list).size();
  if (!document.value().check().has_value()) return std::nullopt;
  return count;
}

void take_success(const ReadProbe& probe, const kit::http::Response& response, Row& row) {
  row.latency = response.elapsed;
  const std::optional<std::size_t> count = rows_of(response, probe.list);
  if (!count) {
    row.outcome = probe.required ? Outcome::fail : Outcome::warn;
    row.reason = "The answer is not what PagerDuty's API promises.";
    row.remedy = "Something between here and PagerDuty changes its answers: check proxies and the endpoint.";
    return;
  }
  row.outcome = Outcome::pass;
  if (*count > 0) return;
  row.reason = "The key may read " + std::string(probe.what) + ", but sees none.";
  if (probe.name == "incidents") {
    row.reason = "The key may read incidents, but there is none of the last month.";
    row.remedy =
        std::string(kNoIncidents) + "if there should be some, check that the key's user or teams may see them.";
  }
}

}  // namespace

Overview look_over(const Answers& answers) {
  Overview out;
  bool unauthorized = false;
  const auto look = [&](const std::optional<kit::Result<kit::http::Response>>& answer) {
    if (!answer) return;
    if (!answer->has_value() && answer->error().code == kit::Errc::rate_limited) {
      out.reached = out.limited = true;
    } else if (answer->has_value()) {
      out.reached = out.accepted = true;
      if (!out.latency || answer->value().elapsed < *out.latency) out.latency = answer->value().elapsed;
    } else if (answer->error().http_status == 401) {
      out.reached = unauthorized = true;
    } else if (answer->error().http_status != 0) {
      out.reached = true;
      const int status = answer->error().http_status;
      // What PagerDuty says only to a key that it knows.
      out.accepted = out.accepted || (status >= 400 && status < 500 && status != 408);
    } else if (out.why_not_reached == nullptr) {
      out.why_not_reached = &answer->error();
    }
  };
  for (const auto& answer : answers.reads) look(answer);
  look(answers.me);
  if (unauthorized && !out.accepted) out.refused = true;
  return out;
}

Row reach_row(const Overview& overview, const Settings& settings) {
  const std::string host = host_of(settings);
  Row row = make_row("reach", "Reach PagerDuty", "Name, network and TLS on the way to " + host + " work.", true);
  row.gate = true;
  row.outcome = overview.reached ? Outcome::pass : Outcome::fail;
  row.latency = overview.latency;
  if (!overview.reached && overview.why_not_reached != nullptr) {
    row.reason = overview.why_not_reached->message;
    row.remedy = overview.why_not_reached->hint;
  }
  return row;
}

Row api_key_row(const Overview& overview) {
  Row row = make_row("api_key", "API key accepted", "PagerDuty knows the key.", true);
  row.gate = true;
  if (overview.accepted) {
    row.outcome = Outcome::pass;
  } else if (overview.refused) {
    row.outcome = Outcome::fail;
    row.reason = "PagerDuty refused the API key (401).";
    row.remedy =
        std::string(kUnauthorized) +
        "check the service region first, then that the key is a REST API key and not an Events API integration "
        "key, and that nobody has revoked or disabled it.";
  } else if (overview.limited) {
    row.outcome = Outcome::fail;
    row.reason = "The rate limit of this key is used up, so that it could not be tried.";
    row.remedy = std::string(kRateLimiting) + "wait a minute and test again.";
  } else if (overview.reached) {
    row.outcome = Outcome::fail;
    row.reason = "PagerDuty answered, but not about the key.";
    row.remedy = "Test again in a moment.";
  } else {
    row.reason = "PagerDuty was not reached.";
  }
  return row;
}

Row key_kind_row(const Overview& overview, const api::KeyOwner& owner) {
  Row row = make_row("key_kind", "Kind of key and owner", "Whose permissions the key has.");
  if (!overview.accepted) {
    row.reason = "The key was not accepted.";
    return row;
  }
  row.outcome = Outcome::info;
  switch (owner.kind) {
    case api::KeyKind::general:
      row.reason = "This is a general access key; it sees the whole account.";
      break;
    case api::KeyKind::user:
      row.reason = "This is a user token" + (owner.name.empty() ? std::string() : " of " + owner.name) +
                   (owner.role.empty() ? std::string() : " (role " + owner.role + ")") +
                   "; it sees what that user may see.";
      break;
    case api::KeyKind::unknown:
      row.reason = "PagerDuty did not say what kind of key this is; it is accepted all the same.";
      break;
  }
  return row;
}

Row read_row(const ReadProbe& probe, const std::optional<kit::Result<kit::http::Response>>& answer,
             const Overview& overview) {
  Row row = make_row(probe.name, probe.title, probe.proves, probe.required);
  if (!overview.reached || overview.refused || !answer) {
    row.reason = overview.refused ? "The key was refused." : "PagerDuty was not reached.";
    return row;
  }
  if (answer->has_value()) {
    take_success(probe, answer->value(), row);
    return row;
  }
  const kit::Error& error = answer->error();
  row.outcome = probe.required ? Outcome::fail : Outcome::warn;
  if (error.code == kit::Errc::plan_required && !probe.required) row.outcome = Outcome::info;
  row.reason = error.message;
  row.remedy = remedy_for(error, probe);
  return row;
}

Row region_row(const Overview& overview, const Settings& settings, Elsewhere elsewhere, bool is_eu_account,
               bool is_us_account) {
  Row row = make_row("region", "Service region", "The account lives where the settings say.");
  const std::string here = upper(settings.region);
  const std::string there = upper(other(settings.region));
  const bool mismatch = settings.region == model::Region::us ? is_eu_account : is_us_account;
  if (!settings.endpoint.empty()) {
    row.outcome = Outcome::info;
    row.reason = "An operator has set the endpoint " + settings.endpoint + "; the region is not used";
    row.reason += overview.refused ? ", and no other region was tried." : ".";
  } else if (overview.accepted && mismatch) {
    row.outcome = Outcome::warn;
    row.reason = "The account is in region " + there + "; PagerDuty forwards the calls from " + here + ".";
    row.remedy = "Set the region to " + there + ", which is the direct way.";
  } else if (overview.accepted) {
    row.outcome = Outcome::pass;
  } else if (elsewhere == Elsewhere::accepts) {
    row.outcome = Outcome::fail;
    row.reason = "The key works in region " + there + ", and not in " + here + ".";
    row.remedy = std::string(kUnauthorized) + "set the region to " + there + ".";
  } else if (elsewhere == Elsewhere::refuses) {
    row.outcome = Outcome::info;
    row.reason = "Region " + there + " refuses the key too: it is the key, not the region.";
  } else if (elsewhere == Elsewhere::silent) {
    row.outcome = Outcome::info;
    row.reason = "Region " + there + " was tried as well and could not be reached.";
  } else {
    row.reason = "PagerDuty was not reached.";
  }
  return row;
}

Row rate_row(const std::optional<kit::http::RateBudget>& budget) {
  Row row = make_row("rate_budget", "Rate budget", "There are calls left for this key.");
  if (!budget) {
    row.reason = "PagerDuty said nothing about the rate limit.";
    return row;
  }
  row.outcome = Outcome::info;
  row.reason = std::to_string(budget->remaining) + " of " + std::to_string(budget->limit) +
               " calls left, new ones in " + std::to_string(budget->resets_in.count()) + " s.";
  if (budget->remaining * 10 >= budget->limit) return row;
  row.outcome = Outcome::warn;
  row.remedy = std::string(kRateLimiting) + "something uses this key heavily; give this integration a key of its own.";
  return row;
}

Row read_only_row() {
  Row row = make_row("read_only", "Read only", "Nothing in PagerDuty is ever changed.");
  row.outcome = Outcome::info;
  row.reason =
      "Only reads are ever sent. Whether the key could also write cannot be verified without writing; a "
      "read-only key is enough.";
  return row;
}

}  // namespace autoheal::pagerduty::connection
