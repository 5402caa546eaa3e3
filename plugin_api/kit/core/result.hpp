// Result<T>: a value or an Error. The only file that names the library behind it, so that std::expected can replace
// it one day: use has_value(), value(), error() and AH_TRY, nothing else. Wrong access throws, and the barrier at
// the ABI turns that into `internal`. Threads: values.
#pragma once

#include "kit/core/error.hpp"

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/throw_bad_result_access.hpp>
#include <boost/outcome/try.hpp>

namespace autoheal::kit {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

template <class T>
using Result = outcome::basic_result<T, Error, outcome::policy::throw_bad_result_access<Error, void>>;

// AH_TRY(auto name, expression): name is the value, or the enclosing function returns the error.
// AH_TRY_VOID(expression): the same for a Result<void>.
#define AH_TRY BOOST_OUTCOME_TRY
#define AH_TRY_VOID(expression) BOOST_OUTCOME_TRY(expression)

using outcome::success;

inline auto failure(Error error) { return outcome::failure(std::move(error)); }
inline auto failure(Errc code, std::string message, std::string hint = {}) {
  return outcome::failure(Error::of(code, std::move(message), std::move(hint)));
}

}  // namespace autoheal::kit
