// What every check starts from: the file, its sidecar, and a plugin behind the raw C table.
// Threads: one thread, except where a check starts more and shares a PluginHandle's const members.
#pragma once

#include "autoheal/abi.hpp"
#include "check.hpp"
#include "host.hpp"
#include "sidecar.hpp"

#include <boost/json/fwd.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace autoheal::validator {

using Entry = autoheal_status (*)(const autoheal_offer*, autoheal_answer*);

// What one verb came to. `call` stays valid for good.
struct Answer {
  std::string verb;
  autoheal_status status;
  std::string result;
  std::string error;
  std::uint32_t http_status = 0;
  TestCall* call = nullptr;
};

// A delivery with views that live as long as this object.
struct TestDelivery {
  TestDelivery(const Headers& headers, std::string_view body);
  std::vector<autoheal_header> headers;
  autoheal_webhook webhook{};
};

// One instance; destroyed at the end of its life unless that was done before.
class Live {
 public:
  Live(const IntegrationPlugin& plugin, autoheal_instance* instance, TestHost& host)
      : plugin_(&plugin), instance_(instance), host_(&host) {}
  Live(Live&& other) noexcept
      : plugin_(other.plugin_), instance_(std::exchange(other.instance_, nullptr)), host_(other.host_) {}
  Live& operator=(Live&&) = delete;
  ~Live() { destroy(); }
  void destroy();
  autoheal_instance* get() const { return instance_; }
  TestHost& host() const { return *host_; }

 private:
  const IntegrationPlugin* plugin_;
  autoheal_instance* instance_;
  TestHost* host_;
};

class Context {
 public:
  Context(std::string file, std::optional<Sidecar> sidecar);
  ~Context();

  const std::string& file() const { return file_; }
  const Sidecar& sidecar() const;  // skips the check when there is none
  bool has_sidecar() const { return sidecar_.has_value(); }

  // Something to know about a check that is passed.
  void note(std::string_view text) { notes_ += text; }
  const std::string& notes() const { return notes_; }

  // Loads the library as a host does; fails the check when it cannot be.
  Entry entry();
  const IntegrationPlugin& plugin();
  const boost::json::object& describe();  // parsed

  TestHost& new_host();  // with the sidecar's secrets
  TestCall& new_call(CallSetup setup = {});

  // Frees what is kept for late uses. No instance and no answer of before may be used any more.
  void forget_recorded();

  Answer run_describe(CallSetup setup = {});
  // An instance, unconfigured; fails the check when there is none.
  Live create();
  Live create(TestHost& host);
  Live create_configured();

  Answer configure(const Live& live, std::string_view settings, CallSetup setup = {});
  Answer test_connection(const Live& live, CallSetup setup = {});
  Answer query(const Live& live, std::string_view operation, std::string_view arguments, CallSetup setup = {});
  Answer handle_webhook(const Live& live, const Headers& headers, std::string_view body, CallSetup setup = {});

  // Every verb once or more, good and bad, without an upstream; the answers in order. The instance is destroyed.
  std::vector<Answer> tour(TestHost& host);

 private:
  template <class Invoke>
  Answer run(std::string_view verb, CallSetup setup, Invoke&& invoke);

  std::string file_;
  std::optional<Sidecar> sidecar_;
  std::string notes_;
  Entry entry_ = nullptr;
  const IntegrationPlugin* plugin_ = nullptr;
  std::unique_ptr<boost::json::object> describe_;
  std::mutex mutex_;  // guards the two below
  std::deque<std::unique_ptr<TestHost>> hosts_;
  std::deque<std::unique_ptr<TestCall>> calls_;
};

std::string name_of(autoheal_status status);  // "UNAVAILABLE (11)"

// The document as one JSON object; fails the check, naming `what`.
boost::json::object parse_object(const std::string& text, const std::string& what);
// Fails the check unless the answer is that status.
void require_status(const Answer& answer, autoheal_status status, const std::string& when);
// "" and "/a" of problems[] in an error document.
std::vector<std::string> problem_pointers(const Answer& answer);
// The kinds of the events of a webhook's result; fails the check when they are not there.
std::vector<std::string> event_kinds(const Answer& answer);

}  // namespace autoheal::validator
