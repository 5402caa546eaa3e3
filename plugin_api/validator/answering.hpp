// Instances whose sample queries succeed: without an upstream, or with a loopback one that gives the sidecar's reply.
// Threads: as Context.
#pragma once

#include "context.hpp"

namespace autoheal::validator {

// Whether the sidecar holds what an answer to that query needs.
bool can_answer(const Sidecar& sidecar, const QuerySample& sample);

// Configured, and able to answer that query, for which can_answer must be true. With an upstream, the process may from
// now on connect to loopback only. Fails the check if configure does.
Live create_answering(Context& context, const QuerySample& sample);

}  // namespace autoheal::validator
