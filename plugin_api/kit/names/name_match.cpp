#include "kit/names/name_match.hpp"

#include "kit/text/ascii.hpp"
#include "kit/text/edit_distance.hpp"
#include "kit/text/utf8.hpp"

#include <algorithm>
#include <array>

namespace autoheal::kit {
namespace {

using namespace std::string_view_literals;

// Letters of Latin-1 and Latin Extended-A without their accents; 0 if it is none of those.
char base_letter(char32_t c) {
  // With its length: the two signs among the letters (times, divided by) are NULs.
  constexpr std::string_view kLatin1 = "aaaaaaaceeeeiiiidnooooo\0ouuuuypsaaaaaaaceeeeiiiidnooooo\0ouuuuypy"sv;
  static_assert(kLatin1.size() == 0x100 - 0xC0);
  if (c >= 0xC0 && c <= 0xFF) return kLatin1[c - 0xC0];
  constexpr std::string_view kExtended =
      "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuu"
      "uuuu"
      "wwyyyzzzzzzs";
  static_assert(kExtended.size() == 0x180 - 0x100);
  if (c >= 0x100 && c < 0x100 + kExtended.size()) return kExtended[c - 0x100];
  return 0;
}

char32_t lower(char32_t c) {
  if (c >= 0x391 && c <= 0x3A9) return c + 32;  // Greek
  if (c >= 0x410 && c <= 0x42F) return c + 32;  // Cyrillic
  if (c >= 0x400 && c <= 0x40F) return c + 80;
  return c;
}

bool is_separator(char32_t c) {
  if (c < 0x80) return !is_alnum(static_cast<char>(c));
  return c == 0xA0 || (c >= 0x2000 && c <= 0x206F) || c == 0x3000;
}

std::vector<std::string_view> folded_words(std::string_view folded) {
  std::vector<std::string_view> out;
  while (!folded.empty()) {
    const std::size_t blank = folded.find(' ');
    if (blank != 0) out.push_back(folded.substr(0, blank));
    folded = blank == std::string_view::npos ? std::string_view{} : folded.substr(blank + 1);
  }
  return out;
}

bool every_word_occurs(std::string_view given, std::string_view name) {
  const auto wanted = folded_words(given);
  const auto present = folded_words(name);
  return !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](std::string_view w) {
    return std::any_of(present.begin(), present.end(),
                       [&](std::string_view p) { return p == w || (w.size() >= 3 && p.starts_with(w)); });
  });
}

// Another number is another thing: "db 1" is no misspelling of "db 2".
bool same_digits(std::string_view a, std::string_view b) {
  const auto digits = [](std::string_view text) {
    std::string out;
    for (char c : text) {
      if (is_digit(c)) out.push_back(c);
    }
    return out;
  };
  return digits(a) == digits(b);
}

std::size_t allowed_edits(std::size_t length) { return length < 4 ? 0 : length < 8 ? 1 : 2; }

}  // namespace

std::string_view name(Match match) noexcept {
  constexpr std::array<std::string_view, 8> kNames{"id", "url", "number", "exact", "case", "prefix", "token", "fuzzy"};
  return kNames[static_cast<std::size_t>(match)];
}

std::string fold(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    at += point.size > 0 ? point.size : 1;
    char32_t c = point.size > 0 ? point.value : 0xFFFD;
    if (c >= 'A' && c <= 'Z') c += 32;
    if (char base = base_letter(c); base != 0) c = static_cast<char32_t>(base);
    if (c == '\'' || c == 0x2019) continue;
    c = lower(c);
    if (is_separator(c)) {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
    } else {
      append_utf8(out, c);
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::optional<NameFit> fit_name(std::string_view given, std::string_view name, std::string_view folded_given,
                                std::string_view folded_name) {
  if (given == name) return NameFit{Match::exact, 0};
  if (folded_given.empty() || folded_name.empty()) return std::nullopt;
  if (folded_given == folded_name) return NameFit{Match::letters, 0};
  const std::size_t left_over = folded_name.size() - std::min(folded_name.size(), folded_given.size());
  if (folded_given.size() >= 2 && folded_name.starts_with(folded_given)) return NameFit{Match::prefix, left_over};
  if (every_word_occurs(folded_given, folded_name)) return NameFit{Match::token, left_over};
  const std::size_t allowed = allowed_edits(folded_given.size());
  std::size_t edits = edit_distance(folded_given, folded_name);
  if (edits <= allowed && same_digits(folded_given, folded_name)) return NameFit{Match::fuzzy, edits};
  for (std::string_view word : folded_words(folded_name)) {
    edits = word.size() >= 4 ? edit_distance(folded_given, word) : allowed + 1;
    if (edits <= allowed && same_digits(folded_given, word))
      return NameFit{Match::fuzzy, edits + 1};  // part of a name counts less than all of it
  }
  return std::nullopt;
}

}  // namespace autoheal::kit
