#include "plugin/plugin_file.hpp"

#include "autoheal/plugin_api.h"
#include "plugin/elf.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

constexpr std::uint64_t kMaxFile = 256U << 20U;

FileIdentity identity_of(const struct stat& st) {
  return {static_cast<std::uint64_t>(st.st_dev), static_cast<std::uint64_t>(st.st_ino),
          static_cast<std::uint64_t>(st.st_size),
          static_cast<std::int64_t>(st.st_mtim.tv_sec) * 1'000'000'000 + st.st_mtim.tv_nsec};
}

// Somebody besides the owner, the user's own group and root may write.
bool is_writable_by_others(const struct stat& st) {
  return (st.st_mode & S_IWOTH) != 0 || ((st.st_mode & S_IWGRP) != 0 && st.st_gid != ::getegid() && st.st_gid != 0);
}

bool is_foreign(const struct stat& st) { return st.st_uid != ::geteuid() && st.st_uid != 0; }

std::string find_mode_fault(const struct stat& st) {
  if (S_ISFIFO(st.st_mode)) return "it is a pipe, not a regular file";
  if (!S_ISREG(st.st_mode)) return "it is not a regular file";
  if (is_foreign(st)) return "it belongs to another user";
  if (is_writable_by_others(st)) return "others may write to it (chmod go-w)";
  if (static_cast<std::uint64_t>(st.st_size) > kMaxFile) return "it is larger than 256 MiB";
  return {};
}

// Reads up to the size that was seen: a file that shrinks meanwhile is found out by its ELF headers.
Bytes read_bytes(int fd, std::size_t size) {
  Bytes out(size);
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = ::read(fd, out.data() + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  out.resize(done);
  return out;
}

}  // namespace

Result<PluginFile> inspect_plugin_file(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) {
    if (errno == ELOOP) return failure(Errc::io, "it is a symbolic link: put the file itself there");
    return failure(Errc::io, std::string{"it cannot be opened ("} + std::strerror(errno) + ")");
  }
  struct stat st {};
  std::string fault = ::fstat(fd, &st) == 0 ? find_mode_fault(st) : "it cannot be looked at";
  Bytes content;
  if (fault.empty()) content = read_bytes(fd, static_cast<std::size_t>(st.st_size));
  ::close(fd);
  if (fault.empty()) fault = find_elf_fault(content, AUTOHEAL_ENTRY_SYMBOL);
  if (!fault.empty()) return failure(Errc::io, std::move(fault));
  PluginFile file;
  std::error_code ec;
  file.path = std::filesystem::canonical(path, ec);
  if (ec) return failure(Errc::io, "its path cannot be resolved (" + ec.message() + ")");
  file.identity = identity_of(st);
  file.hash = sha256(content);
  return file;
}

bool is_unchanged(const PluginFile& file) {
  struct stat st {};
  return ::lstat(file.path.c_str(), &st) == 0 && S_ISREG(st.st_mode) && identity_of(st) == file.identity;
}

std::string find_directory_fault(const std::filesystem::path& directory) {
  struct stat st {};
  if (::stat(directory.c_str(), &st) != 0) return std::string{"it cannot be read ("} + std::strerror(errno) + ")";
  if (!S_ISDIR(st.st_mode)) return "it is not a directory";
  if (is_foreign(st)) return "it belongs to another user";
  if (is_writable_by_others(st)) return "others may write to it (chmod go-w)";
  return {};
}

}  // namespace autoheal::host
