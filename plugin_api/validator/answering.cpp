#include "answering.hpp"

#include "process_state.hpp"
#include "upstream.hpp"

#include <boost/json.hpp>

namespace autoheal::validator {

namespace json = boost::json;

bool can_answer(const Sidecar& sidecar, const QuerySample& sample) {
  return sample.local || (!sample.upstream_reply.empty() && !sidecar.upstream_setting.empty());
}

Live create_answering(Context& context, const QuerySample& sample) {
  if (sample.local) return context.create_configured();
  const Sidecar& sidecar = context.sidecar();
  allow_loopback_only();
  Upstream& upstream = Upstream::start();
  upstream.set(Upstream::Mode::answer, make_reply(200, sample.upstream_reply));
  Live live = context.create();
  json::object settings = json::parse(sidecar.settings).as_object();
  settings[sidecar.upstream_setting] = upstream.url();
  require_status(context.configure(live, json::serialize(settings)), AUTOHEAL_OK, "given a loopback upstream");
  return live;
}

}  // namespace autoheal::validator
