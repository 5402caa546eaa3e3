// Functions that stand before those of the C library, so that a plugin's use of them is seen: the program exports them
// (see CMakeLists.txt) and the dynamic linker binds a plugin and its libraries to these.
#include "process_state.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <dlfcn.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define AUTOHEAL_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AUTOHEAL_SANITIZED 1
#endif
#endif

namespace {

std::atomic<bool> network_forbidden = false;
std::atomic<bool> loopback_only = false;
std::atomic<unsigned> attempts = 0;
std::atomic<std::uint64_t> allocations_left = 0;  // 0: none fails
std::atomic<bool> one_failed = false;
std::atomic<std::int64_t> live = 0;
thread_local int own_allocations = 0;

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) int socket(int domain, int type, int protocol) {
  if (network_forbidden && domain != AF_UNIX && domain != AF_NETLINK) {
    ++attempts;
    errno = ENETUNREACH;
    return -1;
  }
  static auto* const real = next<int(int, int, int)>("socket");
  return real(domain, type, protocol);
}

__attribute__((visibility("default"))) int connect(int descriptor, const sockaddr* address, socklen_t size) {
  const bool is_ip = address != nullptr && address->sa_family == AF_INET && size >= sizeof(sockaddr_in);
  const bool is_loopback =
      is_ip && (ntohl(reinterpret_cast<const sockaddr_in*>(address)->sin_addr.s_addr) >> 24) == 127;
  if (loopback_only && !is_loopback && address != nullptr && address->sa_family != AF_UNIX) {
    ++attempts;
    errno = ENETUNREACH;
    return -1;
  }
  static auto* const real = next<int(int, const sockaddr*, socklen_t)>("connect");
  return real(descriptor, address, size);
}

__attribute__((visibility("default"))) int getaddrinfo(const char* node, const char* service, const addrinfo* hints,
                                                       addrinfo** result) {
  if ((network_forbidden || loopback_only) && !(hints != nullptr && (hints->ai_flags & AI_NUMERICHOST) != 0)) {
    ++attempts;
    return EAI_AGAIN;
  }
  static auto* const real = next<int(const char*, const char*, const addrinfo*, addrinfo**)>("getaddrinfo");
  return real(node, service, hints, result);
}

#ifndef AUTOHEAL_SANITIZED
// glibc's own names for its allocator; its manual allows replacing malloc as a whole.
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);

static bool refuses() {
  if (allocations_left.load(std::memory_order_relaxed) == 0 || own_allocations != 0) return false;
  if (allocations_left.fetch_sub(1) != 1) return false;
  one_failed = true;
  errno = ENOMEM;
  return true;
}
static void* counted(void* memory) {
  if (memory != nullptr)
    live.fetch_add(static_cast<std::int64_t>(::malloc_usable_size(memory)), std::memory_order_relaxed);
  return memory;
}
static void uncounted(void* memory) {
  if (memory != nullptr)
    live.fetch_sub(static_cast<std::int64_t>(::malloc_usable_size(memory)), std::memory_order_relaxed);
}

__attribute__((visibility("default"))) void* malloc(std::size_t size) {
  return refuses() ? nullptr : counted(__libc_malloc(size));
}
__attribute__((visibility("default"))) void* calloc(std::size_t count, std::size_t size) {
  return refuses() ? nullptr : counted(__libc_calloc(count, size));
}
__attribute__((visibility("default"))) void* realloc(void* memory, std::size_t size) {
  if (refuses()) return nullptr;
  uncounted(memory);
  void* const moved = __libc_realloc(memory, size);
  if (moved == nullptr && size != 0) counted(memory);  // the old one lives on
  return counted(moved);
}
__attribute__((visibility("default"))) void* memalign(std::size_t alignment, std::size_t size) {
  return refuses() ? nullptr : counted(__libc_memalign(alignment, size));
}
__attribute__((visibility("default"))) void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return memalign(alignment, size);
}
__attribute__((visibility("default"))) int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  *memory = memalign(alignment, size);
  return *memory == nullptr ? ENOMEM : 0;
}
__attribute__((visibility("default"))) void free(void* memory) {
  uncounted(memory);
  __libc_free(memory);
}
#endif

}  // extern "C"

namespace autoheal::validator {

void forbid_network() { network_forbidden = true; }
void allow_network() { network_forbidden = loopback_only = false; }
void allow_loopback_only() { loopback_only = true; }
unsigned network_attempts() { return attempts; }

void fail_allocation(std::uint64_t nth) {
  one_failed = false;
  allocations_left = nth;
}
void stop_failing() { allocations_left = 0; }
bool allocation_failed() { return one_failed; }
std::int64_t live_bytes() { return live; }
OwnAllocations::OwnAllocations() { ++own_allocations; }
OwnAllocations::~OwnAllocations() { --own_allocations; }

bool can_watch_allocations() {
#ifdef AUTOHEAL_SANITIZED
  return false;
#else
  return true;
#endif
}

}  // namespace autoheal::validator
