// One fuzz target a file: AUTOHEAL_FUZZ_TARGET(name) { ... uses `input` ... }. Built with -DAUTOHEAL_FUZZ=ON it is a
// libFuzzer program; in the normal build it is a function that the seeds are played through.
// A finding is a crash: check(condition) ends the process with the target's own line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace autoheal::fuzz {

using Target = void (*)(std::string_view input);

struct Registration {
  Registration(const char* name, Target target) noexcept;  // in replay_test.cpp
};

inline void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace autoheal::fuzz

#define AUTOHEAL_CHECK(condition) ::autoheal::fuzz::check((condition), #condition)

#ifdef AUTOHEAL_FUZZING
#define AUTOHEAL_FUZZ_TARGET(name)                                                    \
  static void fuzz_##name(std::string_view input);                                    \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    fuzz_##name({reinterpret_cast<const char*>(data), size});                         \
    return 0;                                                                         \
  }                                                                                   \
  static void fuzz_##name(std::string_view input)
#else
#define AUTOHEAL_FUZZ_TARGET(name)                                                      \
  static void fuzz_##name(std::string_view input);                                      \
  static const ::autoheal::fuzz::Registration registration_##name(#name, &fuzz_##name); \
  static void fuzz_##name(std::string_view input)
#endif
