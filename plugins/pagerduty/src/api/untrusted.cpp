#include "api/untrusted.hpp"

#include "kit/text/text.hpp"
#include "model/link.hpp"

#include <algorithm>

namespace autoheal::pagerduty::api {
namespace {

bool is_local_part(char c) { return kit::is_alnum(c) || std::string_view("._%+-'").find(c) != std::string_view::npos; }
bool is_domain(char c) { return kit::is_alnum(c) || c == '.' || c == '-'; }
std::string without_emails(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > done && is_local_part(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_domain(text[end])) ++end;
    while (end > at + 1 && !kit::is_alnum(text[end - 1])) --end;
    if (begin == at || text.substr(at + 1, end - at - 1).find('.') == std::string_view::npos) continue;
    out.append(text.substr(done, begin - done)).append("[e-mail]");
    done = end;
    at = end - 1;
  }
  return out.append(text.substr(done));
}

// "+49 30 1234567": a plus that no letter or digit precedes, then 8 to 15 digits with the usual separators.
std::string without_phones(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find('+'); at != std::string_view::npos; at = text.find('+', at + 1)) {
    if (at > 0 && (kit::is_alnum(text[at - 1]) || text[at - 1] == ':')) continue;
    std::size_t end = at + 1;
    int digits = 0;
    while (end < text.size() &&
           (kit::is_digit(text[end]) || std::string_view(" -()./").find(text[end]) != std::string_view::npos)) {
      digits += kit::is_digit(text[end]) ? 1 : 0;
      ++end;
    }
    if (digits < 8 || digits > 15) continue;
    while (!kit::is_digit(text[end - 1])) --end;
    out.append(text.substr(done, at - done)).append("[phone]");
    done = end;
  }
  return out.append(text.substr(done));
}

kit::Reference cleaned(kit::Reference reference) {
  reference.summary = untrusted(reference.summary, kit::Lines::one, 255);
  reference.html_url = model::checked_link(reference.html_url);
  return reference;
}

}  // namespace

std::string untrusted(std::string_view text, kit::Lines lines, std::size_t max_bytes) {
  std::string out = kit::clean_text(text, lines, max_bytes);
  if (out.find('@') != std::string::npos) out = without_emails(out);
  if (out.find('+') != std::string::npos) out = without_phones(out);
  return out;
}

std::string read_text(const kit::JsonReader& reader, std::string_view key, kit::Lines lines, std::size_t max_bytes) {
  return untrusted(reader.text_or(key), lines, max_bytes);
}

kit::Reference read_reference(const kit::JsonReader& reader, std::string_view key) {
  auto found = reader.optional_reference(key);
  return found ? cleaned(std::move(*found)) : kit::Reference{};
}

std::vector<kit::Reference> read_references(const kit::JsonReader& reader, std::string_view key) {
  std::vector<kit::Reference> out = reader.references(key);
  std::transform(out.begin(), out.end(), out.begin(), cleaned);
  return out;
}

kit::Reference read_self(const kit::JsonReader& reader) { return cleaned(reader.self_reference()); }

}  // namespace autoheal::pagerduty::api
