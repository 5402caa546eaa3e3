// Session: one MCP client, whatever carries its messages. Reads one message at a time, answers through `send`; every
// tools/call runs on a thread of its own, so a slow one delays nobody.
//
// Threads: [any-thread], but announce_changes, which is [serialized]. send is called from any thread, several at a
// time, and never with a lock of the session held: it may wait, and it may ask the session.
#pragma once

#include "mcp/jsonrpc.hpp"
#include "mcp/tools.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace autoheal::host::mcp {

struct SessionOptions {
  ToolFilter tools;
  std::chrono::milliseconds call_timeout = std::chrono::seconds{60};
  int max_calls = 128;          // tools/call at a time
  std::size_t page_size = 100;  // of every list
  std::string agent = {};       // name of the agent whose session it is; empty: the transport knows none
};

// What a session gives its transport to send.
struct Outgoing {
  std::string text;            // empty: nothing is said (a cancelled request is not answered)
  boost::json::value related;  // id of the request it answers or belongs to; null: any way to the client will do
  bool ends_request = false;   // nothing more follows for `related`
};
using Send = std::function<void(Outgoing message)>;

class Session {
 public:
  Session(const AgentServices& services, SessionOptions options, Send send);
  ~Session();  // cancels what is running and waits for it

  void receive(std::string_view message);

  // Tells the client that lists changed, if they did since the last look and the client is ready for it.
  void announce_changes();

  void cancel_all();                     // the client is gone: what runs is cancelled, and no call begins any more
  void wait_until_idle();                // until no call is in flight
  std::string protocol_version() const;  // empty before initialize

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Revisions spoken, newest first.
bool is_supported_revision(std::string_view revision);

}  // namespace autoheal::host::mcp
