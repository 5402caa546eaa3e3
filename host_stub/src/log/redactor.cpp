#include "log/redactor.hpp"

#include "autoheal/utf8.hpp"
#include "base/ascii.hpp"
#include "base/bytes.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <set>
#include <shared_mutex>
#include <vector>

namespace autoheal::host {
namespace {

constexpr std::size_t kShortest = 6;
constexpr std::string_view kMark = "[redacted]";

std::string render_percent(std::string_view text, std::string_view digits) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = is_digit(c) || is_letter(c) || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      out.append("%").append(1, digits[byte >> 4U]).append(1, digits[byte & 15U]);
    }
  }
  return out;
}

// Base64 of a secret inside a longer text looks different at each of three offsets; the part that does not depend on
// the neighbours is what is searched for.
void add_base64_forms(std::set<std::string>& forms, std::string_view secret) {
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string padded = std::string(offset, '\0') + std::string{secret};
    for (const std::string& text : {render_base64(as_bytes(padded)), render_base64url(as_bytes(padded))}) {
      const std::size_t first = offset == 0 ? 0 : offset + 1;
      const std::size_t last = padded.size() / 3 * 4;
      if (last > first + kShortest) forms.insert(text.substr(first, last - first));
    }
  }
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), to_upper);
  return text;
}

void replace_all(std::string& text, const std::string& form) {
  for (std::size_t at = text.find(form); at != std::string::npos; at = text.find(form, at + kMark.size())) {
    text.replace(at, form.size(), kMark);
  }
}

bool is_invisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

}  // namespace

struct Redactor::State {
  mutable std::shared_mutex mutex;
  std::vector<std::string> forms;  // longest first, so that a part never spoils the whole
};

Redactor::Redactor() : state_(std::make_unique<State>()) {}
Redactor::~Redactor() = default;

void Redactor::add(std::string_view secret) {
  if (secret.size() < kShortest) return;
  std::set<std::string> forms{std::string{secret}};
  const std::string hex = render_hex(as_bytes(secret));
  forms.insert(hex);
  forms.insert(upper(hex));
  add_base64_forms(forms, secret);
  forms.insert(render_percent(secret, "0123456789ABCDEF"));
  forms.insert(render_percent(secret, "0123456789abcdef"));
  const std::string quoted = boost::json::serialize(boost::json::string_view{secret.data(), secret.size()});
  forms.insert(quoted.substr(1, quoted.size() - 2));

  const std::unique_lock lock{state_->mutex};
  for (const std::string& known : state_->forms) forms.erase(known);
  state_->forms.insert(state_->forms.end(), forms.begin(), forms.end());
  std::stable_sort(state_->forms.begin(), state_->forms.end(),
                   [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
}

std::string Redactor::redact(std::string_view text) const {
  std::string out{text};
  const std::shared_lock lock{state_->mutex};
  for (const std::string& form : state_->forms) replace_all(out, form);
  return out;
}

Redactor& redactor() {
  static Redactor& instance = *new Redactor;  // never destroyed: threads may log until the end
  return instance;
}

std::string escape_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  char buffer[16];
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    if (point.size == 0) {
      out.append(buffer, static_cast<std::size_t>(
                             std::snprintf(buffer, sizeof buffer, "\\x%02x", static_cast<unsigned char>(text[0]))));
      text.remove_prefix(1);
      continue;
    }
    if (is_invisible(point.value)) {
      out.append(buffer, static_cast<std::size_t>(
                             std::snprintf(buffer, sizeof buffer, "\\u%04x", static_cast<unsigned>(point.value))));
    } else {
      out.append(text.substr(0, point.size));
    }
    text.remove_prefix(point.size);
  }
  return out;
}

}  // namespace autoheal::host
