// The signature header and the body behind it. Input: header lines, each ended by a NUL; the rest is the body.
#include "webhook/signature.hpp"

#include "kit/text/text.hpp"
#include "target.hpp"
#include "webhook/body_spelling.hpp"
#include "webhook/signature_explainer.hpp"

#include <string>
#include <vector>

using namespace autoheal::kit;
using namespace autoheal::pagerduty;
using namespace autoheal::pagerduty::webhook;

namespace {

constexpr std::string_view kSecret = "Vn0cH1b2TqkX9sYw7RzLmE4uJd6pG8aQfKx3NoB5tCiUvWyZ+/A0eShMrDjPlOgF";

std::string hex(const Mac& mac) {
  std::string out;
  for (const std::uint8_t byte : mac) {
    out += "0123456789abcdef"[byte >> 4U];
    out += "0123456789abcdef"[byte & 15U];
  }
  return out;
}

}  // namespace

AUTOHEAL_FUZZ_TARGET(signature) {
  std::vector<Header> headers;
  std::string values;
  for (std::size_t end = input.find('\0'); end != std::string_view::npos; end = input.find('\0')) {
    headers.push_back({kSignatureHeader, input.substr(0, end)});
    values.append(to_lower(input.substr(0, end))).append("\n");
    input.remove_prefix(end + 1);
  }
  const std::span<const std::uint8_t> body(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
  SigningKeys keys;
  keys.current.emplace(kSecret);

  const OfferedSignatures offered = parse_signatures(headers);
  AUTOHEAL_CHECK(offered.v1.size() <= offered.v1_entries);
  AUTOHEAL_CHECK(offered.v1_entries <= kMaxSignatures);

  const bool accepted = is_accepted(verify_signature(keys, headers, body, UtcTime{}));
  AUTOHEAL_CHECK(!accepted || values.find("v1=" + hex(keys.current->sign(body))) != std::string::npos);
  const SignatureCause cause = explain_signature({.secret = kSecret, .headers = headers, .body = body});
  AUTOHEAL_CHECK(accepted == (cause == SignatureCause::accepted));

  const std::string compacted = compact(input);
  AUTOHEAL_CHECK(compact(compacted).size() <= compacted.size());
  AUTOHEAL_CHECK(decode_escapes(input).size() <= input.size());
}
