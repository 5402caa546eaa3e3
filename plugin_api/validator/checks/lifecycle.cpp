// L: create to destroy.
#include "context.hpp"
#include "process_state.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <thread>

namespace autoheal::validator {
namespace {

std::string sample_settings(Context& context) { return context.has_sidecar() ? context.sidecar().settings : "{}"; }

void l1(Context& context) {
  const std::string settings = sample_settings(context);
  const auto round = [&] {
    { context.configure(context.create(), settings); }
    context.forget_recorded();
  };
  for (int warm = 0; warm < 10; ++warm) round();  // caches, lazily bound tables
  const std::size_t threads = count_threads(), descriptors = count_descriptors();
  const std::int64_t bytes = live_bytes();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  int rounds = 0;
  for (; rounds < 990 && (rounds < 20 || std::chrono::steady_clock::now() < until); ++rounds) round();
  const std::string after = std::to_string(rounds) + " instances left ";
  require(threads_fall_to(threads), after + std::to_string(count_threads() - threads) + " threads behind");
  require(count_descriptors() <= descriptors,
          after + std::to_string(count_descriptors() - descriptors) + " descriptors open");
  const std::int64_t grown = live_bytes() - bytes;
  require(!can_watch_allocations() || grown < 16 * 1024, after + std::to_string(grown) + " bytes behind");
}

void l2(Context& context) {
  const Live configured = context.create_configured();
  const Live other = context.create();
  require_status(context.query(other, "no_such_operation", "{}"), AUTOHEAL_INVALID_STATE,
                 "on an instance that was never configured, while another one was");
  context.configure(other, "{\"no_such_setting\":true}");
  const Answer answer = context.query(configured, "no_such_operation", "{}");
  require_status(answer, AUTOHEAL_UNSUPPORTED, "after another instance had refused its settings");
}

void l3(Context& context) {
  TestHost& host = context.new_host();
  host.mutable_table().secret_read = nullptr;
  host.mutable_table().extension = nullptr;
  TestCall& call = context.new_call();
  autoheal_instance* out = nullptr;
  const autoheal_identity identity = test_identity();
  const IntegrationPlugin& plugin = context.plugin();
  const autoheal_status status = plugin.create(host.table(), &identity, call.table(), &out);
  call.retire();
  if (status == AUTOHEAL_OK) {
    require(out != nullptr, "create returned OK without an instance");
    plugin.destroy(out);
    return;
  }
  require(out == nullptr, "create failed and left something in *out");
  require(status == AUTOHEAL_UNSUPPORTED, "without the secret service, create failed with " + name_of(status));
  parse_object(call.error(), "the error document of create");
}

void l4(Context& context) {
  { const Live never_configured = context.create(); }
  {
    const Live live = context.create();
    context.configure(live, "[");
  }
  {
    const Live live = context.create();
    context.configure(live, sample_settings(context));
    context.query(live, "no_such_operation", "{}");
  }
  context.plugin().destroy(nullptr);
}

void l5(Context& context) {
  const std::size_t threads = count_threads();
  TestHost& host = context.new_host();
  std::vector<Answer> answers = context.tour(host);
  const std::size_t after = count_threads();
  require(threads_fall_to(threads), std::to_string(after - threads) + " threads went on after destroy");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  require(host.uses_after_retirement() == 0,
          "a host service was called " + std::to_string(host.uses_after_retirement()) + " times after destroy");
}

void l6(Context& context) {
  forbid_network();
  const Live live = context.create();
  require_status(context.test_connection(live), AUTOHEAL_INVALID_STATE, "before configure");
  require_status(context.query(live, "no_such_operation", "{}"), AUTOHEAL_INVALID_STATE, "before configure");
  for (const boost::json::value& operation : context.describe().at("operations").as_array()) {
    const std::string name(operation.at("name").as_string());
    require_status(context.query(live, name, "{}"), AUTOHEAL_INVALID_STATE, "before configure");
  }
  if (context.plugin().handle_webhook != nullptr)
    require_status(context.handle_webhook(live, {}, "{}"), AUTOHEAL_INVALID_STATE, "before configure");
  require(network_attempts() == 0, "it uses the network before configure");
}

void l7(Context& context) {
  std::optional<Live> live;
  std::string fault;
  const auto elsewhere = [&](auto&& body) {
    std::thread([&] {
      try {
        body();
      } catch (const Failed& failed) {
        fault = failed.message;
      }
    }).join();
    require(fault.empty(), fault);
  };
  elsewhere([&] { live.emplace(context.create()); });
  elsewhere([&] { context.configure(*live, sample_settings(context)); });
  elsewhere([&] { context.query(*live, "no_such_operation", "{}"); });
  elsewhere([&] { live->destroy(); });
}

void l8(Context& context) {
  const IntegrationPlugin& plugin = context.plugin();
  for (const std::string& id : {std::string(), std::string("an.id_with-1"), std::string(64, 'x')}) {
    TestHost& host = context.new_host();
    std::string label(40, 'l'), kept_id = id;
    autoheal_identity identity = test_identity();
    identity.id = to_text(kept_id);
    identity.label = to_text(label);
    TestCall& call = context.new_call();
    autoheal_instance* instance = nullptr;
    const autoheal_status status = plugin.create(host.table(), &identity, call.table(), &instance);
    call.retire();
    require(status == AUTOHEAL_OK && instance != nullptr,
            "create refuses an identity with " + std::to_string(id.size()) + " characters of id: " + name_of(status));
    const Live live(plugin, instance, host);
    std::fill(label.begin(), label.end(), '\xFF');  // the views ended with create: what is kept of them is a copy
    std::fill(kept_id.begin(), kept_id.end(), '\xFF');
    context.configure(live, sample_settings(context));
    context.query(live, "no_such_operation", "{}");
    require(host.first_fault().empty(), "it goes on using the identity after create: " + host.first_fault());
  }
}

}  // namespace

std::vector<Check> lifecycle_checks() {
  return {
      {"L1", Level::must, "A thousand instances leave no memory, descriptor or thread behind",
       "Free in destroy whatever create and configure made.", "N6", l1},
      {"L2", Level::must, "Instances share neither settings nor state nor errors",
       "Keep no state outside the instance.", "C1", l2},
      {"L3", Level::must, "A create that misses a host service fails cleanly or does without it",
       "Return UNSUPPORTED with an error document and leave *out NULL.", "N6", l3},
      {"L4", Level::must, "destroy works in every state, and for NULL", "Do not assume that configure ever succeeded.",
       "N6", l4},
      {"L5", Level::must, "When destroy has returned, no thread runs and no host service is called",
       "Join every thread that the instance started.", "N6", l5},
      {"L6", Level::must, "Before the first configure every verb answers INVALID_STATE, without network",
       "Check for settings first, in every verb.", "D1", l6},
      {"L7", Level::should, "create, use and destroy may each be on another thread",
       "Keep nothing of an instance in thread-local storage.", "N6", l7},
      {"L8", Level::must, "create takes every identity of the contract, and copies what it keeps of it",
       "An empty id is an instance for a try; id and label are views that end with create.", "N6", l8},
  };
}

}  // namespace autoheal::validator
