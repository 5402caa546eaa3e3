// mask_secrets of text.hpp: a scanner over the words of a text, no regular expressions (their recursion on hostile
// input is a crash).
#include "kit/text/ascii.hpp"
#include "kit/text/credentials.hpp"
#include "kit/text/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace autoheal::kit {
namespace {

bool is_word(char c) noexcept { return is_alnum(c) || c == '_' || c == '-'; }
bool is_token(char c) noexcept { return is_word(c) || c == '+' || c == '/' || c == '=' || c == '.' || c == '~'; }

struct Prefix {
  std::string_view text;
  std::size_t least;  // how many token characters must follow
};

// Tokens that say themselves what they are.
constexpr std::array<Prefix, 18> kPrefixes{{
    {"u+", 18},
    {"pdus+", 16},
    {"pdeu+", 16},
    {"AKIA", 16},
    {"ASIA", 16},
    {"ghp_", 20},
    {"gho_", 20},
    {"ghs_", 20},
    {"ghu_", 20},
    {"ghr_", 20},
    {"glpat-", 20},
    {"github_pat_", 20},
    {"xoxb-", 10},
    {"xoxp-", 10},
    {"xoxa-", 10},
    {"sk_live_", 16},
    {"AIza", 30},
    {"eyJ", 40},
}};

class Masker {
 public:
  explicit Masker(std::string_view text) : text_(text) { out_.reserve(text.size()); }

  std::string run() {
    while (at_ < text_.size()) {
      if (!mask_private_key() && !mask_url_user() && !mask_at_word_start()) copy(1);
    }
    return std::move(out_);
  }

 private:
  void copy(std::size_t count) {
    out_.append(text_.substr(at_, count));
    at_ += count;
  }
  void mask(std::size_t count) {
    out_ += kMask;
    at_ += count;
  }
  std::string_view rest() const { return text_.substr(at_); }

  bool mask_private_key() {
    if (!rest().starts_with("-----BEGIN ")) return false;
    const std::size_t head = rest().substr(0, 64).find("PRIVATE KEY-----");
    if (head == std::string_view::npos) return false;
    const std::size_t tail = rest().find("-----END ");
    const std::size_t end = tail == std::string_view::npos ? std::string_view::npos : rest().find("-----", tail + 9);
    mask(end == std::string_view::npos ? rest().size() : end + 5);
    return true;
  }

  // "https://user:password@host": the user info goes.
  bool mask_url_user() {
    if (!rest().starts_with("://")) return false;
    copy(3);
    const std::string_view authority = rest().substr(0, rest().find_first_of("/?# \t\n\"'<>"));
    const std::size_t user = authority.rfind('@');
    if (user != std::string_view::npos && authority.find(':') < user) mask(user);
    return true;
  }

  bool mask_at_word_start() {
    const bool start = is_alnum(text_[at_]) && (at_ == 0 || !is_word(text_[at_ - 1]));
    if (!start) return false;
    if (mask_known_token() || mask_orchestration_key()) return true;
    std::size_t size = 1;
    while (at_ + size < text_.size() && is_word(text_[at_ + size])) ++size;
    const std::string_view word = rest().substr(0, size);
    copy(size);
    if (const std::size_t separator = separator_size(); separator > 0) {
      const CredentialKind kind = credential_kind(name_up_to_here(size));
      if (kind != CredentialKind::none) {
        copy(separator);
        mask_value(kind == CredentialKind::password);
      }
    }
    if (equals_ignoring_case(word, "Bearer") && rest().starts_with(' ') && token_size(at_ + 1) >= 16) {
      copy(1);
      mask(token_size(at_));
    }
    return true;
  }

  std::size_t token_size(std::size_t from) const {
    std::size_t size = 0;
    while (from + size < text_.size() && is_token(text_[from + size])) ++size;
    return size;
  }

  bool mask_known_token() {
    for (const Prefix& prefix : kPrefixes) {
      if (!rest().starts_with(prefix.text)) continue;
      const std::size_t size = token_size(at_ + prefix.text.size());
      if (size < prefix.least) continue;
      mask(prefix.text.size() + size);
      return true;
    }
    return false;
  }

  // An Event Orchestration routing key: "R0" and 30 upper-case letters or digits.
  bool mask_orchestration_key() {
    constexpr std::size_t kSize = 32;
    if (!rest().starts_with("R0") || rest().size() < kSize) return false;
    const std::string_view key = rest().substr(0, kSize);
    const bool shape = std::all_of(key.begin(), key.end(), [](char c) { return is_upper(c) || is_digit(c); });
    if (!shape || (rest().size() > kSize && is_word(rest()[kSize]))) return false;
    mask(kSize);
    return true;
  }

  // The word that ends here and, as in "API key", the two before it that only a blank parts from it.
  std::string_view name_up_to_here(std::size_t size) const {
    std::size_t begin = at_ - size;
    for (int words = 0; words < 2 && begin > 1 && text_[begin - 1] == ' ' && is_word(text_[begin - 2]); ++words) {
      --begin;
      while (begin > 0 && is_word(text_[begin - 1])) --begin;
    }
    return text_.substr(begin, at_ - begin);
  }

  // Between name and value: an optional quote, ':' or '=', blanks and an optional quote, each quote perhaps escaped.
  // 0: no value follows.
  std::size_t separator_size() const {
    constexpr std::string_view kAround = "\"' \\";
    const std::size_t size = rest().find_first_not_of(kAround);
    if (size == std::string_view::npos || size > 4 || (rest()[size] != ':' && rest()[size] != '=')) return 0;
    return std::min(rest().find_first_not_of(kAround, size + 1), rest().size());
  }

  // always: whatever the value looks like. Otherwise only a value that is no plain word: "token: expired" stays.
  void mask_value(bool always) {
    const std::size_t quoted = quoted_size();
    const std::size_t end = at_ + quoted;
    for (const std::string_view scheme : {"Token token=", "Bearer ", "Basic ", "token="}) {
      if (rest().size() >= scheme.size() && equals_ignoring_case(rest().substr(0, scheme.size()), scheme)) {
        copy(scheme.size());
        break;
      }
    }
    if (rest().starts_with(kMask)) return copy(kMask.size());
    const std::size_t size = quoted > 0 && end >= at_ ? end - at_ : unquoted_size();
    const std::string_view value = rest().substr(0, size);
    const bool has_digit = value.find_first_of("0123456789") != std::string_view::npos;
    if (size > 0 && (always || has_digit || size >= 16)) mask(size);
  }

  // Up to the quote that closes what a quote opened in front of here; 0: none did, or it is never closed.
  std::size_t quoted_size() const {
    const char quote = text_[at_ - 1];
    if (quote != '"' && quote != '\'') return 0;
    const bool escaped = at_ > 1 && text_[at_ - 2] == '\\';
    for (std::size_t size = 0; size < rest().size(); ++size) {
      const bool closes = escaped && rest()[size] == '\\' && size + 1 < rest().size() && rest()[size + 1] == quote;
      if (closes || rest()[size] == quote) return size;
      if (!escaped && rest()[size] == '\\') ++size;
    }
    return 0;
  }

  // A word, or all that stands in brackets.
  std::size_t unquoted_size() const {
    if (!rest().starts_with('{') && !rest().starts_with('[')) {
      return std::min(rest().find_first_of(" \t\r\n\"',;&<>)}]"), rest().size());
    }
    std::size_t depth = 0;
    for (std::size_t size = 0; size < rest().size(); ++size) {
      const char c = rest()[size];
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && --depth == 0) return size + 1;
    }
    return rest().size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

// Nothing is masked without one of these; most names and titles have none, and the scan costs ten times as much.
bool may_hold_secret(std::string_view text) noexcept {
  constexpr std::size_t kShortestToken = 15;  // "xoxb-" and ten more
  std::size_t run = 0;
  for (const char c : text) {
    if (c == ':' || c == '=') return true;
    run = is_token(c) ? run + 1 : 0;
    if (run == kShortestToken) return true;
  }
  return text.find("-----") != std::string_view::npos;
}

}  // namespace

std::string mask_secrets(std::string_view text) {
  return may_hold_secret(text) ? Masker(text).run() : std::string(text);
}

}  // namespace autoheal::kit
