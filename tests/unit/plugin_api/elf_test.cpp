#include "elf/shared_object.hpp"

#include <cstring>
#include <elf.h>
#include <functional>
#include <gtest/gtest.h>

namespace {

using autoheal::elf::read_shared_object;
using autoheal::elf::SharedObject;
using autoheal::elf::Stack;

// A library of the smallest kind, its parts one behind the other; a test spoils one of them.
struct Image {
  Elf64_Ehdr header{};
  Elf64_Phdr load{}, dynamic{}, stack{}, relro{};
  Elf64_Dyn entries[8]{};
  Elf64_Sym symbols[4]{};
  char strings[64]{};
  Elf64_Shdr sections[3]{};  // none, dynamic symbols, strings
};

#if defined(__x86_64__)
constexpr Elf64_Half kMachine = EM_X86_64;
#else
constexpr Elf64_Half kMachine = EM_AARCH64;
#endif
constexpr Elf64_Addr kAddress = 0x10000;  // where the first byte is loaded
constexpr Elf64_Word kEntryName = 1, kNeeded = 7, kPath = 15, kHidden = 20;

Image good() {
  Image image;
  std::memcpy(image.header.e_ident, ELFMAG, SELFMAG);
  image.header.e_ident[EI_CLASS] = ELFCLASS64;
  image.header.e_ident[EI_DATA] = ELFDATA2LSB;
  image.header.e_ident[EI_VERSION] = EV_CURRENT;
  image.header.e_version = EV_CURRENT;
  image.header.e_type = ET_DYN;
  image.header.e_machine = kMachine;
  image.header.e_phoff = offsetof(Image, load);
  image.header.e_phnum = 4;
  image.header.e_phentsize = sizeof(Elf64_Phdr);
  image.header.e_shoff = offsetof(Image, sections);
  image.header.e_shnum = 3;
  image.header.e_shentsize = sizeof(Elf64_Shdr);
  image.load.p_type = PT_LOAD;
  image.load.p_vaddr = kAddress;
  image.load.p_filesz = image.load.p_memsz = sizeof image;
  image.dynamic.p_type = PT_DYNAMIC;
  image.dynamic.p_offset = offsetof(Image, entries);
  image.dynamic.p_filesz = image.dynamic.p_memsz = sizeof image.entries;
  image.stack.p_type = PT_GNU_STACK;
  image.relro.p_type = PT_GNU_RELRO;
  std::memcpy(image.strings, "\0entry\0libc.so\0/opt\0hidden\0", 27);
  image.entries[0] = {DT_STRTAB, {kAddress + offsetof(Image, strings)}};
  image.entries[1] = {DT_STRSZ, {sizeof image.strings}};
  image.entries[2] = {DT_NEEDED, {kNeeded}};
  image.entries[3] = {DT_FLAGS, {DF_BIND_NOW}};
  image.entries[4] = {DT_FLAGS_1, {DF_1_NODELETE}};
  image.symbols[1] = {kEntryName, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), STV_DEFAULT, 1, 0, 0};
  image.symbols[2] = {kHidden, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), STV_HIDDEN, 1, 0, 0};
  image.symbols[3] = {kNeeded, ELF64_ST_INFO(STB_GLOBAL, STT_FUNC), STV_DEFAULT, SHN_UNDEF, 0, 0};
  image.sections[1].sh_type = SHT_DYNSYM;
  image.sections[1].sh_offset = offsetof(Image, symbols);
  image.sections[1].sh_size = sizeof image.symbols;
  image.sections[1].sh_link = 2;
  image.sections[2].sh_type = SHT_STRTAB;
  image.sections[2].sh_offset = offsetof(Image, strings);
  image.sections[2].sh_size = sizeof image.strings;
  return image;
}

SharedObject read(const Image& image) {
  return read_shared_object({reinterpret_cast<const char*>(&image), sizeof image});
}

TEST(SharedObjectFile, TellsWhatItSays) {
  const SharedObject object = read(good());
  ASSERT_EQ(object.fault, "");
  ASSERT_EQ(object.exports.size(), 1u);
  EXPECT_EQ(object.exports[0].name, "entry");
  EXPECT_TRUE(object.exports[0].is_function);
  EXPECT_FALSE(object.exports[0].is_unique);
  EXPECT_EQ(object.needed, std::vector<std::string>{"libc.so"});
  EXPECT_TRUE(object.run_paths.empty());
  EXPECT_EQ(object.stack, Stack::not_executable);
  EXPECT_TRUE(object.binds_now && object.no_delete && object.has_relro);
  EXPECT_FALSE(object.has_text_relocations);
}

TEST(SharedObjectFile, TellsWhatHostsDoNotTake) {
  Image image = good();
  image.stack.p_flags = PF_X;
  image.entries[5] = {DT_RUNPATH, {kPath}};
  image.entries[6] = {DT_TEXTREL, {0}};
  image.symbols[1].st_info = ELF64_ST_INFO(STB_GNU_UNIQUE, STT_OBJECT);
  image.symbols[2].st_other = STV_PROTECTED;
  image.symbols[2].st_shndx = SHN_ABS;
  SharedObject object = read(image);
  ASSERT_EQ(object.fault, "");
  EXPECT_EQ(object.stack, Stack::executable);
  EXPECT_EQ(object.run_paths, std::vector<std::string>{"/opt"});
  EXPECT_TRUE(object.has_text_relocations);
  ASSERT_EQ(object.exports.size(), 2u) << "what is absolute is exported, too";
  EXPECT_TRUE(object.exports[0].is_unique);
  EXPECT_FALSE(object.exports[0].is_function);
  image.stack.p_type = PT_NOTE;
  image.entries[5].d_tag = DT_NULL;  // the loader reads no further
  object = read(image);
  EXPECT_EQ(object.stack, Stack::not_said);
  EXPECT_TRUE(object.run_paths.empty());
  EXPECT_FALSE(object.has_text_relocations);
}

TEST(SharedObjectFile, EveryDamageIsNamedAndNothingElseIsTold) {
  struct Row {
    const char* what;
    std::function<void(Image&)> spoil;
    const char* why;
  };
  constexpr auto kHuge = ~Elf64_Off{0};
  const Row rows[] = {
      {"magic", [](Image& i) { i.header.e_ident[0] = 'x'; }, "no ELF file"},
      {"class", [](Image& i) { i.header.e_ident[EI_CLASS] = ELFCLASS32; }, "64-bit"},
      {"byte order", [](Image& i) { i.header.e_ident[EI_DATA] = ELFDATA2MSB; }, "byte order"},
      {"version", [](Image& i) { i.header.e_version = 9; }, "version"},
      {"machine", [](Image& i) { i.header.e_machine = EM_MIPS; }, "another machine"},
      {"program", [](Image& i) { i.header.e_type = ET_EXEC; }, "a program"},
      {"core dump", [](Image& i) { i.header.e_type = ET_CORE; }, "another kind"},
      {"interpreter", [](Image& i) { i.relro.p_type = PT_INTERP; }, "a program"},
      {"size of program headers", [](Image& i) { i.header.e_phentsize = 1; }, "program headers"},
      {"no program headers", [](Image& i) { i.header.e_phnum = 0; }, "program headers"},
      {"program headers beyond", [=](Image& i) { i.header.e_phoff = kHuge; }, "truncated"},
      {"too many program headers", [](Image& i) { i.header.e_phnum = 0xFFFF; }, "truncated"},
      {"segment beyond", [](Image& i) { i.load.p_offset = 1; }, "truncated"},
      {"segment wraps", [=](Image& i) { i.load.p_offset = kHuge; }, "truncated"},
      {"segment larger than memory", [](Image& i) { i.load.p_memsz = 0; }, "larger in the file"},
      {"nothing to load", [](Image& i) { i.load.p_type = PT_NOTE; }, "nothing to load"},
      {"no dynamic section", [](Image& i) { i.dynamic.p_type = PT_NOTE; }, "no dynamic section"},
      {"strings nowhere", [](Image& i) { i.entries[0].d_un.d_val = 1; }, "dynamic section is damaged"},
      {"strings beyond", [=](Image& i) { i.entries[1].d_un.d_val = kHuge; }, "dynamic section is damaged"},
      {"needed beyond", [=](Image& i) { i.entries[2].d_un.d_val = kHuge; }, "dynamic section is damaged"},
      {"needed without an end", [](Image& i) { std::memset(i.strings + kNeeded, 'x', sizeof i.strings - kNeeded); },
       "dynamic section is damaged"},
      {"no section headers", [](Image& i) { i.header.e_shnum = 0; }, "section headers"},
      {"section headers nowhere", [](Image& i) { i.header.e_shoff = 0; }, "section headers"},
      {"section headers beyond", [=](Image& i) { i.header.e_shoff = kHuge; }, "truncated"},
      {"symbols beyond", [=](Image& i) { i.sections[1].sh_offset = kHuge; }, "symbol table"},
      {"too many symbols", [=](Image& i) { i.sections[1].sh_size = kHuge; }, "symbol table"},
      {"symbols without strings", [](Image& i) { i.sections[1].sh_link = 3; }, "symbol table"},
      {"strings of symbols beyond", [=](Image& i) { i.sections[2].sh_offset = kHuge; }, "symbol table"},
      {"name beyond", [](Image& i) { i.symbols[1].st_name = 64; }, "symbol table"},
  };
  for (const Row& row : rows) {
    Image image = good();
    row.spoil(image);
    const SharedObject object = read(image);
    EXPECT_NE(object.fault.find(row.why), std::string::npos) << row.what << ": " << object.fault;
    EXPECT_TRUE(object.exports.empty() && object.needed.empty() && !object.has_relro) << row.what;
  }
}

TEST(SharedObjectFile, EveryCutIsNoticed) {
  const Image image = good();
  const std::string_view whole{reinterpret_cast<const char*>(&image), sizeof image};
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // Memory of exactly that size, so that a sanitizer sees a read beyond it.
    const std::vector<char> bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_NE(read_shared_object({bytes.data(), bytes.size()}).fault, "") << size;
  }
}

}  // namespace
