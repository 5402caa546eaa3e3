#include "cli/client.hpp"

#include "cli/ready_file.hpp"
#include "net/reactor.hpp"

#include <boost/json.hpp>
#include <iostream>
#include <optional>
#include <stdexcept>

namespace simulator {
namespace {

namespace json = boost::json;

class Client {
 public:
  explicit Client(const ClientOptions& options) : options_(options) {
    if (!options.ready_file.empty()) {
      ready_ = read_ready_file(options.ready_file);
      url_ = ready_.base_url;
    }
    if (!options.url.empty()) url_ = options.url;
    if (url_.empty()) throw std::runtime_error("say where the simulator is: --ready-file FILE, or --url URL");
  }

  OutgoingResult call(const std::string& method, const std::string& path, const std::string& body) {
    Reactor reactor;
    OutgoingRequest request;
    request.method = method;
    request.url = url_ + path;
    request.headers = {{"content-type", "application/json"}, {"accept", "application/json"}};
    request.body = body;
    OutgoingResult result;
    reactor.fetch(request, [&](OutgoingResult answer) {
      result = std::move(answer);
      reactor.stop();
    });
    reactor.run();
    if (result.status == 0) throw std::runtime_error("no answer from " + url_ + ": " + result.error);
    return result;
  }

  // Throws unless the answer is 2xx.
  json::object call_json(const std::string& method, const std::string& path, const std::string& body = "") {
    const OutgoingResult result = call(method, path, body);
    if (result.status / 100 != 2) {
      throw std::runtime_error("refused with status " + std::to_string(result.status) + ": " + result.body);
    }
    const json::value answer = json::parse(result.body);
    return answer.as_object();
  }

  std::string routing_key() const {
    if (!options_.key.empty()) return options_.key;
    const auto found = ready_.routing_keys.find(options_.service);
    if (found == ready_.routing_keys.end()) throw std::runtime_error("no service of that name: " + options_.service);
    return found->second;
  }

 private:
  const ClientOptions& options_;
  ReadyFile ready_;
  std::string url_;
};

void enqueue(Client& client, const std::string& key, const std::string& action, const std::string& dedup_key,
             const ClientOptions& options, std::string& used_key) {
  json::object event{{"routing_key", key}, {"event_action", action}};
  if (!dedup_key.empty()) event["dedup_key"] = dedup_key;
  if (action == "trigger") {
    event["client"] = "pagerduty-simulator";
    event["payload"] = json::object{{"summary", options.title},
                                    {"source", "pagerduty-simulator"},
                                    {"severity", options.severity},
                                    {"custom_details", json::object{{"environment", "demo"}}}};
  }
  used_key =
      json::value_to<std::string>(client.call_json("POST", "/v2/enqueue", json::serialize(event)).at("dedup_key"));
}

void print(const json::object& incident, const std::string& dedup_key) {
  std::cout << "incident " << json::value_to<std::string>(incident.at("id")) << " #" << incident.at("number").as_int64()
            << " " << json::value_to<std::string>(incident.at("status"));
  if (!dedup_key.empty()) std::cout << " dedup_key=" << dedup_key;
  std::cout << "\n";
}

int trigger(Client& client, const ClientOptions& options) {
  std::string used;
  enqueue(client, client.routing_key(), "trigger", options.dedup_key, options, used);
  const OutgoingResult found = client.call("GET", "/_simulator/find?dedup_key=" + encode_percent(used), "");
  if (found.status != 200) {
    std::cerr << "accepted, but no incident was opened: the service is in maintenance or disabled\n";
    return 1;
  }
  print(json::parse(found.body).as_object(), used);
  return 0;
}

int change(Client& client, const ClientOptions& options) {
  const std::string action = options.command == "ack" ? "acknowledge" : "resolve";
  if (options.dedup_key.empty()) {
    const std::string by = options.incident.find_first_not_of("0123456789") == std::string::npos ? "number" : "id";
    const json::object found =
        client.call_json("GET", "/_simulator/find?" + by + "=" + encode_percent(options.incident));
    const std::string id = json::value_to<std::string>(found.at("id"));
    print(client.call_json("POST", "/_simulator/change",
                           json::serialize(json::object{{"incident", id}, {"action", action}})),
          "");
    return 0;
  }
  const json::object found = client.call_json("GET", "/_simulator/find?dedup_key=" + encode_percent(options.dedup_key));
  std::string used;
  enqueue(client, json::value_to<std::string>(found.at("routing_key")), action, options.dedup_key, options, used);
  print(client.call_json("GET", "/_simulator/find?id=" + json::value_to<std::string>(found.at("id"))), used);
  return 0;
}

}  // namespace

int run_client(const ClientOptions& options) {
  try {
    Client client(options);
    return options.command == "trigger" ? trigger(client, options) : change(client, options);
  } catch (const std::exception& problem) {
    std::cerr << problem.what() << "\n";
    return 1;
  }
}

}  // namespace simulator
