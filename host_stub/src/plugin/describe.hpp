// The describe document of a plugin, read once and checked (docs/documents.md section 1).
// Threads: immutable after parse_describe, [any-thread].
#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::host {

struct Operation {
  std::string name;
  std::string title;
  std::string description;
  bool for_agents = true;  // audience
  std::string role;        // "reconcile/1"; empty: none. Each at most once in a describe document
  bool read_only = false;
  bool idempotent = false;
  bool open_world = true;
  std::int64_t typical_ms = 0;
  std::shared_ptr<const boost::json::object> arguments;  // closed JSON Schema
  std::shared_ptr<const boost::json::object> result;     // JSON Schema of the envelope's `data`; may be null
};

struct WebhookContract {
  std::string signature_header;
  std::string secret_setting;  // the setting that holds the signing secret
  std::string url_secret;      // the host offers the webhook's own URL under this secret's name; may be empty
  std::vector<std::string> event_types;
  std::size_t max_body_bytes = 1048576;
};

struct Describe {
  std::string id;
  std::string name;
  std::string version;
  std::shared_ptr<const boost::json::object> document;  // as the plugin wrote it
  std::shared_ptr<const boost::json::object> settings;  // JSON Schema
  std::vector<Operation> operations;
  std::optional<WebhookContract> webhook;

  const Operation* find_operation(std::string_view operation) const;  // nullptr: none of that name
  bool is_secret(std::string_view setting) const;                     // writeOnly
  bool is_operator_only(std::string_view setting) const;              // x-operator-only
  std::vector<std::string> secret_names() const;                      // in the order of the schema
};

// Errc::plugin_fault: not what the contract promises; the message says which member.
Result<Describe> parse_describe(std::string_view json);

}  // namespace autoheal::host
