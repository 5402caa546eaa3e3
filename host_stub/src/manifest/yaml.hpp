// YAML to JSON, the careful way; the one file that includes the YAML library. Plain scalars follow YAML 1.2 (only true,
// false, null and numbers are not text). Refused: aliases and anchors, tags, a key twice, more than one document,
// nesting beyond 64. Threads: [any-thread].
#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace autoheal::host {

struct YamlDocument {
  std::shared_ptr<boost::json::value> value;
  std::map<std::string, int, std::less<>> lines;  // JSON pointer -> line, from 1

  int line_of(std::string_view pointer) const;  // of the pointer or of its nearest parent
};

// `what` opens the message. Errc::invalid_argument with the line.
Result<YamlDocument> parse_yaml(std::string_view text, std::string_view what);

}  // namespace autoheal::host
