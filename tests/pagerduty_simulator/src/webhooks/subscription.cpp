#include "webhooks/subscription.hpp"

#include "net/url.hpp"

#include <array>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdexcept>

namespace simulator {
namespace {

std::string hmac_hex(const std::string& key, const std::string& body) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(body.data()),
           body.size(), mac.data(), &size) == nullptr) {
    throw std::runtime_error("HMAC failed");
  }
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    out.push_back(kHex[mac[i] >> 4U]);
    out.push_back(kHex[mac[i] & 15U]);
  }
  return out;
}

}  // namespace

const std::vector<std::string>& subscribable_events() {
  static const std::vector<std::string> events = {
      "incident.triggered",
      "incident.acknowledged",
      "incident.unacknowledged",
      "incident.resolved",
      "incident.reopened",
      "incident.escalated",
      "incident.delegated",
      "incident.reassigned",
      "incident.priority_updated",
      "incident.service_updated",
      "incident.incident_type.changed",
      "incident.annotated",
      "incident.status_update_published",
      "incident.responder.added",
      "incident.responder.replied",
      "incident.conference_bridge.updated",
      "incident.custom_field_values.updated",
      "incident.role.assigned",
      "incident.task.created",
      "incident.task.updated",
      "incident.task.completed",
      "incident.action_invocation.created",
      "incident.action_invocation.updated",
      "incident.action_invocation.terminated",
      "incident.workflow.started",
      "incident.workflow.completed",
      "service.created",
      "service.updated",
      "service.deleted",
      "service.custom_field_values.updated",
  };
  return events;
}

std::string sign_body(const std::string& body, const std::vector<std::string>& secrets) {
  std::string header;
  for (const std::string& secret : secrets) {
    if (!header.empty()) header += ",";
    header += "v1=" + hmac_hex(secret, body);
  }
  return header;
}

std::string make_secret() {
  std::array<unsigned char, 48> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw std::runtime_error("no random bytes");
  return encode_base64({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace simulator
