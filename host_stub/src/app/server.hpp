// run_server: the `serve` command. Both listeners, until the process is asked to stop (SIGINT, SIGTERM).
#pragma once

#include "base/options.hpp"
#include "base/result.hpp"

#include <functional>
#include <string>

namespace autoheal::host {

class Host;

// `ready` is called once, when both listeners are up, with the link that signs a browser in: it holds the admin token,
// so it is for a person's terminal and for no log.
Result<void> run_server(Host& host, const ServeOptions& options,
                        const std::function<void(const std::string& sign_in_link)>& ready);

}  // namespace autoheal::host
