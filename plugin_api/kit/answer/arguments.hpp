// The arguments of one call, checked against the operation's parameters: closed, typed, with one problem per mistake.
// Threads: a value; one call, one thread.
#pragma once

#include "kit/answer/operation.hpp"
#include "kit/core/result.hpp"

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>
#include <vector>

namespace autoheal::kit {

inline constexpr std::int64_t kDefaultMaxBytes = 16'384;
inline constexpr std::int64_t kLeastMaxBytes = 2'048;
inline constexpr std::int64_t kMostMaxBytes = 262'144;
inline constexpr std::int64_t kHostMaxBytes = 64 * 1'024 * 1'024;  // a host is no context window
inline constexpr std::int64_t kMostRows = 1'000;

class Arguments {
 public:
  // json: an object, or empty text for none. A null member counts as absent. Errors: invalid_argument.
  static Result<Arguments> parse(const Operation& operation, std::string_view json);

  bool has(std::string_view name) const;
  std::string_view text(std::string_view name) const;  // empty if absent, or no text; lives as long as this
  std::optional<std::int64_t> integer(std::string_view name) const;
  std::vector<std::string_view> list(std::string_view name) const;

  // Whether a row with that value is wanted: the list names it, or there is no such list.
  bool admits(std::string_view name, std::string_view value) const;

  const boost::json::object& json() const { return values_; }

 private:
  boost::json::object values_;
};

// The candidate that a mistyped word most likely means; empty if none is near.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace autoheal::kit
