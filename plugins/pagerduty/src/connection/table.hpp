// The table that Test Connection answers: one row a check, and a verdict over all. Its JSON is described in
// docs/documents.md section 3. Threads: values and pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty::connection {

enum class Outcome : std::uint8_t { pass, fail, warn, info, skipped };

struct Row {
  std::string name;    // "incidents"
  std::string title;   // "Read incidents"
  std::string proves;  // what this check shows when it passes
  Outcome outcome = Outcome::skipped;
  bool required = false;
  std::optional<std::chrono::milliseconds> latency;
  std::string reason;  // what happened, empty if there is nothing to say
  std::string remedy;  // the one thing to do, may be empty
};

struct Account {
  std::string key_kind;   // "general access key", "user token"; empty: unknown
  std::string owner;      // a person's name and role, of a user token
  std::string region;     // "us", "eu"
  std::string subdomain;  // "acme" of acme.pagerduty.com; empty: unknown
};

struct Table {
  std::string summary;
  Account account;
  std::vector<Row> rows;
};

enum class Verdict : std::uint8_t { pass, partial, fail };

// pass: every required row passes. partial: the key is accepted (row "api_key" passes) and at least one of the required
// reads works. fail: anything else.
Verdict verdict_of(const std::vector<Row>& rows);

std::string_view name(Outcome outcome) noexcept;
std::string_view name(Verdict verdict) noexcept;

std::string render_table(const Table& table);

}  // namespace autoheal::pagerduty::connection
