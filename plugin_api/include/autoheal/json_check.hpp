// Is a text one JSON object (RFC 8259)? A check without a tree: no values, no allocation but for the names of members.
// Strict: UTF-8, nothing behind the object, a limit on depth, no member twice. Used on both sides of the border.
// Threads: pure functions, [any-thread]. Errors: only bad_alloc is thrown.
#pragma once

#include "autoheal/abi.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal {

enum class JsonFault { none, not_utf8, not_json, not_an_object, too_deep, member_twice };

constexpr std::string_view describe_fault(JsonFault fault) noexcept {
  constexpr std::string_view kTexts[] = {"one JSON object",     "not UTF-8",         "not JSON",
                                         "not one JSON object", "nested too deeply", "a member is there twice"};
  return kTexts[static_cast<std::size_t>(fault)];
}

class JsonCheck {
 public:
  JsonCheck(std::string_view text, std::size_t max_depth, bool unique_members) noexcept
      : text_(text), max_depth_(max_depth), unique_members_(unique_members) {}

  JsonFault run() {
    if (!is_utf8(text_)) return JsonFault::not_utf8;
    skip_blanks();
    const bool is_object = peek() == '{';
    if (value(0) && at_end()) return is_object ? JsonFault::none : JsonFault::not_an_object;
    return fault_;
  }

 private:
  char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) noexcept {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take(std::string_view word) noexcept {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void skip_blanks() noexcept {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }
  bool at_end() noexcept {
    skip_blanks();
    return at_ == text_.size();
  }
  bool stop(JsonFault fault) noexcept {
    fault_ = fault;
    return false;
  }

  bool value(std::size_t depth) {
    if (depth > max_depth_) return stop(JsonFault::too_deep);
    skip_blanks();
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string(nullptr);
      case 't':
        return take("true");
      case 'f':
        return take("false");
      case 'n':
        return take("null");
      default:
        return number();
    }
  }

  bool object(std::size_t depth) {
    std::vector<std::string> names;
    ++at_;
    skip_blanks();
    if (take('}')) return true;
    do {
      std::string name;
      skip_blanks();
      if (peek() != '"' || !string(unique_members_ ? &name : nullptr)) return false;
      if (unique_members_) names.push_back(std::move(name));
      skip_blanks();
      if (!take(':') || !value(depth + 1)) return false;
      skip_blanks();
    } while (take(','));
    if (!take('}')) return false;
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) == names.end() || stop(JsonFault::member_twice);
  }

  bool array(std::size_t depth) {
    ++at_;
    skip_blanks();
    if (take(']')) return true;
    do {
      if (!value(depth + 1)) return false;
      skip_blanks();
    } while (take(','));
    return take(']');
  }

  // `out` gets the text with its escapes resolved as far as it takes to tell names apart.
  bool string(std::string* out) {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return true;
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\' ? !escape(out) : (out != nullptr && (out->push_back(c), false))) return false;
    }
    return false;
  }

  bool escape(std::string* out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    if (!take('u')) {
      const std::size_t which = at_ < text_.size() ? kLetters.find(text_[at_++]) : std::string_view::npos;
      if (which != std::string_view::npos && out != nullptr) out->push_back(kMeanings[which]);
      return which != std::string_view::npos;
    }
    unsigned unit = 0;
    for (int digit = 0; digit < 4; ++digit, ++at_) {
      const std::size_t which = std::string_view("0123456789abcdefABCDEF").find(peek());
      if (which == std::string_view::npos || at_ >= text_.size()) return false;
      unit = unit * 16 + static_cast<unsigned>(which > 15 ? which - 6 : which);
    }
    if (out == nullptr) return true;
    // One UTF-16 unit. Halves of a pair stay apart: equal names give equal texts, which is all that is asked.
    if (unit < 0x80) {
      out->push_back(static_cast<char>(unit));
    } else if (unit < 0x800) {
      *out += {static_cast<char>(0xC0 | (unit >> 6)), static_cast<char>(0x80 | (unit & 0x3F))};
    } else {
      *out += {static_cast<char>(0xE0 | (unit >> 12)), static_cast<char>(0x80 | ((unit >> 6) & 0x3F)),
               static_cast<char>(0x80 | (unit & 0x3F))};
    }
    return true;
  }

  bool digits() noexcept {
    const std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  bool number() noexcept {
    take('-');
    if (!take('0') && !digits()) return false;
    if (take('.') && !digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return digits();
  }

  std::string_view text_;
  std::size_t max_depth_;
  bool unique_members_;
  std::size_t at_ = 0;
  JsonFault fault_ = JsonFault::not_json;
};

// unique_members costs a copy of every name; leave it out where doubles do no harm.
inline JsonFault check_json_object(std::string_view text, std::size_t max_depth = 64, bool unique_members = true) {
  return JsonCheck(text, max_depth, unique_members).run();
}

}  // namespace autoheal
