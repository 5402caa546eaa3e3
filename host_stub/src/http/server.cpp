// Listening, accepting, ending. Asio and Beast are seen here and in connection.cpp, nowhere else.
#include "http/server.hpp"

#include "http/connection.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <thread>
#include <utility>

namespace autoheal::host::http {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds kAcceptPause{50};

}  // namespace

class Server::Impl {
 public:
  explicit Impl(std::shared_ptr<Shared> shared)
      : shared_(std::move(shared)), acceptor_(shared_->io), pause_(shared_->io), work_(shared_->io.get_executor()) {}

  ~Impl() { stop(std::chrono::milliseconds{0}); }

  bool listen(std::string& problem) {
    error_code error;
    const auto& options = shared_->options;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) {
      problem = "'" + options.address + "' is not an IP address";
      return false;
    }
    const tcp::endpoint endpoint(address, options.port);
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(1024, error);
    if (!error) port_ = acceptor_.local_endpoint(error).port();
    if (error) {
      problem = "cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " + error.message();
      return false;
    }
    return true;
  }

  void run() {
    shared_->workers = std::make_unique<WorkerPool>(shared_->options.workers, shared_->options.worker_queue);
    accept();
    thread_ = std::jthread([this] { shared_->io.run(); });
  }

  std::uint16_t port() const { return port_; }
  std::size_t connections() const { return shared_->count.load(); }

  void stop(std::chrono::milliseconds grace) {
    if (stopped_.exchange(true)) return;
    asio::post(shared_->io, [this] { stop_accepting(); });
    {
      std::unique_lock lock(shared_->mutex);
      shared_->all_closed.wait_for(lock, grace, [this] { return accepting_ended_ && shared_->count.load() == 0; });
    }
    asio::post(shared_->io, [this] { close_all(); });
    if (shared_->workers) shared_->workers->stop();
    work_.reset();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted || shared_->stopping) return;
      if (error) {  // out of descriptors, usually: others will close some
        pause_.expires_after(kAcceptPause);
        return pause_.async_wait([this](error_code cancelled) {
          if (!cancelled) accept();
        });
      }
      if (shared_->count.load() < shared_->options.max_connections) {
        ++shared_->count;
        auto connection = std::make_shared<Connection>(shared_, std::move(socket));
        shared_->connections.insert(connection);
        connection->start();
      }
      accept();
    });
  }

  void stop_accepting() {
    shared_->stopping = true;
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel(ignored);
    const auto connections = shared_->connections;
    for (const auto& connection : connections) {
      if (connection->has_no_request()) connection->close();
    }
    const std::scoped_lock lock(shared_->mutex);
    accepting_ended_ = true;
    shared_->all_closed.notify_all();
  }

  void close_all() {
    const auto connections = shared_->connections;
    for (const auto& connection : connections) connection->close();
  }

  std::shared_ptr<Shared> shared_;
  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopped_{false};
  bool accepting_ended_ = false;  // guarded by Shared::mutex
  std::jthread thread_;
};

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

std::unique_ptr<Server> Server::start(ServerOptions options, Handler& handler, std::string& problem) {
  auto shared = std::make_shared<Shared>();
  shared->options = std::move(options);
  shared->handler = &handler;
  auto impl = std::make_unique<Impl>(std::move(shared));
  if (!impl->listen(problem)) return nullptr;
  impl->run();
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->port(); }
std::size_t Server::connections() const { return impl_->connections(); }
void Server::stop(std::chrono::milliseconds grace) { impl_->stop(grace); }

}  // namespace autoheal::host::http
