#include "kit/text/untrusted.hpp"

namespace autoheal::kit {
namespace {

bool is_local_part(char c) { return is_alnum(c) || std::string_view("._%+-'").find(c) != std::string_view::npos; }
bool is_domain(char c) { return is_alnum(c) || c == '.' || c == '-'; }
std::string without_emails(std::string_view text) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at;
    while (begin > done && is_local_part(text[begin - 1])) --begin;
    std::size_t end = at + 1;
    while (end < text.size() && is_domain(text[end])) ++end;
    while (end > at + 1 && !is_alnum(text[end - 1])) --end;
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
    if (at > 0 && (is_alnum(text[at - 1]) || text[at - 1] == ':')) continue;
    std::size_t end = at + 1;
    int digits = 0;
    while (end < text.size() &&
           (is_digit(text[end]) || std::string_view(" -()./").find(text[end]) != std::string_view::npos)) {
      digits += is_digit(text[end]) ? 1 : 0;
      ++end;
    }
    if (digits < 8 || digits > 15) continue;
    while (!is_digit(text[end - 1])) --end;
    out.append(text.substr(done, at - done)).append("[phone]");
    done = end;
  }
  return out.append(text.substr(done));
}

}  // namespace

std::string untrusted(std::string_view text, Lines lines, std::size_t max_bytes) {
  std::string out = clean_text(text, lines);
  if (out.find('@') != std::string::npos) out = without_emails(out);
  if (out.find('+') != std::string::npos) out = without_phones(out);
  return out.size() <= max_bytes ? out : shorten(out, max_bytes);
}

}  // namespace autoheal::kit
