#include "plugin/elf.hpp"

#include <elf.h>
#include <cstring>
#include <optional>
#include <vector>

namespace autoheal::host {
namespace {

#if defined(__x86_64__)
constexpr Elf64_Half kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half kMachine = EM_AARCH64;
#else
#error "Plugins are loaded on x86-64 and arm64."
#endif

constexpr std::size_t kMaxTable = 65536;  // entries of any table; real libraries stay far below

// The thing at that offset, or nothing if the file ends before.
template <class T>
std::optional<T> read_at(ByteView file, std::uint64_t offset) {
  if (offset > file.size() || file.size() - offset < sizeof(T)) return std::nullopt;
  T out;
  std::memcpy(&out, file.data() + offset, sizeof out);
  return out;
}

// A table of `count` things at `offset`, or nothing.
template <class T>
std::optional<std::vector<T>> read_table(ByteView file, std::uint64_t offset, std::uint64_t count) {
  if (count > kMaxTable || offset > file.size() || (file.size() - offset) / sizeof(T) < count) return std::nullopt;
  std::vector<T> out(static_cast<std::size_t>(count));
  if (count > 0) std::memcpy(out.data(), file.data() + offset, out.size() * sizeof(T));
  return out;
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

bool is_outside(const Elf64_Phdr& segment, std::size_t size) {
  return segment.p_offset > size || segment.p_filesz > size - segment.p_offset;
}

std::string find_segment_fault(ByteView file, const std::vector<Elf64_Phdr>& segments) {
  bool loads = false;
  bool says_stack = false;
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type == PT_INTERP) return "it is a program, not a shared library";
    if (segment.p_type == PT_GNU_STACK) {
      says_stack = true;
      if ((segment.p_flags & PF_X) != 0) return "it asks for an executable stack";
    }
    if (segment.p_type != PT_LOAD && segment.p_type != PT_DYNAMIC) continue;
    loads = loads || segment.p_type == PT_LOAD;
    if (is_outside(segment, file.size())) return "it is truncated: a segment lies beyond the end of the file";
    if (segment.p_memsz < segment.p_filesz) return "a segment is larger in the file than in memory";
  }
  if (!loads) return "it has nothing to load";
  // Without that header the loader makes stacks executable.
  return says_stack ? "" : "it does not say that its stack is not executable";
}

std::string find_dynamic_fault(ByteView file, const std::vector<Elf64_Phdr>& segments) {
  for (const Elf64_Phdr& segment : segments) {
    if (segment.p_type != PT_DYNAMIC) continue;
    const auto entries = read_table<Elf64_Dyn>(file, segment.p_offset, segment.p_filesz / sizeof(Elf64_Dyn));
    if (!entries) return "its dynamic section is damaged";
    for (const Elf64_Dyn& entry : *entries) {
      if (entry.d_tag == DT_NULL) break;
      if (entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH) return "it carries its own library search path (RPATH)";
      const bool text_relocations =
          entry.d_tag == DT_TEXTREL || (entry.d_tag == DT_FLAGS && (entry.d_un.d_val & DF_TEXTREL) != 0);
      if (text_relocations) return "it wants to change its own code while it is loaded (text relocations)";
    }
    return {};
  }
  return "it has no dynamic section";
}

std::optional<std::string> name_in_file(ByteView file, std::uint64_t offset, std::uint64_t end) {
  if (offset >= end || end > file.size()) return std::nullopt;
  const auto* begin = reinterpret_cast<const char*>(file.data() + offset);
  const std::size_t most = static_cast<std::size_t>(end - offset);
  const std::size_t size = ::strnlen(begin, most);
  if (size == most) return std::nullopt;
  return std::string{begin, size};
}

bool is_export(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && (binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

std::string judge_exports(ByteView file, const std::vector<Elf64_Sym>& symbols, const Elf64_Shdr& strings,
                          std::string_view entry) {
  bool found = false;
  for (const Elf64_Sym& symbol : symbols) {
    if (!is_export(symbol)) continue;
    const auto name = name_in_file(file, strings.sh_offset + symbol.st_name, strings.sh_offset + strings.sh_size);
    if (!name) return "its symbol table is damaged";
    if (*name != entry) {
      return "it exports more than its entry (" + name->substr(0, 80) + "): link it with the version script";
    }
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC) return "its " + std::string{entry} + " is not a function";
    found = true;
  }
  return found ? "" : "it does not export " + std::string{entry} + ", so it is not an Autoheal plugin";
}

std::string find_export_fault(ByteView file, const Elf64_Ehdr& header, std::string_view entry) {
  if (header.e_shnum == 0 || header.e_shentsize != sizeof(Elf64_Shdr)) return "its section headers are missing";
  const auto sections = read_table<Elf64_Shdr>(file, header.e_shoff, header.e_shnum);
  if (!sections) return "it is truncated: its section headers lie beyond the end of the file";
  for (const Elf64_Shdr& section : *sections) {
    if (section.sh_type != SHT_DYNSYM) continue;
    const auto symbols = read_table<Elf64_Sym>(file, section.sh_offset, section.sh_size / sizeof(Elf64_Sym));
    if (!symbols || section.sh_link >= sections->size()) return "its symbol table is damaged";
    const Elf64_Shdr& strings = (*sections)[section.sh_link];
    if (strings.sh_offset > file.size() || strings.sh_size > file.size() - strings.sh_offset) {
      return "its symbol table is damaged";
    }
    return judge_exports(file, *symbols, strings, entry);
  }
  return "it exports nothing";
}

}  // namespace

std::string find_elf_fault(ByteView file, std::string_view entry) {
  if (file.empty()) return "it is empty";
  if (file.size() < SELFMAG || std::memcmp(file.data(), ELFMAG, SELFMAG) != 0)
    return "it is not a library (no ELF file)";
  const auto header = read_at<Elf64_Ehdr>(file, 0);
  if (!header) return "it is truncated";
  if (std::string fault = find_header_fault(*header); !fault.empty()) return fault;
  const auto segments = read_table<Elf64_Phdr>(file, header->e_phoff, header->e_phnum);
  if (!segments) return "it is truncated: its program headers lie beyond the end of the file";
  if (std::string fault = find_segment_fault(file, *segments); !fault.empty()) return fault;
  if (std::string fault = find_dynamic_fault(file, *segments); !fault.empty()) return fault;
  return find_export_fault(file, *header, entry);
}

}  // namespace autoheal::host
