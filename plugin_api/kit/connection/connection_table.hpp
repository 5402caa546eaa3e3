// The table that Test Connection answers: one row a check, and a verdict over all. Its JSON is described in
// docs/documents.md section 3. Threads: values and pure functions, [any-thread].
#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

enum class CheckOutcome : std::uint8_t { pass, fail, warn, info, skipped };

struct ConnectionRow {
  std::string name;    // "incidents"
  std::string title;   // "Read incidents"
  std::string proves;  // what this check shows when it passes
  CheckOutcome outcome = CheckOutcome::skipped;
  bool required = false;
  std::optional<std::chrono::milliseconds> latency = std::nullopt;
  std::string reason = {};  // what happened, empty if there is nothing to say
  std::string remedy = {};  // the one thing to do, may be empty
  bool gate = false;        // a way in, not a read: the service is reached, the credential is accepted. Not written out
};

struct ConnectionTable {
  std::string summary;          // one sentence for a person
  boost::json::object account;  // what is known of it; empty if there is nothing like an account
  std::vector<ConnectionRow> rows;
};

enum class ConnectionVerdict : std::uint8_t { pass, partial, fail };

// pass: every required row passes. partial: every required gate passes, and at least one required read. fail: anything
// else, also a table without rows.
ConnectionVerdict verdict_of(const std::vector<ConnectionRow>& rows);

std::string_view name(CheckOutcome outcome) noexcept;
std::string_view name(ConnectionVerdict verdict) noexcept;

// The document, compact.
std::string render(const ConnectionTable& table);

}  // namespace autoheal::kit
