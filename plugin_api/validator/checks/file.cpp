// E: the file itself.
#include "context.hpp"
#include "elf/shared_object.hpp"
#include "process_state.hpp"

#include <algorithm>
#include <chrono>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <link.h>

namespace autoheal::validator {
namespace {

using elf::Symbol;

elf::SharedObject read_elf(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  require(stream.is_open() && !stream.bad(), "it cannot be read");
  return elf::read_shared_object(bytes);
}

void e1(Context& context) {
  const elf::SharedObject object = read_elf(context.file());
  require(object.fault.empty(), object.fault);
  context.entry();
}

void e2(Context& context) {
  const elf::SharedObject object = read_elf(context.file());
  std::string names;
  for (const Symbol& symbol : object.exports) names += (names.empty() ? "" : ", ") + symbol.name;
  require(object.exports.size() == 1 && object.exports[0].name == AUTOHEAL_ENTRY_SYMBOL,
          "it exports " + std::to_string(object.exports.size()) + " symbols: " + names.substr(0, 300));
  require(object.exports[0].is_function, "its entry is not a function");
  Dl_info info{};
  require(::dladdr(reinterpret_cast<void*>(context.entry()), &info) != 0 &&
              std::filesystem::equivalent(info.dli_fname, context.file()),
          "its entry is in another library");
}

void e3(Context& context) {
  const elf::SharedObject object = read_elf(context.file());
  for (const Symbol& symbol : object.exports) require(!symbol.is_unique, symbol.name + " is a GNU_UNIQUE symbol");
  require(!object.has_text_relocations, "it has text relocations");
  require(object.stack == elf::Stack::not_executable, "it asks for an executable stack");
  for (const std::string& path : object.run_paths)
    require(path.rfind("$ORIGIN", 0) == 0, "it carries the library search path \"" + path + "\"");
}

void e4(Context& context) {
  const elf::SharedObject object = read_elf(context.file());
  require(object.no_delete, "the NODELETE flag is missing");
  require(object.binds_now, "the BIND_NOW flag is missing");
  require(object.has_relro, "RELRO is missing");
}

void e5(Context& context) {
  std::vector<std::string> allowed = {"libc.so.6",       "libm.so.6",  "libstdc++.so.6", "libgcc_s.so.1",
                                      "libpthread.so.0", "libdl.so.2", "libcurl.so.4",   "libssl.so.3",
                                      "libcrypto.so.3",  "libz.so.1",  "librt.so.1",     "ld-linux"};
  if (context.has_sidecar())
    allowed.insert(allowed.end(), context.sidecar().libraries.begin(), context.sidecar().libraries.end());
  for (const std::string& name : read_elf(context.file()).needed)
    require(name.rfind("libasan", 0) == 0 || name.rfind("libubsan", 0) == 0 || name.rfind("libtsan", 0) == 0 ||
                std::any_of(allowed.begin(), allowed.end(),
                            [&](const std::string& start) { return name.rfind(start, 0) == 0; }),
            "it needs the library " + name + ", which is not among the usual ones nor in the sidecar's \"libraries\"");
}

void e6(Context& context) {
  const ProcessState before = ProcessState::read();
  const std::size_t threads = count_threads(), descriptors = count_descriptors();
  forbid_network();
  context.entry();
  require(count_threads() == threads, "loading it starts a thread");
  require(count_descriptors() == descriptors, "loading it leaves a descriptor open");
  require(bytes_printed() == 0, "loading it prints something");
  require(network_attempts() == 0, "loading it uses the network");
  const std::string difference = ProcessState::read().difference(before);
  require(difference.empty(), "loading it changes " + difference);
}

void e7(Context& context) {
  const auto begin = std::chrono::steady_clock::now();
  context.run_describe();
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  require(took < allowed(std::chrono::milliseconds(100)),
          "load, entry and describe took " + std::to_string(took.count()) + " ms");
}

void e8(Context& context) {
  const Entry first = context.entry();
  void* again = ::dlopen(context.file().c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  require(again != nullptr && ::dlsym(again, AUTOHEAL_ENTRY_SYMBOL) == reinterpret_cast<void*>(first),
          "a second load gives another entry");
}

}  // namespace

std::vector<Check> file_checks() {
  return {
      {"E1", Level::must, "It is a native shared object and every symbol resolves at load",
       "Build it for this machine and link it with -Wl,-z,defs.", "", e1},
      {"E2", Level::must, "It exports its entry and nothing else",
       "Link with plugin_api/plugin.map as version script and -Wl,--exclude-libs,ALL.", "E1", e2},
      {"E3", Level::must, "No GNU_UNIQUE symbol, text relocation, executable stack or foreign search path",
       "Compile with -fPIC, link without -rpath, hide what you link statically.", "E1", e3},
      {"E4", Level::must, "It stays loaded and is bound at load: NODELETE, BIND_NOW, RELRO",
       "Link with -Wl,-z,nodelete -Wl,-z,now -Wl,-z,relro.", "E1", e4},
      {"E5", Level::must, "It needs no library beyond the usual ones and those it declares",
       "Drop the library, or name it in the sidecar's \"libraries\".", "E1", e5},
      {"E6", Level::must, "Loading it has no effect on the process",
       "Do nothing in constructors of static objects; begin in create.", "E1", e6},
      {"E7", Level::should, "Load, entry and describe take less than 100 ms",
       "Keep static tables constant, and the describe document ready.", "N1", e7},
      {"E8", Level::must, "Loading it twice gives the same entry", "Do not copy or re-link the library at run time.",
       "E1", e8},
  };
}

}  // namespace autoheal::validator
