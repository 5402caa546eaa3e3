// A server that breaks the rules: a script talks to each connection over plain sockets or TLS, so that every fault of a
// network can be played exactly. Loopback, a port of the system's choice, one thread a connection.
//
//   FaultServer server([](Peer& peer) { peer.read_request(); peer.send("HTTP/1.1 200 OK\r\n"); peer.stall(); });
//   ... server.origin() ...
//
// Threads: construct, ask and destroy from one thread; scripts run on the server's own. The destructor ends all
// scripts.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace autoheal::test {

class TlsContext;  // fakes/tls_context.hpp

// One connection, as its script sees it.
class Peer {
 public:
  // The next request up to its empty line; empty when the client has closed or the server is ending.
  std::string read_request();

  bool send(std::string_view bytes);  // false when the client is gone
  void send_slowly(std::string_view bytes, int ms_each);

  void stall();  // until the client closes or the server ends
  void reset();  // the client sees a connection reset
  void cut();    // closes at once: TLS without its goodbye

  int number() const { return number_; }  // 0: the first connection of this server

 private:
  friend class FaultServer;
  Peer(int fd, int number, int stop_fd) : fd_(fd), number_(number), stop_fd_(stop_fd) {}
  bool wait(short events, int timeout_ms) const;  // false: stopped, or timed out
  long read_some(char* data, std::size_t size);
  void close();

  int fd_;
  int number_;
  int stop_fd_;
  void* tls_ = nullptr;  // SSL
  std::string buffer_;
  std::atomic<int>* requests_ = nullptr;
};

class FaultServer {
 public:
  using Script = std::function<void(Peer&)>;

  explicit FaultServer(Script script, const TlsContext* tls = nullptr);
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  int port() const { return port_; }
  std::string origin() const;  // "http://127.0.0.1:4321"
  int connections() const { return connections_.load(); }
  int requests() const { return requests_.load(); }

 private:
  void accept_all();

  const Script script_;
  const TlsContext* tls_;
  int listener_ = -1;
  int stop_fd_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<int> requests_{0};
  std::list<std::thread> scripts_;
  std::thread acceptor_;
};

// A port on loopback that nobody listens to.
int closed_port();

}  // namespace autoheal::test
