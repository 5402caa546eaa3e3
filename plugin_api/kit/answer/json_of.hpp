// Small pieces of the documents that several operations write alike. Texts are written as they are: clean them when
// they are read (text/text.hpp). Threads: pure functions, [any-thread].
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/reference.hpp"
#include "kit/time/time_zone.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

boost::json::object json_of(const Reference& reference);  // {id, name}
boost::json::array json_of(const std::vector<Reference>& references);

// Members that are left out when there is nothing to say.
void put(boost::json::object& out, std::string_view key, const std::string& text);
void put(boost::json::object& out, std::string_view key, const std::optional<UtcTime>& time);
void put(boost::json::object& out, std::string_view key, const Reference& reference);
void put(boost::json::object& out, std::string_view key, const std::vector<Reference>& references);

// One more of that key in an object of counts: {"high": 2}.
void count_one(boost::json::object& counts, std::string_view key);

}  // namespace autoheal::kit
