#include "plugin/asker.hpp"

#include <boost/json.hpp>

namespace autoheal::host {

namespace json = boost::json;

Asker Asker::person() { return {Caller::person, R"({"kind":"person"})"}; }

Asker Asker::agent(std::string_view name) {
  json::object actor{{"kind", "agent"}};
  if (!name.empty()) {
    actor["id"] = name;
    actor["name"] = name;
  }
  return {Caller::agent, json::serialize(actor)};
}

Asker Asker::nobody() { return {Caller::background, R"({"kind":"host"})"}; }

}  // namespace autoheal::host
