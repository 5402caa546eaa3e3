#include "plugin/elf.hpp"

#include "elf/shared_object.hpp"

namespace autoheal::host {
namespace {

std::string find_export_fault(const std::vector<elf::Symbol>& exports, std::string_view entry) {
  for (const elf::Symbol& symbol : exports) {
    if (symbol.name != entry) {
      return "it exports more than its entry (" + symbol.name.substr(0, 80) + "): link it with the version script";
    }
    if (!symbol.is_function) return "its " + symbol.name + " is not a function";
  }
  return exports.empty() ? "it does not export " + std::string{entry} + ", so it is not an Autoheal plugin" : "";
}

}  // namespace

std::string find_elf_fault(ByteView file, std::string_view entry) {
  const elf::SharedObject object = elf::read_shared_object(as_text(file));
  if (!object.fault.empty()) return object.fault;
  if (object.stack == elf::Stack::executable) return "it asks for an executable stack";
  if (object.stack == elf::Stack::not_said) return "it does not say that its stack is not executable";
  if (!object.run_paths.empty()) return "it carries its own library search path (RPATH)";
  if (object.has_text_relocations) return "it wants to change its own code while it is loaded (text relocations)";
  return find_export_fault(object.exports, entry);
}

}  // namespace autoheal::host
