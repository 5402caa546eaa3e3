#include "api/untrusted.hpp"

#include "kit/text/untrusted.hpp"
#include "model/incident.hpp"
#include "model/link.hpp"

#include <algorithm>

namespace autoheal::pagerduty::api {
namespace {

kit::Reference cleaned(kit::Reference reference) {
  reference.summary = kit::untrusted(reference.summary, kit::Lines::one, model::kMaxNameBytes);
  reference.html_url = model::checked_link(reference.html_url);
  return reference;
}

}  // namespace

std::string read_text(const kit::JsonReader& reader, std::string_view key, kit::Lines lines, std::size_t max_bytes) {
  return kit::untrusted(reader.text_or(key), lines, max_bytes);
}

kit::Reference read_reference(const kit::JsonReader& reader, std::string_view key) {
  auto found = reader.optional_reference(key);
  return found ? cleaned(std::move(*found)) : kit::Reference{};
}

std::vector<kit::Reference> read_references(const kit::JsonReader& reader, std::string_view key) {
  std::vector<kit::Reference> out = reader.references(key);
  std::transform(out.begin(), out.end(), out.begin(), cleaned);
  return out;
}

kit::Reference read_self(const kit::JsonReader& reader) { return cleaned(reader.self_reference()); }

}  // namespace autoheal::pagerduty::api
