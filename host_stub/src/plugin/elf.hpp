// What of an ELF file (plugin_api/elf reads it) keeps a host from loading it: what the loader would crash on, or what
// no plugin needs. Threads: pure, [any-thread].
#pragma once

#include "base/bytes.hpp"

#include <string>
#include <string_view>

namespace autoheal::host {

// Why these bytes are not a plugin library for this machine, or empty: not a sound shared object of this machine; RPATH
// or RUNPATH; an executable stack; text relocations; any export besides the function `entry`.
std::string find_elf_fault(ByteView file, std::string_view entry);

}  // namespace autoheal::host
