#include "elf_file.hpp"

#include <cstring>
#include <elf.h>
#include <fstream>
#include <iterator>
#include <string_view>

namespace autoheal::validator {
namespace {

class Reader {
 public:
  explicit Reader(std::string bytes) : bytes_(std::move(bytes)) {}

  // A struct at `offset`; zeros where the file ends too early.
  template <class Struct>
  Struct at(std::uint64_t offset) const {
    Struct out{};
    if (offset <= bytes_.size() && sizeof out <= bytes_.size() - offset)
      std::memcpy(&out, bytes_.data() + offset, sizeof out);
    return out;
  }
  std::string text(std::uint64_t offset) const {
    if (offset >= bytes_.size()) return {};
    const std::size_t end = bytes_.find('\0', offset);
    return bytes_.substr(offset, end == std::string::npos ? end : end - offset);
  }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
};

std::string find_fault(const Reader& reader, const Elf64_Ehdr& head) {
  if (reader.size() < sizeof head || std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0) return "it is not an ELF file";
  if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_ident[EI_DATA] != ELFDATA2LSB)
    return "it is not a 64-bit little-endian file";
  if (head.e_type != ET_DYN) return "it is not a shared object";
#if defined(__x86_64__)
  if (head.e_machine != EM_X86_64) return "it was built for another processor";
#elif defined(__aarch64__)
  if (head.e_machine != EM_AARCH64) return "it was built for another processor";
#endif
  if (head.e_shoff == 0 || head.e_shentsize != sizeof(Elf64_Shdr)) return "its section headers were removed";
  if (head.e_shoff + std::uint64_t{head.e_shnum} * sizeof(Elf64_Shdr) > reader.size()) return "it is truncated";
  return {};
}

void read_segments(const Reader& reader, const Elf64_Ehdr& head, ElfFile& out) {
  for (unsigned at = 0; at < head.e_phnum; ++at) {
    const auto segment = reader.at<Elf64_Phdr>(head.e_phoff + at * sizeof(Elf64_Phdr));
    if (segment.p_type == PT_GNU_RELRO) out.has_relro = true;
    if (segment.p_type == PT_GNU_STACK) out.has_executable_stack = (segment.p_flags & PF_X) != 0;
  }
}

void read_dynamic(const Reader& reader, const Elf64_Shdr& section, const Elf64_Shdr& strings, ElfFile& out) {
  for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= section.sh_size; at += sizeof(Elf64_Dyn)) {
    const auto entry = reader.at<Elf64_Dyn>(section.sh_offset + at);
    const std::string text = reader.text(strings.sh_offset + entry.d_un.d_val);
    switch (entry.d_tag) {
      case DT_NULL:
        return;
      case DT_NEEDED:
        out.needed.push_back(text);
        break;
      case DT_RPATH:
      case DT_RUNPATH:
        out.run_paths.push_back(text);
        break;
      case DT_TEXTREL:
        out.has_text_relocations = true;
        break;
      case DT_BIND_NOW:
        out.binds_now = true;
        break;
      case DT_FLAGS:
        if ((entry.d_un.d_val & DF_BIND_NOW) != 0) out.binds_now = true;
        if ((entry.d_un.d_val & DF_TEXTREL) != 0) out.has_text_relocations = true;
        break;
      case DT_FLAGS_1:
        if ((entry.d_un.d_val & DF_1_NOW) != 0) out.binds_now = true;
        if ((entry.d_un.d_val & DF_1_NODELETE) != 0) out.no_delete = true;
        break;
      default:
        break;
    }
  }
}

void read_symbols(const Reader& reader, const Elf64_Shdr& section, const Elf64_Shdr& strings, ElfFile& out) {
  for (std::uint64_t at = sizeof(Elf64_Sym); at + sizeof(Elf64_Sym) <= section.sh_size; at += sizeof(Elf64_Sym)) {
    const auto symbol = reader.at<Elf64_Sym>(section.sh_offset + at);
    const auto binding = ELF64_ST_BIND(symbol.st_info);
    if (symbol.st_shndx == SHN_UNDEF || symbol.st_shndx == SHN_ABS || binding == STB_LOCAL) continue;
    const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
    if (visibility == STV_HIDDEN || visibility == STV_INTERNAL) continue;
    out.defined.push_back({reader.text(strings.sh_offset + symbol.st_name), ELF64_ST_TYPE(symbol.st_info) == STT_FUNC,
                           binding == STB_GNU_UNIQUE});
  }
}

}  // namespace

ElfFile read_elf(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const Reader reader(std::string(std::istreambuf_iterator<char>(stream), {}));
  const auto head = reader.at<Elf64_Ehdr>(0);
  ElfFile out;
  out.fault = stream.is_open() ? find_fault(reader, head) : "it cannot be read";
  if (!out.fault.empty()) return out;
  read_segments(reader, head, out);
  const auto section = [&](std::uint64_t at) { return reader.at<Elf64_Shdr>(head.e_shoff + at * sizeof(Elf64_Shdr)); };
  for (unsigned at = 0; at < head.e_shnum; ++at) {
    const Elf64_Shdr one = section(at);
    if (one.sh_type == SHT_DYNAMIC) read_dynamic(reader, one, section(one.sh_link), out);
    if (one.sh_type == SHT_DYNSYM) read_symbols(reader, one, section(one.sh_link), out);
  }
  return out;
}

}  // namespace autoheal::validator
