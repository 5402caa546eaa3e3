// Asker: who is behind a call into a plugin: how patient they are, and the words that stand for them in a log or an
// audit trail (docs/documents.md section 7). Never a credential.
// Threads: values, [any-thread].
#pragma once

#include "autoheal/abi.hpp"

#include <string>
#include <string_view>

namespace autoheal::host {

struct Asker {
  Caller caller = Caller::person;
  std::string actor;  // JSON object

  // Whoever holds the admin token or types a command: the host has no accounts, so it knows no more of a person.
  static Asker person();
  // `name` is unique within the host (`agents add`); empty for a client that no token tells apart.
  static Asker agent(std::string_view name);
  // Nobody in particular: a timer, a delivery, an instance that is brought up to date.
  static Asker nobody();
};

}  // namespace autoheal::host
