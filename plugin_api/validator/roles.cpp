#include "roles.hpp"

#include <algorithm>

namespace autoheal::validator {
namespace {

constexpr std::string_view kReconcileResult =
    R"json({"type": "object", "required": ["events", "up_to_date"], "properties": {
  "events": {"type": "array", "items": {
    "type": "object", "required": ["event_id", "kind", "occurred_at", "reconciled", "alert"], "properties": {
      "event_id": {"type": "string", "minLength": 1, "maxLength": 255},
      "kind": {"enum": ["triggered", "acknowledged", "resolved", "unacknowledged", "reopened", "updated"]},
      "occurred_at": {"type": "string",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"},
      "reconciled": {"const": true},
      "alert": {"type": "object", "required": ["schema_version", "fingerprint"], "properties": {
        "schema_version": {"const": 1},
        "fingerprint": {"type": "string", "minLength": 1, "maxLength": 255}}}}}},
  "up_to_date": {"type": "boolean"},
  "gone": {"type": "array", "items": {"type": "string"}},
  "next_cursor": {"type": "string", "minLength": 1, "maxLength": 512}}})json";

constexpr std::string_view kEnrichResult = R"json({"type": "object", "required": ["alerts"], "properties": {
  "alerts": {"type": "array", "maxItems": 20, "items": {"type": "object", "required": ["fingerprint"], "properties": {
    "fingerprint": {"type": "string"},
    "labels": {"type": "object", "additionalProperties": {"type": "string"}},
    "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
    "severity": {"enum": ["critical", "high", "medium", "low", "info", "unknown"]},
    "error": {"type": "object", "required": ["code", "message"], "properties": {
      "code": {"type": "string", "minLength": 1}, "message": {"type": "string", "minLength": 1}}}}}}}})json";

constexpr std::string_view kExplainResult = R"json({"type": "object", "required": ["cause", "sentence"], "properties": {
  "cause": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
  "sentence": {"type": "string", "minLength": 1},
  "remedy": {"type": "string"}}})json";

constexpr std::string_view kDiagnoseResult = R"json({"type": "object", "required": ["verdict"], "properties": {
  "verdict": {"enum": ["healthy", "incomplete", "broken", "unknown"]}}})json";

std::vector<Role> make_roles() {
  std::vector<Role> roles = {
      {.name = "reconcile/1",
       .for_hosts = true,
       .arguments = {"{}", R"({"limit": 1})", R"({"since": "2026-03-14T09:26:53.589Z", "limit": 1000})",
                     R"({"open": ["source:1", "source:2"], "since": "2026-03-14T09:26:53.589Z", "limit": 500,
                         "cursor": "o-17"})"},
       .result = kReconcileResult},
      {.name = "enrich/1",
       .for_hosts = true,
       .arguments =
           {R"({"fingerprints": ["source:1"]})",
            R"({"fingerprints": ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
                         "16", "17", "18", "19", "20"]})"},
       .result = kEnrichResult},
      {.name = "explain_delivery/1",
       .for_hosts = true,
       .arguments = {R"({"headers": [], "body_base64": ""})",
                     R"({"headers": [{"name": "X-Signature", "value": "v1=0"}], "body_base64": "e30="})"},
       .result = kExplainResult},
      {.name = "diagnose_source/1",
       .for_agents = true,
       .for_hosts = true,
       .arguments = {"{}"},
       .result = kDiagnoseResult},
  };
  for (const std::string_view draft : {"incidents/1", "on_call/1", "services/1", "coverage/1"})
    roles.push_back({.name = draft, .for_agents = true, .is_draft = true, .arguments = {}, .result = {}});
  return roles;
}

bool is_word(std::string_view text) {
  return !text.empty() && text[0] >= 'a' && text[0] <= 'z' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

}  // namespace

const std::vector<Role>& all_roles() {
  static const std::vector<Role> kRoles = make_roles();
  return kRoles;
}

const Role* find_role(std::string_view name) {
  const auto found =
      std::find_if(all_roles().begin(), all_roles().end(), [&](const Role& role) { return role.name == name; });
  return found == all_roles().end() ? nullptr : &*found;
}

bool is_role_name(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string_view revision = name.substr(slash + 1);
  if (revision.empty() || revision[0] == '0' || revision.size() > 4 ||
      revision.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  const std::string_view subject = name.substr(0, slash);
  const std::size_t dot = subject.rfind('.');
  return dot == std::string_view::npos ? is_word(subject) : is_word(subject.substr(dot + 1)) && dot > 0;
}

bool is_private_role(std::string_view name) {
  return name.substr(0, name.find('/')).find('.') != std::string_view::npos;
}

}  // namespace autoheal::validator
