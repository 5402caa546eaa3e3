#include "secrets/key_file.hpp"

#include "base/bytes.hpp"
#include "base/files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kFileSize = 2 * kKeyBytes + 1;  // hex digits and a line break

Error locked(const std::filesystem::path& file, const std::string& why, std::string hint) {
  return Error::of(Errc::locked, "The secrets are locked: the key file " + file.string() + " " + why + ".",
                   std::move(hint));
}

Bytes derive(ByteView key, std::string_view purpose) { return hkdf_sha256(key, {}, as_bytes(purpose), kKeyBytes); }

Result<void> check_directory(const std::filesystem::path& file) {
  struct stat st {};
  const std::filesystem::path directory = std::filesystem::absolute(file).parent_path();
  if (::stat(directory.c_str(), &st) != 0) {
    return failure(locked(file, "is in a directory that cannot be read", "Check --key-file."));
  }
  // A sticky directory such as /tmp does not let others replace the file.
  if ((st.st_mode & 0022U) != 0 && (st.st_mode & S_ISVTX) == 0) {
    return failure(locked(file, "is in a directory that others may write to", "chmod go-w " + directory.string()));
  }
  return success();
}

Result<void> check_file(const std::filesystem::path& file, const struct stat& st) {
  if (!S_ISREG(st.st_mode)) return failure(locked(file, "is not a regular file", "Point --key-file at the key."));
  if (st.st_uid != ::geteuid()) return failure(locked(file, "belongs to somebody else", "Start as its owner."));
  if ((st.st_mode & 0177U) != 0) {
    return failure(locked(file, "can be used by others",
                          "chmod 600 " + file.string() + ", and consider the secrets known to those others."));
  }
  if (st.st_size != static_cast<off_t>(kFileSize)) {
    return failure(locked(file, "does not have the size of a key", "Bring the right file back from your backup."));
  }
  return success();
}

Result<MasterKey> parse_key(const std::filesystem::path& file, std::string_view text) {
  auto bytes = text.back() == '\n' ? parse_hex(text.substr(0, text.size() - 1)) : std::nullopt;
  if (!bytes) {
    return failure(locked(file, "does not hold a key", "Bring the right file back from your backup."));
  }
  MasterKey key;
  key.bytes = SecretText{as_text(*bytes)};
  key.key_id = render_hex(derive(*bytes, "autoheal key id")).substr(0, 8);
  wipe(bytes->data(), bytes->size());
  return key;
}

}  // namespace

Result<MasterKey> read_key_file(const std::filesystem::path& file) {
  AH_TRY_VOID(check_directory(file));
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) {
    if (errno == ENOENT) {
      return failure(locked(file, "is missing",
                            "Bring it back from your backup or point --key-file at it. Without it the stored secrets "
                            "cannot be read; they would have to be entered again in a new data directory."));
    }
    if (errno == ELOOP) return failure(locked(file, "is a link", "Point --key-file at the file itself."));
    return failure(locked(file, std::string{"cannot be opened ("} + std::strerror(errno) + ")", "Check its owner."));
  }
  struct stat st {};
  char buffer[kFileSize + 1];
  const bool looked = ::fstat(fd, &st) == 0;
  const ssize_t size = looked ? ::read(fd, buffer, sizeof buffer) : -1;
  ::close(fd);
  if (looked) {
    AH_TRY_VOID(check_file(file, st));
  }
  if (size != static_cast<ssize_t>(kFileSize)) {
    return failure(locked(file, "cannot be read", "Bring the right file back from your backup."));
  }
  auto key = parse_key(file, {buffer, kFileSize});
  wipe(buffer, sizeof buffer);
  return key;
}

Result<void> create_key_file(const std::filesystem::path& file) {
  Bytes key = random_bytes(kKeyBytes);
  std::string text = render_hex(key) + "\n";
  auto created = create_private_file(file, text);
  wipe(key.data(), key.size());
  wipe(text.data(), text.size());
  return created;
}

SecretText derive_key(const MasterKey& key, std::string_view purpose) {
  Bytes derived = derive(as_bytes(key.bytes.reveal()), purpose);
  SecretText out{as_text(derived)};
  wipe(derived.data(), derived.size());
  return out;
}

}  // namespace autoheal::host
