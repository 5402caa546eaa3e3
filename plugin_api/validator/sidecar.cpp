#include "sidecar.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdexcept>

namespace autoheal::validator {
namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view key, std::string_view fallback = {}) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return std::string(fallback);
  if (!value->is_string()) throw std::runtime_error("\"" + std::string(key) + "\" must be a string");
  return std::string(value->get_string());
}

bool flag(const json::object& object, std::string_view key, bool fallback) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? fallback : value->as_bool();
}

// Calls `visit` for each object of the array under `key`, if there is one.
template <class Visit>
void each(const json::object& object, std::string_view key, Visit&& visit) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr) return;
  for (const json::value& item : value->as_array()) visit(item.as_object());
}

std::string document(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? "{}" : json::serialize(*value);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("the file " + path.string() + " cannot be opened");
  return {std::istreambuf_iterator<char>(stream), {}};
}

WebhookSample parse_webhook(const json::object& item, const std::filesystem::path& directory) {
  WebhookSample sample;
  sample.name = text(item, "name", "sample");
  if (const json::value* headers = item.if_contains("headers"))
    for (const auto& [name, value] : headers->as_object())
      sample.headers.emplace_back(std::string(name), std::string(value.as_string()));
  const json::value* body = item.if_contains("body");
  if (body != nullptr) sample.body = body->is_string() ? std::string(body->get_string()) : json::serialize(*body);
  if (const std::string file = text(item, "body_file"); !file.empty()) sample.body = read_file(directory / file);
  if (const json::value* status = item.if_contains("http_status"))
    sample.http_status = json::value_to<std::uint32_t>(*status);
  if (const json::value* kinds = item.if_contains("kinds"))
    for (const json::value& kind : kinds->as_array()) sample.kinds.emplace_back(kind.as_string());
  return sample;
}

WebhookSamples parse_webhooks(const json::object& object, const std::filesystem::path& directory) {
  WebhookSamples out;
  const json::object& signature = object.at("signature").as_object();
  out.signature = {text(signature, "header"), text(signature, "secret"), text(signature, "algorithm"),
                   text(signature, "prefix"), text(signature, "separator")};
  if (out.signature.algorithm != "hmac-sha256" && out.signature.algorithm != "token")
    throw std::runtime_error("\"algorithm\" must be hmac-sha256 or token");
  out.reads_body = flag(object, "reads_body", true);
  each(object, "samples", [&](const json::object& item) { out.samples.push_back(parse_webhook(item, directory)); });
  if (out.samples.empty()) throw std::runtime_error("\"webhook\" needs at least one sample");
  return out;
}

}  // namespace

std::string SignatureScheme::sign(std::string_view secret_value, std::string_view body) const {
  if (!covers_body()) return prefix + std::string(secret_value);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret_value.data(), static_cast<int>(secret_value.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest, &size);
  std::string out = prefix;
  for (unsigned at = 0; at < size; ++at) {
    out += "0123456789abcdef"[digest[at] >> 4];
    out += "0123456789abcdef"[digest[at] & 15];
  }
  return out;
}

Sidecar parse_sidecar(std::string_view content, const std::filesystem::path& directory) {
  try {
    const json::value parsed = json::parse(content);
    const json::object& object = parsed.as_object();
    Sidecar out;
    out.settings = document(object, "settings");
    if (const json::value* secrets = object.if_contains("secrets"))
      for (const auto& [name, value] : secrets->as_object())
        out.secrets.emplace(std::string(name), std::string(value.as_string()));
    each(object, "invalid_settings", [&](const json::object& item) {
      out.invalid_settings.push_back({document(item, "settings"), text(item, "pointer")});
    });
    each(object, "queries", [&](const json::object& item) {
      const std::string reply = item.contains("upstream_reply") ? document(item, "upstream_reply") : std::string();
      out.queries.push_back({text(item, "operation"), document(item, "arguments"), flag(item, "local", false), reply});
    });
    if (const json::value* webhook = object.if_contains("webhook"))
      out.webhook = parse_webhooks(webhook->as_object(), directory);
    if (const json::value* libraries = object.if_contains("libraries"))
      for (const json::value& name : libraries->as_array()) out.libraries.emplace_back(name.as_string());
    out.upstream_setting = text(object, "upstream_setting");
    return out;
  } catch (const std::exception& error) {
    throw std::runtime_error(std::string("The sidecar cannot be read: ") + error.what());
  }
}

}  // namespace autoheal::validator
