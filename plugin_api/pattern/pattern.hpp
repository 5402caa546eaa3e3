// Pattern: the `pattern` keyword of a schema, as host and checker both understand it (docs/documents.md section 1): the
// syntax of RE2. It takes time in proportion to the text, whatever the pattern, so a text of any length may be matched.
// Threads: immutable after construction, [any-thread].
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace re2 {
class RE2;
}

namespace autoheal {

class Pattern {
 public:
  explicit Pattern(std::string_view source);
  ~Pattern();
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  // Why the source is no pattern, as the end of a sentence that begins with the keyword; empty: it is one.
  std::string fault() const;

  // Does it match the text (UTF-8) or a part of it? A pattern with a fault matches nothing.
  bool matches(std::string_view text) const;

 private:
  std::unique_ptr<re2::RE2> matcher_;
};

}  // namespace autoheal
