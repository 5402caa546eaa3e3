#include "webhook/signature_explainer.hpp"

#include "kit/core/secret.hpp"
#include "kit/text/text.hpp"
#include "webhook/body_spelling.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace autoheal::pagerduty::webhook {
namespace {

struct CauseRow {
  std::string_view name;
  std::string_view sentence;
  std::string_view remedy;
};

// Indexed by SignatureCause.
constexpr std::array<CauseRow, static_cast<std::size_t>(kLastSignatureCause) + 1> kCauses{{
    {"accepted", "The signature is right.", ""},
    {"no_secret", "No signing secret is set, so signatures are not checked.",
     "Set the signing secret that PagerDuty showed when the webhook was created."},
    {"header_absent",
     "The request has no X-PagerDuty-Signature header: it does not come from a PagerDuty v3 webhook, "
     "or a proxy drops the header.",
     "Let your proxy pass on the X-PagerDuty-Signature header, and check who else knows the webhook URL."},
    {"no_v1", "The X-PagerDuty-Signature header has no v1 signature.",
     "Check whether a proxy rewrites the header; PagerDuty always sends a v1 signature."},
    {"malformed", "The v1 signature is not 64 hexadecimal digits.",
     "Check whether a proxy cuts or rewrites the X-PagerDuty-Signature header."},
    {"previous_expired", "It is signed with the previous signing secret, whose time is over.",
     "In PagerDuty, delete the webhook that still uses the old secret, or give the previous secret a later expiry."},
    {"secret_has_blanks",
     "The signing secret was saved with blanks or line breaks in it; without them the signature "
     "is right.",
     "Paste the signing secret again, without blanks or line breaks."},
    {"body_reencoded",
     "The signing secret is right, but the body was re-encoded on its way: something between "
     "PagerDuty and this host changes the bytes.",
     "Let your proxy pass on the body unchanged (no JSON rewriting, no added line break)."},
    {"body_reformatted",
     "No known secret matches, and the body does not have PagerDuty's compact form: something "
     "between PagerDuty and this host may change the bytes.",
     "Let your proxy pass on the body unchanged; if it does, set the signing secret of this webhook anew."},
    {"other_secret", "The body looks untouched, but it is signed with another secret.",
     "Each webhook in PagerDuty has a secret of its own, shown once. If it is lost, add a new webhook and set its "
     "secret here."},
}};

const CauseRow& cause_row(SignatureCause cause) noexcept { return kCauses[static_cast<std::size_t>(cause)]; }

std::string without_blanks(std::string_view secret) {
  std::string out(secret);
  std::erase_if(out, [](char c) { return std::string_view(" \t\r\n\f\v").find(c) != std::string_view::npos; });
  return out;
}

class Tries {
 public:
  Tries(std::span<const Mac> offered, std::span<const std::uint8_t> body) : offered_(offered), body_(body) {}

  bool secret(std::string_view secret) const { return !secret.empty() && body_signed(SigningKey(secret), body_); }

  // The secret as it would be had nobody pasted blanks into it.
  bool cleaned_secret(std::string_view secret) const {
    std::string cleaned = without_blanks(secret);
    const bool found = cleaned.size() != secret.size() && this->secret(cleaned);
    kit::wipe(cleaned);
    return found;
  }

  bool other_spelling(std::string_view secret) const {
    std::string_view body(reinterpret_cast<const char*>(body_.data()), body_.size());
    const SigningKey key(secret);
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (body.starts_with(kByteOrderMark)) body.remove_prefix(kByteOrderMark.size());
    const std::string compacted = compact(body);
    const std::array spellings{std::string(body), std::string(kit::trim(body)), compacted, decode_escapes(compacted),
                               encode_escapes(decode_escapes(compacted))};
    return std::any_of(spellings.begin(), spellings.end(), [&](const std::string& spelling) {
      return body_signed(key, {reinterpret_cast<const std::uint8_t*>(spelling.data()), spelling.size()});
    });
  }

  bool is_compact() const {
    const std::string_view body(reinterpret_cast<const char*>(body_.data()), body_.size());
    return compact(body).size() == body.size();
  }

 private:
  bool body_signed(const SigningKey& key, std::span<const std::uint8_t> body) const {
    return matches_any(key.sign(body), offered_);
  }

  std::span<const Mac> offered_;
  std::span<const std::uint8_t> body_;
};

}  // namespace

std::string_view name(SignatureCause cause) noexcept { return cause_row(cause).name; }
std::string_view sentence(SignatureCause cause) noexcept { return cause_row(cause).sentence; }
std::string_view remedy(SignatureCause cause) noexcept { return cause_row(cause).remedy; }

SignatureCause explain_signature(const SignatureQuestion& question) {
  if (question.secret.empty()) return SignatureCause::no_secret;
  const OfferedSignatures offered = parse_signatures(question.headers);
  if (!offered.header_present) return SignatureCause::header_absent;
  if (offered.v1_entries == 0) return SignatureCause::no_v1;
  if (offered.v1.empty()) return SignatureCause::malformed;
  const Tries tries(offered.v1, question.body);
  if (tries.secret(question.secret)) return SignatureCause::accepted;
  if (tries.secret(question.previous_secret)) {
    const bool expired = question.previous_until && question.now >= *question.previous_until;
    return expired ? SignatureCause::previous_expired : SignatureCause::accepted;
  }
  if (tries.cleaned_secret(question.secret)) return SignatureCause::secret_has_blanks;
  if (tries.other_spelling(question.secret)) return SignatureCause::body_reencoded;
  return tries.is_compact() ? SignatureCause::other_secret : SignatureCause::body_reformatted;
}

}  // namespace autoheal::pagerduty::webhook
