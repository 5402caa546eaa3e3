/* The contract's header alone, and the released layout against it. tests/contract/header_check.sh compiles this as C
 * and as C++, in every standard and with both compilers; it contains no code. */
#include "autoheal/plugin_api.h"
#include "contract/abi_v1_layout.h"

#include <assert.h> /* static_assert in C11 */

#ifdef __cplusplus
#include <type_traits>
#define SAME_TYPE(type, name, what) static_assert(std::is_same<decltype(type::name), what>::value, #type "." #name);
#else
/* A pointer to the member's type, matched without decay or promotion. */
#define SAME_TYPE(type, name, what) \
  static_assert(_Generic(&((type*)0)->name, __typeof__(what)* : 1, default : 0), #type "." #name);
#endif

#define CHECK_NUMBER(name, value) static_assert((name) == (value), #name);
#define CHECK_SIZE(type, bytes) static_assert(sizeof(type) >= (bytes), #type);
#define CHECK_FROZEN(type, bytes) static_assert(sizeof(type) == (bytes), #type);
#define CHECK_MEMBER(type, name, offset, what)                      \
  static_assert(offsetof(type, name) == (offset), #type "." #name); \
  SAME_TYPE(type, name, what)

AUTOHEAL_V1_0_NUMBERS(CHECK_NUMBER)
AUTOHEAL_V1_0_STRUCTS(CHECK_SIZE, CHECK_FROZEN, CHECK_MEMBER)

#if AUTOHEAL_ABI_MINOR == 0
#define CHECK_EXACT(type, bytes) static_assert(sizeof(type) == (bytes), #type " grew without a new minor");
#define CHECK_NOTHING(...)
AUTOHEAL_V1_0_STRUCTS(CHECK_EXACT, CHECK_EXACT, CHECK_NOTHING)
#endif

static_assert(sizeof(AUTOHEAL_ENTRY_SYMBOL) == sizeof("autoheal_integration_entry"), "the entry's name is for ever");
