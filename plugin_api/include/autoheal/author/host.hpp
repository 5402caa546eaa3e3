// The host's services as a plugin sees them, each safe to call when the host does not offer it.
// Threads: [any-thread], from the start of the plugin's constructor to the end of its destructor.
// Ownership: a view of the host's table; copy it freely. A Secret wipes its bytes when it goes.
#pragma once

#include "autoheal/abi.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>
#include <utility>

namespace autoheal {

enum class LogLevel : std::int32_t {
  debug = AUTOHEAL_LOG_DEBUG,
  info = AUTOHEAL_LOG_INFO,
  warning = AUTOHEAL_LOG_WARNING,
  error = AUTOHEAL_LOG_ERROR,
  host_misbehaving = AUTOHEAL_LOG_HOST_MISBEHAVING,
};

// Bytes that leave no copy behind: wiped on growth, on move and on destruction. Move only.
class Secret {
 public:
  explicit Secret(autoheal_status status = AUTOHEAL_NOT_FOUND) noexcept : status_(status) {}
  Secret(Secret&& other) noexcept { swap(other); }
  Secret& operator=(Secret&& other) noexcept {
    Secret taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~Secret() { wipe(bytes_.get(), capacity_); }

  // OK; NOT_FOUND: not set; UNAVAILABLE: the secret store is locked; UNSUPPORTED: the host keeps no secrets.
  autoheal_status status() const noexcept { return status_; }
  explicit operator bool() const noexcept { return status_ == AUTOHEAL_OK; }
  std::string_view bytes() const noexcept { return {bytes_.get(), size_}; }  // valid as long as this object

  void set_status(autoheal_status status) noexcept { status_ = status; }
  // Throws bad_alloc: out of memory, or more than any secret can be (1 MiB).
  void append(std::string_view chunk) {
    if (chunk.size() > kMostBytes - size_) throw std::bad_alloc();
    if (capacity_ - size_ < chunk.size()) grow(size_ + chunk.size());
    chunk.copy(bytes_.get() + size_, chunk.size());
    size_ += chunk.size();
  }

 private:
  static constexpr std::size_t kMostBytes = 1024 * 1024;

  static void wipe(char* data, std::size_t size) noexcept {
    volatile char* at = data;  // volatile: the stores are not optimised away
    while (size-- > 0) *at++ = 0;
  }
  void grow(std::size_t needed) {
    const std::size_t capacity = needed < 128 ? 256 : needed * 2;
    auto bytes = std::make_unique<char[]>(capacity);
    this->bytes().copy(bytes.get(), size_);
    wipe(bytes_.get(), capacity_);
    bytes_ = std::move(bytes);
    capacity_ = capacity;
  }
  void swap(Secret& other) noexcept {
    std::swap(status_, other.status_);
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }

  autoheal_status status_ = AUTOHEAL_NOT_FOUND;
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

class Host {
 public:
  explicit Host(const autoheal_host* table) noexcept : table_(table) {}

  // One line for the operator. fields_json: a JSON object or empty. Never a secret, never a body.
  void log(LogLevel level, std::string_view message, std::string_view fields_json = {}) const noexcept {
    if (table_ == nullptr || table_->log == nullptr) return;
    table_->log(table_->ctx, static_cast<std::int32_t>(level), to_text(message), to_text(fields_json));
  }

  // The wall clock: the host's, or the system's.
  std::chrono::sys_time<std::chrono::nanoseconds> now() const noexcept {
    using Time = std::chrono::sys_time<std::chrono::nanoseconds>;
    if (table_ == nullptr || table_->unix_ns == nullptr) return Time(std::chrono::system_clock::now());
    return Time(std::chrono::nanoseconds(table_->unix_ns(table_->ctx)));
  }

  // The secret of that setting's name. Call it in configure only; check status(). Throws bad_alloc.
  Secret secret(std::string_view name) const {
    if (table_ == nullptr || table_->secret_read == nullptr) return Secret(AUTOHEAL_UNSUPPORTED);
    Sink sink{Secret(AUTOHEAL_OK), false};
    const autoheal_status status = table_->secret_read(table_->ctx, to_text(name), &sink, &take_chunk);
    if (sink.out_of_memory) throw std::bad_alloc();
    if (status == AUTOHEAL_OK) return std::move(sink.secret);
    return Secret(status);
  }

  // A host feature by "vendor.name/REVISION": a table that starts with struct_size, or null.
  const void* extension(const char* id) const noexcept {
    if (table_ == nullptr || table_->extension == nullptr) return nullptr;
    return table_->extension(table_->ctx, id);
  }

  const autoheal_host* table() const noexcept { return table_; }

 private:
  struct Sink {
    Secret secret;
    bool out_of_memory;
  };
  static autoheal_status take_chunk(void* to, const void* data, std::size_t size) noexcept {
    Sink& sink = *static_cast<Sink*>(to);
    try {
      sink.secret.append({static_cast<const char*>(data), size});
      return AUTOHEAL_OK;
    } catch (...) {
      sink.out_of_memory = true;
      return AUTOHEAL_OUT_OF_RESOURCES;
    }
  }

  const autoheal_host* table_;
};

// Services without which a plugin cannot work; create is refused with AUTOHEAL_UNSUPPORTED where one is missing.
struct HostNeeds {
  bool log = false;
  bool unix_ns = false;
  bool secret_read = false;
};

// The first needed service that `host` does not offer, or empty.
inline std::string_view missing_service(const Host& host, HostNeeds needs) noexcept {
  const autoheal_host* table = host.table();
  if (needs.log && table->log == nullptr) return "log";
  if (needs.unix_ns && table->unix_ns == nullptr) return "unix_ns";
  if (needs.secret_read && table->secret_read == nullptr) return "secret_read";
  return {};
}

}  // namespace autoheal
