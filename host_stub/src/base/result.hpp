// Result<T>: a value or an Error. The only file of the host that names the library behind it: use has_value(),
// value(), error(), AH_TRY and AH_TRY_VOID, nothing else. Wrong access throws.
#pragma once

#include "base/error.hpp"

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/throw_bad_result_access.hpp>
#include <boost/outcome/try.hpp>
#include <utility>

namespace autoheal::host {

namespace outcome = BOOST_OUTCOME_V2_NAMESPACE;

template <class T>
using Result = outcome::basic_result<T, Error, outcome::policy::throw_bad_result_access<Error, void>>;

// AH_TRY(auto name, expression): name is the value, or the enclosing function returns the error.
// AH_TRY_VOID(expression): the same for a Result<void>. Both are several statements: brace them after if, for, case.
#define AH_TRY BOOST_OUTCOME_TRY
#define AH_TRY_VOID(expression) BOOST_OUTCOME_TRY(expression)

using outcome::success;

inline auto failure(Error error) { return outcome::failure(std::move(error)); }
inline auto failure(Errc code, std::string message, std::string hint = {}) {
  return outcome::failure(Error::of(code, std::move(message), std::move(hint)));
}

}  // namespace autoheal::host
