#include "plugin/plugin.hpp"

AUTOHEAL_EXPORT_PLUGIN(autoheal::pagerduty::Plugin)
