// What a handler holds of a connection: the exchange that it answers, and the stream that it may open instead.
//
// Threads: [any-thread]; what is to be sent is posted to the connection's I/O thread.
#pragma once

#include "http/connection.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace autoheal::host::http {

// [any-thread] Bytes wait here until the I/O thread has sent them.
class StreamImpl : public Stream {
 public:
  StreamImpl(std::weak_ptr<Connection> connection, std::shared_ptr<Shared> shared, bool chunked)
      : connection_(std::move(connection)), shared_(std::move(shared)), chunked_(chunked) {}

  bool write(std::string bytes) override {
    if (bytes.empty()) return true;
    {
      const std::scoped_lock lock(mutex_);
      if (over_ || ending_) return false;
      if (backlog_.size() > shared_->options.max_stream_backlog_bytes) {  // who reads keeps it below, whatever the size
        over_ = true;
      } else {
        append(bytes);
      }
    }
    wake();
    const std::scoped_lock lock(mutex_);
    return !over_;
  }

  void close() override {
    {
      const std::scoped_lock lock(mutex_);
      if (over_ || ending_) return;
      ending_ = true;
      if (chunked_) backlog_ += "0\r\n\r\n";
    }
    wake();
  }

  // I/O thread: what to send next. `finished`: nothing will follow it. False: cut the connection.
  bool take(std::string& out, bool& finished) {
    const std::scoped_lock lock(mutex_);
    out.swap(backlog_);
    backlog_.clear();
    finished = ending_;
    return !over_;
  }

  // The connection is gone: nothing is taken any more, and what was waiting is dropped.
  void end() {
    const std::scoped_lock lock(mutex_);
    over_ = true;
    backlog_ = {};
  }
  bool is_over() {
    const std::scoped_lock lock(mutex_);
    return over_;
  }

 private:
  void append(const std::string& bytes) {
    if (!chunked_) {
      backlog_ += bytes;
      return;
    }
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string size;
    for (std::size_t left = bytes.size(); left > 0; left /= 16) size.insert(size.begin(), kDigits[left % 16]);
    backlog_.append(size).append("\r\n").append(bytes).append("\r\n");
  }

  void wake() {
    boost::asio::post(shared_->io, [connection = connection_] {
      if (const auto alive = connection.lock()) alive->stream_has_data();
    });
  }

  std::weak_ptr<Connection> connection_;
  std::shared_ptr<Shared> shared_;
  const bool chunked_;
  std::mutex mutex_;
  std::string backlog_;  // guarded by mutex_
  bool ending_ = false;  // guarded by mutex_
  bool over_ = false;    // guarded by mutex_
};

class ExchangeImpl : public Exchange {
 public:
  ExchangeImpl(std::shared_ptr<Connection> connection, std::shared_ptr<Shared> shared, std::uint64_t number,
               Request request, std::stop_token cancelled, bool chunked)
      : connection_(std::move(connection)),
        shared_(std::move(shared)),
        number_(number),
        request_(std::move(request)),
        cancelled_(std::move(cancelled)),
        chunked_(chunked) {}

  ~ExchangeImpl() override {
    if (!answered_) respond(shared_->refuse(503));
  }

  const Request& request() const override { return request_; }
  std::stop_token cancelled() const override { return cancelled_; }

  void respond(Response response) override {
    if (answered_.exchange(true)) return;
    post([number = number_, response = std::move(response)](Connection& c) { c.answer(number, response); });
  }

  std::shared_ptr<Stream> stream(Response head) override {
    auto stream = std::make_shared<StreamImpl>(connection_, shared_, chunked_);
    if (answered_.exchange(true)) {
      stream->end();
      return stream;
    }
    boost::asio::post(shared_->io, [connection = std::weak_ptr<Connection>(connection_), number = number_, stream,
                                    head = std::move(head)] {
      const auto alive = connection.lock();
      alive ? alive->open_stream(number, stream, head) : stream->end();
    });
    return stream;
  }

 private:
  // Weak, because a job left in the queue of a stopped server must not keep that server alive.
  template <class Job>
  void post(Job job) {
    boost::asio::post(shared_->io, [connection = std::weak_ptr<Connection>(connection_), job = std::move(job)] {
      if (const auto alive = connection.lock()) job(*alive);
    });
  }

  std::shared_ptr<Connection> connection_;
  std::shared_ptr<Shared> shared_;
  std::uint64_t number_;
  Request request_;
  std::stop_token cancelled_;
  bool chunked_;
  std::atomic<bool> answered_{false};
};

}  // namespace autoheal::host::http
