#include "model/link.hpp"

#include "kit/text/text.hpp"

namespace autoheal::pagerduty::model {

std::string checked_link(std::string_view url) { return kit::checked_link(url, "pagerduty.com"); }

}  // namespace autoheal::pagerduty::model
