// An ABI call as the code below the verbs sees it. Threads: as CallScope.
#pragma once

#include "autoheal/author/call.hpp"
#include "kit/core/call_scope.hpp"

namespace autoheal::kit {

// Borrows the call: the scope is valid until the verb that got the call returns. Throws bad_alloc.
CallScope scope_of(const autoheal::Call& call);

}  // namespace autoheal::kit
