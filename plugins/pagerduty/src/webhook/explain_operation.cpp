#include "webhook/explain_operation.hpp"

#include "kit/json/json_reader.hpp"
#include "webhook/signature_explainer.hpp"

#include <boost/json.hpp>
#include <openssl/evp.h>
#include <vector>

namespace autoheal::pagerduty::webhook {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxEncodedBytes = 1'500'000;  // 1 MiB of body
constexpr std::size_t kMaxHeaders = 1000;

struct Request {
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<std::uint8_t> body;
};

std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() > kMaxEncodedBytes) return std::nullopt;
  std::vector<std::uint8_t> out(text.size() / 4 * 3);
  const int size =
      EVP_DecodeBlock(out.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  const std::size_t padding = text.empty() ? 0 : text.size() - 1 - text.find_last_not_of('=');
  if (padding > 2) return std::nullopt;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

kit::Result<Request> parse_arguments(std::string_view args_json) {
  AH_TRY(const kit::JsonDocument document, kit::parse_json(args_json, kit::Poison::refuse));
  kit::JsonMistakes mistakes;
  const kit::JsonReader root(&document.value(), "", mistakes);
  Request request;
  for (const auto& member : document.value().get_object()) {
    if (member.key() != "headers" && member.key() != "body_base64") {
      root.mistake({member.key().data(), member.key().size()}, "is not an argument of this operation");
    }
  }
  for (const kit::JsonReader& header : root.objects("headers")) {
    request.headers.emplace_back(header.text("name"), header.text("value"));
  }
  if (!root.has("headers")) root.mistake("headers", "is required");
  if (request.headers.size() > kMaxHeaders) root.mistake("headers", "has more than 1000 items");
  const std::string encoded = root.text("body_base64");
  if (auto body = decode_base64(encoded)) {
    request.body = *std::move(body);
  } else {
    root.mistake("body_base64", "is not base64 of at most 1 MiB");
  }
  AH_TRY_VOID(mistakes.check());
  return request;
}

kit::Error as_argument_error(kit::Error error) {
  error.code = kit::Errc::invalid_argument;
  return error;
}

// No as_of: the same question has the same answer.
std::string render_envelope(SignatureCause cause) {
  json::object data{{"cause", name(cause)}, {"sentence", sentence(cause)}};
  if (!remedy(cause).empty()) data.emplace("remedy", remedy(cause));
  return json::serialize(json::object{{"summary", sentence(cause)},
                                      {"data", std::move(data)},
                                      {"meta", {{"complete", true}, {"upstream_calls", 0}}},
                                      {"links", json::array()}});
}

}  // namespace

const ExplainOperation kExplainOperation{
    "explain_signature", "Explain a rejected signature",
    "For the host's delivery log: why the signature of one stored delivery did not match. Works on the given bytes "
    "alone.",
    R"({"type":"object","properties":{"headers":{"type":"array","maxItems":1000,"items":{"type":"object",)"
    R"("properties":{"name":{"type":"string"},"value":{"type":"string"}},"required":["name","value"],)"
    R"("additionalProperties":false}},"body_base64":{"type":"string","maxLength":1500000}},)"
    R"("required":["headers","body_base64"],"additionalProperties":false})",
    R"({"type":"object","properties":{"cause":{"enum":["accepted","no_secret","header_absent","no_v1","malformed",)"
    R"("previous_expired","secret_has_blanks","body_reencoded","body_reformatted","other_secret"]},)"
    R"("sentence":{"type":"string"},"remedy":{"type":"string"}},"required":["cause","sentence"]})"};

kit::Result<std::string> run_explain_operation(std::string_view args_json, const KnownSecrets& secrets,
                                               kit::UtcTime now) {
  const kit::Result<Request> request = parse_arguments(args_json);
  if (!request.has_value()) return kit::failure(as_argument_error(request.error()));
  std::vector<Header> headers;
  for (const auto& [name, value] : request.value().headers) headers.push_back({name, value});
  const SignatureCause cause = explain_signature({.secret = secrets.current,
                                                  .previous_secret = secrets.previous,
                                                  .previous_until = secrets.previous_until,
                                                  .headers = headers,
                                                  .body = request.value().body,
                                                  .now = now});
  return render_envelope(cause);
}

}  // namespace autoheal::pagerduty::webhook
