// The C++ host layer: from an entry function to judged outcomes. Header only, standard library and Linux' eventfd.
//
//   auto negotiated = client::negotiate(entry, "my-host", "1.4");
//   if (auto* refusal = std::get_if<client::Refusal>(&negotiated)) return complain(refusal->sentence);
//   const auto& plugin = std::get<client::Plugin>(negotiated);
//   auto made = client::Instance::create(plugin, services.table(), {"i-17", "payments"}, {}, on_breach);
//   auto instance = std::get<std::shared_ptr<client::Instance>>(made);
//   instance->configure(R"({"region":"eu"})", {});
//   auto cancel = std::make_shared<client::CancelSource>();    // cancel->cancel() from any thread
//   auto outcome = instance->query("who_is_on_call", "{}", {.deadline = client::Steady::now() + 10s, .cancel =
//   cancel});
//
// Loading the file is the host's own business (now + local + nodelete, never deepbind). Everything a plugin answers is
// checked; a breach of contract goes to the OnBreach handler with the requirement's number and reads as INTERNAL.
#pragma once

#include "autoheal/client/breach.hpp"
#include "autoheal/client/call_context.hpp"
#include "autoheal/client/instance.hpp"
#include "autoheal/client/negotiate.hpp"
#include "autoheal/client/outcome.hpp"
#include "autoheal/client/services.hpp"
#include "autoheal/sender_reply.hpp"
