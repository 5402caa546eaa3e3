// N: the entry and the table.
#include "context.hpp"

#include <boost/json.hpp>
#include <cstring>
#include <thread>

namespace autoheal::validator {
namespace {

struct Exchange {
  autoheal_status status;
  autoheal_answer answer;
};

Exchange offer(Context& context, std::uint32_t major, std::uint32_t minor,
               std::uint32_t offer_size = sizeof(autoheal_offer)) {
  struct {
    autoheal_offer offer;
    unsigned char junk[64];
  } asked{};
  std::memset(asked.junk, 0x5A, sizeof asked.junk);
  asked.offer.struct_size = offer_size;
  asked.offer.abi_major = major;
  asked.offer.abi_minor = minor;
  asked.offer.host_name = to_text("autoheal-plugin-check");
  asked.offer.host_version = to_text("1.0");
  struct {
    autoheal_answer answer;
    unsigned char canary[64];
  } place{};
  std::memset(place.canary, 0xA5, sizeof place.canary);
  place.answer.struct_size = AUTOHEAL_ANSWER_SIZE_1_0;
  const autoheal_status status = context.entry()(&asked.offer, &place.answer);
  for (const unsigned char byte : place.canary) require(byte == 0xA5, "it wrote behind the answer");
  return {status, place.answer};
}

std::string text_of(autoheal_text text, const char* what) {
  require(is_whole(text) && text.size < 4096 && is_utf8(to_view(text)), std::string(what) + " is not UTF-8 text");
  return std::string(to_view(text));
}

void n1(Context& context) {
  const Exchange made = offer(context, AUTOHEAL_ABI_MAJOR, AUTOHEAL_ABI_MINOR);
  require(made.status == AUTOHEAL_OK, "it answered " + name_of(made.status) + " to an offer of ABI 1.0");
  const IntegrationPlugin* plugin = made.answer.plugin;
  require(plugin != nullptr, "it accepted without handing out a table");
  require(plugin->struct_size >= AUTOHEAL_PLUGIN_SIZE_1_0,
          "its table is smaller (" + std::to_string(plugin->struct_size) + " bytes) than that of 1.0");
  require(plugin->struct_size <= 65536, "its table claims " + std::to_string(plugin->struct_size) + " bytes");
  require(is_id(text_of(plugin->id, "its id")), "its id does not match ^[a-z][a-z0-9_]*$");
  require(!text_of(plugin->version, "its version").empty(), "its version is empty");
  require(made.answer.abi_major_min <= AUTOHEAL_ABI_MAJOR && made.answer.abi_major_max >= AUTOHEAL_ABI_MAJOR,
          "it accepted major 1 and said that it does not speak it");
}

void n2(Context& context) {
  for (const std::uint32_t major : {0u, 2u, 3u, UINT32_MAX}) {
    const Exchange made = offer(context, major, 0);
    const std::string when = "offered major " + std::to_string(major) + ", it ";
    if (made.status == AUTOHEAL_OK && made.answer.plugin != nullptr && made.answer.abi_major_min <= major &&
        made.answer.abi_major_max >= major && major > AUTOHEAL_ABI_MAJOR)
      continue;  // a library may serve several majors
    require(made.status == AUTOHEAL_ABI_MISMATCH, when + "answered " + name_of(made.status));
    require(made.answer.plugin == nullptr, when + "handed out a table all the same");
    require(made.answer.abi_major_min >= 1 && made.answer.abi_major_min <= made.answer.abi_major_max,
            when + "did not say which majors it speaks");
    require(!text_of(made.answer.reason, "its reason").empty(), when + "gave no reason");
  }
}

void n3(Context& context) {
  for (const std::uint32_t minor : {0u, 1u, 1000u, UINT32_MAX}) {
    const Exchange made = offer(context, AUTOHEAL_ABI_MAJOR, minor);
    const bool needs_more = made.answer.host_minor_needed > minor;
    require(needs_more || made.status == AUTOHEAL_OK,
            "a host with minor " + std::to_string(minor) + " is refused with " + name_of(made.status));
  }
}

void n4(Context& context) {  // the canary is behind every answer; here the offer is longer than known, too
  const Exchange made = offer(context, AUTOHEAL_ABI_MAJOR, 7, sizeof(autoheal_offer) + 64);
  require(made.status == AUTOHEAL_OK, "a longer offer is refused with " + name_of(made.status));
  require(made.answer.struct_size == AUTOHEAL_ANSWER_SIZE_1_0, "it changed the answer's struct_size");
}

void n5(Context& context) {
  const IntegrationPlugin* const first = offer(context, AUTOHEAL_ABI_MAJOR, 0).answer.plugin;
  const IntegrationPlugin before = *first;
  std::string fault;
  std::mutex mutex;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread)
    threads.emplace_back([&] {
      try {
        for (int turn = 0; turn < 200; ++turn)
          if (offer(context, AUTOHEAL_ABI_MAJOR, 0).answer.plugin != first) fail("parallel calls give other tables");
      } catch (const Failed& failed) {
        const std::lock_guard lock(mutex);
        fault = failed.message;
      }
    });
  for (std::thread& thread : threads) thread.join();
  require(fault.empty(), fault);
  require(std::memcmp(&before, first, sizeof before) == 0, "the table changes");
}

void n6(Context& context) {
  const IntegrationPlugin& plugin = context.plugin();
  const std::pair<const char*, bool> slots[] = {{"describe", plugin.describe != nullptr},
                                                {"create", plugin.create != nullptr},
                                                {"destroy", plugin.destroy != nullptr},
                                                {"configure", plugin.configure != nullptr},
                                                {"test_connection", plugin.test_connection != nullptr},
                                                {"query", plugin.query != nullptr},
                                                {"extension", plugin.extension != nullptr}};
  for (const auto& [name, present] : slots) require(present, std::string("the required function ") + name + " is NULL");
  const bool described = context.describe().contains("webhook");
  require(described == (plugin.handle_webhook != nullptr),
          described ? "it describes webhooks and has no handle_webhook" : "it has handle_webhook and describes none");
}

}  // namespace

std::vector<Check> negotiation_checks() {
  return {
      {"N1", Level::must, "An offer of ABI 1.0 is accepted with a sound table",
       "Set struct_size to sizeof the table, a lower-case id and a version.", "E1", n1},
      {"N2", Level::must, "An offer of another major is refused with the range, a sentence and no table",
       "Compare abi_major, fill abi_major_min and _max and reason, return ABI_MISMATCH.", "E1", n2},
      {"N3", Level::must, "Every host minor is accepted unless host_minor_needed says otherwise",
       "Do not compare minors; host_minor_needed is 0 unless a newer host is really needed.", "N1", n3},
      {"N4", Level::must, "Only members within struct_size are written, and a longer offer is welcome",
       "Never copy a whole struct over the answer; do not compare struct_size for equality.", "N1", n4},
      {"N5", Level::must, "The entry gives the same table every time, from any thread",
       "Hand out one constant static table.", "N1", n5},
      {"N6", Level::must, "Every required function is there; handle_webhook exactly if webhooks are described",
       "Fill every slot of the table; leave only handle_webhook NULL, for a plugin without webhooks.", "N1", n6},
  };
}

}  // namespace autoheal::validator
