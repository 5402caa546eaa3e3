// The conformance sidecar of a plugin: samples that only its author knows (plugin_api/README.md has the format).
// Threads: immutable after parse_sidecar.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::validator {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct QuerySample {
  std::string operation;
  std::string arguments;       // JSON text
  bool local = false;          // answers without its upstream
  std::string upstream_reply;  // what its upstream answers to every request: JSON text; empty: unknown
};

struct SettingsSample {
  std::string settings;  // JSON text that must be refused
  std::string pointer;   // and the mistake's place
};

struct WebhookSample {
  std::string name;
  Headers headers;  // besides the signature's
  std::string body;
  std::uint32_t http_status = 202;
  std::vector<std::string> kinds;  // of the events, in order
};

// How a delivery proves where it came from.
struct SignatureScheme {
  std::string header;
  std::string secret;     // name of the secret setting
  std::string algorithm;  // "hmac-sha256" over the body in hexadecimal, or "token": the secret itself
  std::string prefix;     // before the value: "v1="
  std::string separator;  // between several values in one header: ","; empty: only one

  bool covers_body() const { return algorithm == "hmac-sha256"; }
  std::string sign(std::string_view secret_value, std::string_view body) const;
};

struct WebhookSamples {
  SignatureScheme signature;
  bool reads_body = true;  // false: any body will do
  std::vector<WebhookSample> samples;
};

struct Sidecar {
  std::string settings;                        // JSON text of valid settings
  std::map<std::string, std::string> secrets;  // by setting
  std::vector<SettingsSample> invalid_settings;
  std::vector<QuerySample> queries;
  std::optional<WebhookSamples> webhook;
  std::vector<std::string> libraries;  // NEEDED besides the usual ones, each the beginning of a name
  std::string upstream_setting;        // the setting that takes the base URL of the upstream; empty: none
};

// `directory`: where the files are that samples name. Throws std::runtime_error with one sentence.
Sidecar parse_sidecar(std::string_view json, const std::filesystem::path& directory);

}  // namespace autoheal::validator
