#include "host.hpp"

#include "process_state.hpp"

#include <algorithm>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace autoheal::validator {
namespace {

constexpr unsigned char kCanary = 0xA5;

template <std::size_t size>
bool is_canary(const unsigned char (&bytes)[size]) {
  return std::all_of(std::begin(bytes), std::end(bytes), [](unsigned char byte) { return byte == kCanary; });
}

}  // namespace

TestHost& TestHost::self(void* ctx) {
  TestHost& host = *static_cast<TestHost*>(ctx);
  if (host.retired_) ++host.late_uses_;
  return host;
}

TestHost::TestHost() {
  std::fill(std::begin(memory_.canary), std::end(memory_.canary), kCanary);
  autoheal_host& table = memory_.table;
  table.struct_size = sizeof table;
  table.abi_minor = AUTOHEAL_ABI_MINOR;
  table.ctx = this;
  table.log = [](void* ctx, std::int32_t, autoheal_text message, autoheal_text fields) {
    const OwnAllocations own;
    TestHost& host = self(ctx);
    const std::lock_guard lock(host.mutex_);
    for (const autoheal_text text : {message, fields}) {
      if (!is_whole(text) || !is_utf8(to_view(text))) host.fault_ = "a log line is not UTF-8 text";
      host.log_.append(to_view(text)) += '\n';
    }
  };
  table.unix_ns = [](void* ctx) -> std::int64_t {
    self(ctx);
    return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  };
  table.secret_read = [](void* ctx, autoheal_text name, void* sink, autoheal_write_fn write) -> autoheal_status {
    TestHost& host = self(ctx);
    std::string value;
    {
      const OwnAllocations own;
      const std::lock_guard lock(host.mutex_);
      const auto found = host.secrets_.find(std::string(to_view(name)));
      if (found == host.secrets_.end()) return AUTOHEAL_NOT_FOUND;
      value = found->second;
    }
    const std::size_t half = value.size() / 2;  // two chunks: they must concatenate
    const autoheal_status written = write(sink, value.data(), half);
    return written != AUTOHEAL_OK ? written : write(sink, value.data() + half, value.size() - half);
  };
  table.extension = [](void* ctx, const char*) -> const void* {
    self(ctx);
    return nullptr;
  };
}

bool TestHost::canary_intact() const { return is_canary(memory_.canary); }

void TestHost::set_secrets(std::map<std::string, std::string> secrets) {
  const std::lock_guard lock(mutex_);
  secrets_ = std::move(secrets);
}

std::string TestHost::logged() const {
  const std::lock_guard lock(mutex_);
  return log_;
}

std::string TestHost::first_fault() const {
  const std::lock_guard lock(mutex_);
  return fault_;
}

autoheal_identity test_identity() {
  autoheal_identity identity{};
  identity.struct_size = sizeof identity;
  identity.id = to_text("check-1");
  identity.label = to_text("check");
  return identity;
}

TestCall& TestCall::self(void* ctx) {
  TestCall& call = *static_cast<TestCall*>(ctx);
  if (call.retired_) call.note("the call was used after it had returned");
  return call;
}

TestCall::TestCall(CallSetup setup)
    : setup_(setup), deadline_(std::chrono::steady_clock::now() + setup.time), descriptor_(::eventfd(0, EFD_CLOEXEC)) {
  std::fill(std::begin(memory_.canary), std::end(memory_.canary), kCanary);
  autoheal_call& table = memory_.table;
  table.struct_size = sizeof table;
  table.cancel_fd = setup_.offers_descriptor ? descriptor_ : -1;
  table.ctx = this;
  table.deadline_ns = static_cast<std::uint64_t>(std::chrono::nanoseconds(deadline_.time_since_epoch()).count());
  table.max_result_bytes = setup_.max_result_bytes;
  table.caller = setup_.caller;
  table.actor = to_text(setup_.actor);
  table.idempotency_key = to_text(setup_.idempotency_key);
  table.is_cancelled = [](void* ctx) -> std::int32_t {
    const TestCall& call = self(ctx);
    return call.cancelled_ || std::chrono::steady_clock::now() >= call.deadline_ ? 1 : 0;
  };
  table.progress = [](void* ctx, std::uint32_t permyriad, autoheal_text message) {
    TestCall& call = self(ctx);
    if (permyriad > 10000 && permyriad != AUTOHEAL_PROGRESS_UNKNOWN) call.note("progress went beyond 10000");
    if (!is_whole(message) || !is_utf8(to_view(message))) return call.note("a progress message is not UTF-8 text");
    const OwnAllocations own;
    const std::lock_guard lock(call.mutex_);
    call.progress_.append(to_view(message)) += '\n';
  };
  table.write_result = [](void* ctx, const void* data, std::size_t size) {
    TestCall& call = self(ctx);
    if (call.refused_) call.note("the plugin went on writing after a writer had refused");
    return call.take(call.result_, call.refused_ ? 0 : call.setup_.refuse_result_after, data, size);
  };
  table.write_error = [](void* ctx, const void* data, std::size_t size) {
    TestCall& call = self(ctx);
    const bool closed = call.takes_no_error();
    if (closed) call.note("the plugin went on writing after a writer had refused");
    const autoheal_status taken = call.take(call.error_, closed ? 0 : call.setup_.refuse_error_after, data, size);
    if (taken != AUTOHEAL_OK) call.error_refused_ = true;
    return taken;
  };
}

TestCall::~TestCall() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

autoheal_status TestCall::take(std::string& into, std::size_t most, const void* data, std::size_t size) {
  const OwnAllocations own;
  if (data == nullptr && size != 0) note("the plugin wrote bytes from nowhere");
  const std::lock_guard lock(mutex_);
  if (data == nullptr || size > most - std::min(most, into.size())) {
    if (size != 0) refused_ = true;
    return size != 0 ? setup_.refusal : AUTOHEAL_OK;
  }
  into.append(static_cast<const char*>(data), size);
  return AUTOHEAL_OK;
}

void TestCall::cancel() {
  cancelled_ = true;
  const std::uint64_t one = 1;
  if (descriptor_ >= 0 && ::write(descriptor_, &one, sizeof one) < 0) note("the plugin closed the cancel descriptor");
}

void TestCall::retire() {
  // At once: later the number may stand for another descriptor.
  pollfd state{descriptor_, POLLIN, 0};
  if (descriptor_ >= 0 && (::poll(&state, 1, 0) < 0 || (state.revents & POLLNVAL) != 0)) {
    note("the plugin closed the cancel descriptor");
    descriptor_ = -1;
  }
  retired_ = true;
}

void TestCall::note(const char* fault) {
  const OwnAllocations own;
  const std::lock_guard lock(mutex_);
  if (fault_.empty()) fault_ = fault;
}

std::string TestCall::result() const {
  const std::lock_guard lock(mutex_);
  return result_;
}
std::string TestCall::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}
std::string TestCall::progress() const {
  const std::lock_guard lock(mutex_);
  return progress_;
}

std::string TestCall::fault() const {
  {
    const std::lock_guard lock(mutex_);
    if (!fault_.empty()) return fault_;
  }
  if (!is_canary(memory_.canary)) return "the plugin wrote behind the call struct";
  pollfd state{descriptor_, POLLIN, 0};
  if (cancelled_ && ::poll(&state, 1, 0) >= 0 && (state.revents & POLLIN) == 0)
    return "the plugin read from the cancel descriptor";
  return {};
}

}  // namespace autoheal::validator
