// Reads what an ELF file says about itself, without loading it: bytes in, reason out. Enough to refuse what the loader
// would crash on or what no plugin needs. Threads: pure, [any-thread].
#pragma once

#include "base/bytes.hpp"

#include <string>
#include <string_view>

namespace autoheal::host {

// Why these bytes are not a plugin library for this machine, or empty: wrong format, class, byte order or machine; not
// a shared object; a segment beyond the end of the file; RPATH or RUNPATH; an executable stack; text relocations; any
// export besides the function `entry`.
std::string find_elf_fault(ByteView file, std::string_view entry);

}  // namespace autoheal::host
