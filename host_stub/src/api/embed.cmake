# cmake -DFILES=a;b -DROOT=dir -DOUT=file -P embed.cmake: writes the files as a C++ table, each with its hash as ETag.
set(arrays "")
set(rows "")
set(index 0)
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} hex HEX)
  file(SHA256 ${ROOT}/${file} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays "constexpr unsigned char kFile${index}[] = {${bytes}0};\n")
  string(APPEND rows "    make(\"${file}\", kFile${index}, sizeof kFile${index} - 1, \"\\\"${hash}\\\"\"),\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUT} "// Written by embed.cmake.
#include \"api/web_files.hpp\"

#include <array>
#include <cstddef>

namespace autoheal::host::api {
namespace {

${arrays}
WebFile make(std::string_view path, const unsigned char* data, std::size_t size, std::string_view etag) {
  return {path, {reinterpret_cast<const char*>(data), size}, etag};
}

}  // namespace

std::span<const WebFile> web_files() {
  static const std::array<WebFile, ${index}> kFiles{
${rows}  };
  return kFiles;
}

}  // namespace autoheal::host::api
")
