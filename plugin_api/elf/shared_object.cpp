#include "elf/shared_object.hpp"

#include <elf.h>
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace autoheal::elf {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half kMachine = EM_AARCH64;
#else
#error "Plugins are loaded on x86-64 and arm64."
#endif

constexpr std::size_t kMaxTable = 65536;  // entries of any table; real libraries stay far below
constexpr const char* kDamagedDynamic = "its dynamic section is damaged";
constexpr const char* kDamagedSymbols = "its symbol table is damaged";

// The part [offset, offset + size) of the file, or nothing if it is not all there.
std::optional<std::string_view> part_of(std::string_view file, std::uint64_t offset, std::uint64_t size) {
  if (offset > file.size() || size > file.size() - offset) return std::nullopt;
  return file.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(size));
}

// A table of `count` things at `offset`, or nothing.
template <class T>
std::optional<std::vector<T>> read_table(std::string_view file, std::uint64_t offset, std::uint64_t count) {
  if (count > kMaxTable) return std::nullopt;
  const auto part = part_of(file, offset, count * sizeof(T));
  if (!part) return std::nullopt;
  std::vector<T> out(static_cast<std::size_t>(count));
  if (count > 0) std::memcpy(out.data(), part->data(), part->size());
  return out;
}

// The text at `offset` of a string table, or nothing if it does not end in there.
std::optional<std::string> text_at(std::string_view strings, std::uint64_t offset) {
  if (offset >= strings.size()) return std::nullopt;
  const std::string_view rest = strings.substr(static_cast<std::size_t>(offset));
  const std::size_t end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  return std::string{rest.substr(0, end)};
}

std::string find_header_fault(const Elf64_Ehdr& header) {
  if (header.e_ident[EI_CLASS] != ELFCLASS64) return "it is not a 64-bit library";
  if (header.e_ident[EI_DATA] != ELFDATA2LSB) return "it is for machines of the other byte order";
  if (header.e_ident[EI_VERSION] != EV_CURRENT || header.e_version != EV_CURRENT) return "its ELF version is unknown";
  if (header.e_machine != kMachine)
    return "it is for another machine (ELF machine " + std::to_string(header.e_machine) + ")";
  if (header.e_type == ET_EXEC) return "it is a program, not a shared library";
  if (header.e_type != ET_DYN) return "it is an ELF file of another kind, not a shared library";
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phnum == 0) return "its program headers are damaged";
  return {};
}

using Segments = std::vector<Elf64_Phdr>;

std::string read_segments(std::string_view file, const Segments& segments, SharedObject& out) {
  bool loads = false;
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_INTERP) return "it is a program, not a shared library";
    if (segment.p_type == PT_GNU_RELRO) out.has_relro = true;
    if (segment.p_type == PT_GNU_STACK)
      out.stack = (segment.p_flags & PF_X) != 0 ? Stack::executable : Stack::not_executable;
    if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC) continue;
    loads = loads || segment.p_type == PT_LOAD;
    if (!part_of(file, segment.p_offset, segment.p_filesz)) {
      return "it is truncated: a segment lies beyond the end of the file";
    }
    if (segment.p_memsz < segment.p_filesz) return "a segment is larger in the file than in memory";
  }
  return loads ? "" : "it has nothing to load";
}

// The bytes of the file that the loader puts at [address, address + size), or nothing.
std::optional<std::string_view> loaded_at(std::string_view file, const Segments& segments, std::uint64_t address,
                                          std::uint64_t size) {
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_LOAD || address < segment.p_vaddr) continue;
    const std::uint64_t offset = address - segment.p_vaddr;
    if (offset > segment.p_filesz || size > segment.p_filesz - offset) continue;
    return part_of(file, segment.p_offset + offset, size);  // no overflow: the segment lies inside of the file
  }
  return std::nullopt;
}

void read_flag(const Elf64_Dyn& entry, SharedObject& out) {
  const auto value = entry.d_un.d_val;
  const bool in_flags = entry.d_tag == DT_FLAGS;
  const bool in_flags_1 = entry.d_tag == DT_FLAGS_1;
  if (entry.d_tag == DT_BIND_NOW || (in_flags && (value & DF_BIND_NOW) != 0) || (in_flags_1 && (value & DF_1_NOW) != 0))
    out.binds_now = true;
  if (entry.d_tag == DT_TEXTREL || (in_flags && (value & DF_TEXTREL) != 0)) out.has_text_relocations = true;
  if (in_flags_1 && (value & DF_1_NODELETE) != 0) out.no_delete = true;
}

std::uint64_t value_of(const std::vector<Elf64_Dyn>& entries, Elf64_Sxword tag) {
  const auto found = std::find_if(entries.begin(), entries.end(), [tag](const auto& one) { return one.d_tag == tag; });
  return found == entries.end() ? 0 : found->d_un.d_val;
}

std::string read_dynamic(std::string_view file, const Segments& segments, SharedObject& out) {
  const auto dynamic =
      std::find_if(segments.begin(), segments.end(), [](const auto& one) { return one.p_type == PT_DYNAMIC; });
  if (dynamic == segments.end()) return "it has no dynamic section";
  auto entries = read_table<Elf64_Dyn>(file, dynamic->p_offset, dynamic->p_filesz / sizeof(Elf64_Dyn));
  if (!entries) return kDamagedDynamic;
  entries->erase(std::find_if(entries->begin(), entries->end(), [](const auto& one) { return one.d_tag == DT_NULL; }),
                 entries->end());
  const auto strings = loaded_at(file, segments, value_of(*entries, DT_STRTAB), value_of(*entries, DT_STRSZ));
  for (const Elf64_Dyn& entry : *entries) {
    read_flag(entry, out);
    const bool is_path = entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH;
    if (!is_path && entry.d_tag != DT_NEEDED) continue;
    auto text = strings ? text_at(*strings, entry.d_un.d_val) : std::nullopt;
    if (!text) return kDamagedDynamic;
    (is_path ? out.run_paths : out.needed).push_back(std::move(*text));
  }
  return {};
}

bool is_export(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && (binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

std::string read_exports(std::string_view file, const Elf64_Ehdr& header, SharedObject& out) {
  if (header.e_shoff == 0 || header.e_shnum == 0 || header.e_shentsize != sizeof(Elf64_Shdr))
    return "its section headers are missing";
  const auto sections = read_table<Elf64_Shdr>(file, header.e_shoff, header.e_shnum);
  if (!sections) return "it is truncated: its section headers lie beyond the end of the file";
  for (const Elf64_Shdr& section : *sections) {
    if (section.sh_type != SHT_DYNSYM) continue;
    const auto symbols = read_table<Elf64_Sym>(file, section.sh_offset, section.sh_size / sizeof(Elf64_Sym));
    if (!symbols || section.sh_link >= sections->size()) return kDamagedSymbols;
    const Elf64_Shdr& table = (*sections)[section.sh_link];
    const auto strings = part_of(file, table.sh_offset, table.sh_size);
    for (const Elf64_Sym& symbol : *symbols) {
      if (!is_export(symbol)) continue;
      auto name = strings ? text_at(*strings, symbol.st_name) : std::nullopt;
      if (!name) return kDamagedSymbols;
      out.exports.push_back({std::move(*name), ELF64_ST_TYPE(symbol.st_info) == STT_FUNC,
                             ELF64_ST_BIND(symbol.st_info) == STB_GNU_UNIQUE});
    }
    break;  // a library has one such table
  }
  return {};
}

std::string read_parts(std::string_view file, SharedObject& out) {
  if (file.empty()) return "it is empty";
  if (!file.starts_with(std::string_view{ELFMAG, SELFMAG})) return "it is not a library (no ELF file)";
  const auto headers = read_table<Elf64_Ehdr>(file, 0, 1);
  if (!headers) return "it is truncated";
  const Elf64_Ehdr& header = headers->front();
  if (std::string fault = find_header_fault(header); !fault.empty()) return fault;
  const auto segments = read_table<Elf64_Phdr>(file, header.e_phoff, header.e_phnum);
  if (!segments) return "it is truncated: its program headers lie beyond the end of the file";
  if (std::string fault = read_segments(file, *segments, out); !fault.empty()) return fault;
  if (std::string fault = read_dynamic(file, *segments, out); !fault.empty()) return fault;
  return read_exports(file, header, out);
}

}  // namespace

SharedObject read_shared_object(std::string_view bytes) {
  SharedObject out;
  if (std::string fault = read_parts(bytes, out); !fault.empty()) {
    out = {};
    out.fault = std::move(fault);
  }
  return out;
}

}  // namespace autoheal::elf
