// What an ELF shared object says about itself, read from its bytes without loading it or trusting any of them. It
// tells; what of it is acceptable is for the host (which refuses to load) and the checker (which advises) to say.
// Threads: pure function, [any-thread]. Errors: a sentence in `fault`, the rest is empty then.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace autoheal::elf {

struct Symbol {
  std::string name;
  bool is_function = false;
  bool is_unique = false;  // STB_GNU_UNIQUE
};

// What the file says about the stack; where it says nothing, the loader makes the process's stacks executable.
enum class Stack { not_said, executable, not_executable };

struct SharedObject {
  std::string fault;            // why these bytes are not a library for this machine; empty: they are one
  std::vector<Symbol> exports;  // dynamic symbols that others can see
  std::vector<std::string> needed;
  std::vector<std::string> run_paths;  // RPATH and RUNPATH
  Stack stack = Stack::not_said;
  bool binds_now = false;
  bool no_delete = false;
  bool has_text_relocations = false;
  bool has_relro = false;
};

// Fault: wrong format, class, byte order, version or machine; a program; no section headers; any header, segment,
// table or name that lies outside of the file.
SharedObject read_shared_object(std::string_view bytes);

}  // namespace autoheal::elf
