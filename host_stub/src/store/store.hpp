// Store: what the host keeps between two starts, one narrow repository per subject. Nothing outside this room knows
// which database is behind it; store/sqlite holds the one backend there is.
//
// Promises of every backend
//   Durable   A change that returned without an error survives a crash of the machine.
//   Fresh     A read sees every change that returned before it began, whichever thread or process made it.
//   Apart     A read never waits for a write, nor for another read. A write may wait for another write: Errc::busy
//             after five seconds.
//   Whole     A call's changes happen together or not at all.
//   Order     Rows come in the order that a function names; where it names none, in any.
// Texts     Times are canonical (base/clock.hpp), documents JSON. The store does not look into documents.
// Threads   [any-thread], and so are the repositories, which live as long as the store. What an `open_` function
//           returns has a connection of its own and is [serialized].
// Errors    Errc::store and Errc::busy from every function; others are named where they can come.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>

namespace autoheal::host {

class AgentRepository;
class AlertRepository;
class BatchWriter;
class ChangeFeed;
class DeliveryRepository;
class EndpointRepository;
class IntegrationRepository;
class MetaRepository;

class Store {
 public:
  virtual ~Store() = default;

  virtual AgentRepository& agents() = 0;
  virtual AlertRepository& alerts() = 0;
  virtual DeliveryRepository& deliveries() = 0;
  virtual EndpointRepository& endpoints() = 0;
  virtual IntegrationRepository& integrations() = 0;
  virtual MetaRepository& meta() = 0;

  // Gets ready for that many calls at a time, so that none of them has to open a file first. More may come.
  virtual Result<void> prepare_for(std::size_t calls) = 0;

  virtual Result<std::unique_ptr<BatchWriter>> open_batch_writer() = 0;
  virtual Result<std::unique_ptr<ChangeFeed>> open_change_feed() = 0;
};

// The store in that directory, which exists; made at the first start, brought up to date at later ones.
// Errors: store (also for one that a newer version wrote), busy.
Result<std::unique_ptr<Store>> open_store(const std::filesystem::path& directory);

}  // namespace autoheal::host
