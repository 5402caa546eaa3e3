#include "api/pagerduty_service.hpp"

#include "api/api_error.hpp"
#include "model/region.hpp"

namespace autoheal::pagerduty::api {

const kit::http::Service kPagerDuty{.name = "PagerDuty",
                                    .user_agent = "autoheal-pagerduty/" AUTOHEAL_PAGERDUTY_VERSION,
                                    .accept = "application/vnd.pagerduty+json;version=2",
                                    .public_origins = model::kOrigins,
                                    .error_of_reply = error_of_reply};

}  // namespace autoheal::pagerduty::api
