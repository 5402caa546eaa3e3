// Redactor: takes live secrets out of text that a person or a file will see. It knows each secret raw and in the forms
// in which it could slip through: hex, base64, URL- and JSON-escaped. Threads: [any-thread].
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace autoheal::host {

class Redactor {
 public:
  Redactor();
  ~Redactor();
  Redactor(const Redactor&) = delete;
  Redactor& operator=(const Redactor&) = delete;

  // Remembers a secret for the life of the process (a log line may come long after a secret was replaced). Texts of
  // fewer than 6 bytes are not taken: they would eat ordinary words.
  void add(std::string_view secret);

  // The text with every form of every known secret replaced by a mark.
  std::string redact(std::string_view text) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The one of this process, used by the log; add secrets to it as soon as they are known.
Redactor& redactor();

// Control characters (line breaks included), invalid UTF-8, bidirectional overrides and zero-width characters as
// visible escapes: what is left cannot forge a log line or move a terminal's cursor.
std::string escape_controls(std::string_view text);

}  // namespace autoheal::host
