// Libraries that a host must refuse, one per value of HOSTILE. Each keeps the contract but for one thing.
#include "autoheal/plugin_api.h"

#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#define THROWING_CONSTRUCTOR 1
#define CRASHING_CONSTRUCTOR 2
#define HANGING_CONSTRUCTOR 3
#define EXITING_CONSTRUCTOR 4
#define UNRESOLVED_SYMBOL 5
#define OTHER_MAJOR 6
#define MISSING_SLOT 7
#define SECOND_EXPORT 8
#define NO_ENTRY 9
#define ENTRY_IS_DATA 10
#define TINY_TABLE 11
#define NO_TABLE 12
#define CRASH_IN_CREATE 13
#define CRASH_IN_DESCRIBE 14
#define BAD_DESCRIBE 15
#define THROWING_ENTRY 16
#define OTHER_ID 17
#define CRASH_AT_EXIT 18
#define HUGE_TABLE 19
#define MISSING_LIBRARY 20

#if HOSTILE == UNRESOLVED_SYMBOL || HOSTILE == MISSING_LIBRARY
extern "C" void autoheal_nowhere();
#endif

namespace {

#if HOSTILE == THROWING_CONSTRUCTOR
const int g_thrown = [] { return std::getenv("PATH") != nullptr ? throw std::runtime_error{"constructor"} : 1; }();
#elif HOSTILE == CRASHING_CONSTRUCTOR
volatile int* volatile g_nowhere = nullptr;
const int g_crashed = [] { return *g_nowhere; }();
#elif HOSTILE == HANGING_CONSTRUCTOR
const int g_hung = [] { return ::pause(); }();
#elif HOSTILE == EXITING_CONSTRUCTOR
const int g_ended = [] {
  std::exit(0);
  return 0;
}();
#elif HOSTILE == CRASH_AT_EXIT
struct AtExit {
  ~AtExit() { std::abort(); }
} g_at_exit;
#endif

constexpr autoheal_text text(const char* data, std::size_t size) { return {data, size}; }

autoheal_status describe([[maybe_unused]] const autoheal_call* call) {
#if HOSTILE == CRASH_IN_DESCRIBE
  std::abort();
#elif HOSTILE == BAD_DESCRIBE
  const char document[] = R"({"describe_version":1,"id":"hostile"})";
#elif HOSTILE == OTHER_ID
  const char document[] =
      R"({"describe_version":1,"id":"other","name":"Other","version":"1","operations":[],"settings":{"type":"object","additionalProperties":false}})";
#else
  const char document[] =
      R"({"describe_version":1,"id":"hostile","name":"Hostile","version":"1","operations":[],"settings":{"type":"object","additionalProperties":false}})";
#endif
#if HOSTILE != CRASH_IN_DESCRIBE
  return call->write_result(call->ctx, document, sizeof document - 1);
#endif
}
struct Instance {};
autoheal_status create(const autoheal_host*, const autoheal_identity*, const autoheal_call*, autoheal_instance** out) {
#if HOSTILE == CRASH_IN_CREATE
  std::abort();
#endif
  *out = reinterpret_cast<autoheal_instance*>(new Instance);
  return AUTOHEAL_OK;
}
void destroy(autoheal_instance* instance) { delete reinterpret_cast<Instance*>(instance); }
autoheal_status configure(autoheal_instance*, autoheal_text, const autoheal_call*) { return AUTOHEAL_OK; }
[[maybe_unused]] autoheal_status test(autoheal_instance*, const autoheal_call*) { return AUTOHEAL_INTERNAL; }
autoheal_status query(autoheal_instance*, autoheal_text, autoheal_text, const autoheal_call*) {
  return AUTOHEAL_INTERNAL;
}
const void* extension(const char*) { return nullptr; }

[[maybe_unused]] const IntegrationPlugin kTable {
#if HOSTILE == TINY_TABLE
  16,
#elif HOSTILE == HUGE_TABLE
  0xFFFFFFFFU,
#else
  sizeof(IntegrationPlugin),
#endif
      0,
#if HOSTILE == OTHER_ID
      text("other", 5),
#else
      text("hostile", 7),
#endif
      text("1", 1), describe, create, destroy, configure,
#if HOSTILE == MISSING_SLOT
      nullptr,
#else
      test,
#endif
      query, nullptr, extension
};

}  // namespace

#if HOSTILE == ENTRY_IS_DATA
extern "C" AUTOHEAL_EXPORT int autoheal_integration_entry_data asm("autoheal_integration_entry");
int autoheal_integration_entry_data = 1;
#elif HOSTILE != NO_ENTRY
autoheal_status autoheal_integration_entry(const autoheal_offer*, autoheal_answer* answer) {
#if HOSTILE == THROWING_ENTRY
  throw std::runtime_error{"entry"};
#elif HOSTILE == UNRESOLVED_SYMBOL || HOSTILE == MISSING_LIBRARY
  autoheal_nowhere();
#endif
#if HOSTILE == OTHER_MAJOR
  answer->abi_major_min = 2;
  answer->abi_major_max = 3;
  answer->reason = text("Too old.", 8);
  return AUTOHEAL_ABI_MISMATCH;
#else
  answer->abi_major_min = 1;
  answer->abi_major_max = 1;
#if HOSTILE != NO_TABLE
  answer->plugin = &kTable;
#endif
  return AUTOHEAL_OK;
#endif
}
#endif

#if HOSTILE == SECOND_EXPORT
extern "C" AUTOHEAL_EXPORT void autoheal_second() {}
#endif
