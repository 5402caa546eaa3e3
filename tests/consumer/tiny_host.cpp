// The smallest host there can be, with the installed host layer: loads a plugin, configures it, asks one question.
//   tiny_host PLUGIN.so SETTINGS OPERATION
#include "autoheal/plugin_client.hpp"

#include <dlfcn.h>
#include <iostream>

namespace {

namespace client = autoheal::client;

class Services : public client::HostServices {
 public:
  void log(std::int32_t, std::string_view message, std::string_view) override { std::cerr << message << '\n'; }
  autoheal_status read_secret(std::string_view, const Give&) override { return AUTOHEAL_NOT_FOUND; }
};

int complain(std::string_view what) {
  std::cerr << what << '\n';
  return 1;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return complain("usage: tiny_host PLUGIN.so SETTINGS OPERATION");
  void* library = dlopen(words[1], RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) return complain(dlerror());
  const auto entry = reinterpret_cast<client::EntryFunction>(dlsym(library, AUTOHEAL_ENTRY_SYMBOL));
  const auto negotiated = client::negotiate(entry, "tiny-host", "1.0");
  if (const auto* refusal = std::get_if<client::Refusal>(&negotiated)) return complain(refusal->sentence);
  Services services;
  const auto made = client::Instance::create(std::get<client::Plugin>(negotiated), services.table(), {"mine-1", "mine"},
                                             {}, [](const client::Breach& breach) { complain(breach.message); });
  if (const auto* outcome = std::get_if<client::Outcome>(&made)) return complain(outcome->document);
  const auto instance = std::get<0>(made);
  const client::Outcome configured = instance->configure(words[2], {});
  if (configured.status != AUTOHEAL_OK) return complain(configured.document);
  const client::Outcome answer = instance->query(words[3], "{}", {});
  (answer.status == AUTOHEAL_OK ? std::cout : std::cerr) << answer.document << '\n';
  return answer.status == AUTOHEAL_OK ? 0 : 1;
}
