// A file of the plugin directory.
#include "autoheal/plugin_api.h"
#include "plugin/elf.hpp"
#include "target.hpp"

using namespace autoheal::host;

AUTOHEAL_FUZZ_TARGET(host_elf) {
  const std::string fault = find_elf_fault(as_bytes(input), AUTOHEAL_ENTRY_SYMBOL);
  // Anything that passes has at least the headers of a library.
  AUTOHEAL_CHECK(!fault.empty() || input.size() > 64);
}
