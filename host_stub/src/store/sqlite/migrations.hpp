// The schema, as a list of steps; PRAGMA user_version says how many of them a file has seen. Steps are only appended.
#pragma once

#include <span>

namespace autoheal::host {

std::span<const char* const> migrations();  // SQL scripts, the first one makes an empty file version 1

}  // namespace autoheal::host
