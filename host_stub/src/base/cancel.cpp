#include "base/cancel.hpp"

#include <sys/eventfd.h>
#include <unistd.h>
#include <cstdint>

namespace autoheal::host {

CancelSource::CancelSource() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

CancelSource::~CancelSource() {
  if (fd_ >= 0) ::close(fd_);
}

void CancelSource::cancel() noexcept {
  cancelled_.store(true, std::memory_order_release);
  if (fd_ < 0) return;
  const std::uint64_t one = 1;
  // A full counter is readable already; nothing to do about any other failure: the flag is set.
  [[maybe_unused]] const auto written = ::write(fd_, &one, sizeof one);
}

}  // namespace autoheal::host
