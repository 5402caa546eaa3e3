// A manifest or settings file in YAML.
#include "manifest/manifest.hpp"
#include "manifest/yaml.hpp"
#include "target.hpp"

#include <boost/json.hpp>

using namespace autoheal::host;

AUTOHEAL_FUZZ_TARGET(host_manifest) {
  const auto manifest = parse_manifest(input, "m.yaml");
  if (manifest.has_value()) {
    AUTOHEAL_CHECK(manifest.value().library.find('/') == std::string::npos);
    AUTOHEAL_CHECK(boost::json::parse(manifest.value().document).is_object());
  } else {
    AUTOHEAL_CHECK(!manifest.error().message.empty());
  }
  const auto document = parse_yaml(input, "It");
  if (!document.has_value()) return;
  for (const auto& [pointer, line] : document.value().lines) AUTOHEAL_CHECK(line >= 1);
}
