// A doorbell between threads that can be polled: an eventfd. Threads: ring is [any-thread], the rest belongs to the
// thread that waits.
#pragma once

namespace autoheal::kit::http {

class Wake {
 public:
  Wake();  // throws std::bad_alloc when the process has no descriptors left
  ~Wake();
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  void ring() noexcept;   // fd() becomes readable
  void quiet() noexcept;  // and is no longer
  int fd() const noexcept { return fd_; }

 private:
  int fd_;
};

}  // namespace autoheal::kit::http
