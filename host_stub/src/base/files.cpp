#include "base/files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

class Fd {
 public:
  explicit Fd(int fd) : fd_(fd) {}
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  int get() const noexcept { return fd_; }

 private:
  int fd_;
};

Error io_error(std::string_view doing, const std::filesystem::path& path, int error) {
  return Error::of(Errc::io, std::string{doing} + " " + path.string() + ": " + std::strerror(error) + ".");
}

Result<std::string> read_all(int fd, const std::string& what, std::size_t max_bytes) {
  std::string out;
  char buffer[16384];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failure(Errc::io, "Cannot read " + what + ": " + std::strerror(errno) + ".");
    if (n == 0) return out;
    out.append(buffer, static_cast<std::size_t>(n));
    if (out.size() > max_bytes) {
      return failure(Errc::io, what + " is larger than the " + std::to_string(max_bytes) + " bytes that are read.");
    }
  }
}

bool write_all(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

bool sync_directory(const std::filesystem::path& directory) {
  const Fd fd{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return fd.get() >= 0 && ::fsync(fd.get()) == 0;
}

std::filesystem::path parent_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t max_bytes) {
  const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (fd.get() < 0) return failure(io_error("Cannot open", path, errno));
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return failure(io_error("Cannot look at", path, errno));
  if (!S_ISREG(st.st_mode)) return failure(Errc::io, path.string() + " is not a regular file.");
  return read_all(fd.get(), path.string(), max_bytes);
}

Result<std::string> read_stdin(std::size_t max_bytes) { return read_all(STDIN_FILENO, "standard input", max_bytes); }

Result<std::string> read_named_input(const std::filesystem::path& path, std::size_t max_bytes) {
  if (path == "-") return read_stdin(max_bytes);
  const Fd fd{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (fd.get() < 0) return failure(io_error("Cannot open", path, errno));
  return read_all(fd.get(), path.string(), max_bytes);
}

Result<void> create_private_file(const std::filesystem::path& path, std::string_view content) {
  // Linked into place when it is whole, so that another process sees all of it or nothing.
  std::string temporary = path.string() + ".XXXXXX";
  const Fd fd{::mkostemp(temporary.data(), O_CLOEXEC)};  // mode 0600
  if (fd.get() < 0) return failure(io_error("Cannot create a file next to", path, errno));
  const bool written = write_all(fd.get(), content) && ::fsync(fd.get()) == 0;
  const bool linked = written && ::link(temporary.c_str(), path.c_str()) == 0;
  const int error = errno;
  ::unlink(temporary.c_str());
  if (written && !linked && error == EEXIST) return failure(Errc::name_taken, path.string() + " exists already.");
  if (!linked) return failure(io_error("Cannot create", path, error));
  if (!sync_directory(parent_of(path))) return failure(io_error("Cannot write", path, errno));
  return success();
}

Result<void> write_private_file(const std::filesystem::path& path, std::string_view content) {
  std::string temporary = path.string() + ".XXXXXX";
  const Fd fd{::mkostemp(temporary.data(), O_CLOEXEC)};  // mode 0600
  if (fd.get() < 0) return failure(io_error("Cannot create a file next to", path, errno));
  if (!write_all(fd.get(), content) || ::fsync(fd.get()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0 ||
      !sync_directory(parent_of(path))) {
    const int error = errno;
    ::unlink(temporary.c_str());
    return failure(io_error("Cannot write", path, error));
  }
  return success();
}

Result<void> make_private_directory(const std::filesystem::path& path) {
  std::error_code ec;
  if (path.has_parent_path() && !std::filesystem::exists(path.parent_path(), ec)) {
    std::filesystem::create_directories(path.parent_path(), ec);
    if (ec) return failure(Errc::io, "Cannot create " + path.parent_path().string() + ": " + ec.message() + ".");
  }
  if (::mkdir(path.c_str(), 0700) == 0) return success();
  if (errno != EEXIST) return failure(io_error("Cannot create the directory", path, errno));
  if (!std::filesystem::is_directory(path, ec)) return failure(Errc::io, path.string() + " is not a directory.");
  return success();
}

}  // namespace autoheal::host
