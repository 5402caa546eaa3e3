// Stands in until the listeners are in this program; whoever defines run_server removes this file.
#include "services/server.hpp"

namespace autoheal::host {

Result<void> run_server(Host&, const ServeOptions&) {
  return failure(Errc::unsupported, "This build has no server.", "Use the other commands.");
}

}  // namespace autoheal::host
