// A host of the raw C header that remembers everything, and can be made to misbehave or to fall silent for ever.
// Threads: its C functions are [any-thread]; the C++ members belong to the thread of the check.
// Ownership: Context keeps TestHost and TestCall, so that a late use by a plugin is seen and is not a crash.
#pragma once

#include "autoheal/abi.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::validator {

class TestHost {
 public:
  TestHost();
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  const autoheal_host* table() const { return &memory_.table; }
  autoheal_host& mutable_table() { return memory_.table; }
  bool canary_intact() const;

  void set_secrets(std::map<std::string, std::string> secrets);
  // From now on every use is a breach: the instance is gone.
  void retire() { retired_ = true; }
  unsigned uses_after_retirement() const { return late_uses_; }
  std::string logged() const;       // all messages and fields
  std::string first_fault() const;  // a log line that was no UTF-8 text, or empty

 private:
  static TestHost& self(void* ctx);

  struct {
    autoheal_host table;
    unsigned char canary[64];  // junk behind the struct: a reader must not mistake it for later members
  } memory_{};
  mutable std::mutex mutex_;
  std::map<std::string, std::string> secrets_;
  std::string log_, fault_;
  std::atomic<bool> retired_ = false;
  std::atomic<unsigned> late_uses_ = 0;
};

// The identity that every instance of a check is made with.
autoheal_identity test_identity();

struct CallSetup {
  std::chrono::milliseconds time = std::chrono::seconds(20);  // until the deadline; negative: already past
  bool offers_descriptor = true;
  std::size_t refuse_result_after = SIZE_MAX;  // bytes
  std::size_t refuse_error_after = SIZE_MAX;
  autoheal_status refusal = AUTOHEAL_RESULT_TOO_LARGE;
  std::uint64_t max_result_bytes = 0;  // told to the plugin; 0: the contract's own
  std::uint32_t caller = AUTOHEAL_CALLER_PERSON;
  std::string_view actor = {};
  std::string_view idempotency_key = {};
};

class TestCall {
 public:
  explicit TestCall(CallSetup setup = {});
  ~TestCall();
  TestCall(const TestCall&) = delete;
  TestCall& operator=(const TestCall&) = delete;

  const autoheal_call* table() const { return &memory_.table; }
  autoheal_call& mutable_table() { return memory_.table; }
  void cancel();
  // The call returned: from now on every use is a breach.
  void retire();

  std::string result() const;
  std::string error() const;
  std::string progress() const;
  bool was_refused() const { return refused_; }
  std::string fault() const;  // the first breach that was seen, in words; empty: none

 private:
  static TestCall& self(void* ctx);
  autoheal_status take(std::string& into, std::size_t most, const void* data, std::size_t size);
  bool takes_no_error() const { return error_refused_ || (refused_ && setup_.refusal != AUTOHEAL_RESULT_TOO_LARGE); }
  void note(const char* fault);

  struct {
    autoheal_call table;
    unsigned char canary[64];
  } memory_{};
  CallSetup setup_;
  std::chrono::steady_clock::time_point deadline_;
  int descriptor_ = -1;
  mutable std::mutex mutex_;
  std::string result_, error_, progress_, fault_;
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> refused_ = false;        // by either writer
  std::atomic<bool> error_refused_ = false;  // nothing more may be written at all
  std::atomic<bool> retired_ = false;
};

}  // namespace autoheal::validator
