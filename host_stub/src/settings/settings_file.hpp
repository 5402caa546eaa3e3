// A settings file ("-": standard input): YAML or JSON, one object. A value may be ${env:NAME}; then it is the text of
// that variable. Threads: [any-thread], as long as nobody changes the environment.
#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace autoheal::host {

using Environment = std::function<std::optional<std::string>(const std::string& name)>;
Environment process_environment();

// Errc::io: unreadable or above 256 KiB. Errc::invalid_settings: not YAML or JSON (with the line), not an object, or a
// variable that is not set (with the pointer).
Result<boost::json::object> read_settings_file(const std::filesystem::path& file,
                                               const Environment& environment = process_environment());

}  // namespace autoheal::host
