#include "cli/ready_file.hpp"

#include "simulator.hpp"

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace simulator {

namespace json = boost::json;

std::string render_ready_file(const Simulator& simulator, const std::string& base_url) {
  json::object keys;
  for (const Key& key : simulator.keys.keys()) keys[key.name] = key.value;
  json::object routing_keys;
  const Account& account = simulator.account;
  for (const Service& service : account.services) {
    routing_keys[service.name] = account.integrations.at(service.integrations.front()).key;
  }
  return json::serialize(json::object{{"base_url", base_url},
                                      {"events_url", base_url},
                                      {"keys", std::move(keys)},
                                      {"routing_keys", std::move(routing_keys)},
                                      {"pid", getpid()}}) +
         "\n";
}

void write_ready_file(const std::string& path, const std::string& text) {
  const std::string aside = path + "." + std::to_string(getpid()) + ".tmp";
  const int file = open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) throw std::runtime_error("cannot write " + aside + ": " + std::strerror(errno));
  std::size_t done = 0;
  while (done < text.size()) {
    const ssize_t n = write(file, text.data() + done, text.size() - done);
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  const bool closed = close(file) == 0;
  if (done != text.size() || !closed || std::rename(aside.c_str(), path.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    std::remove(aside.c_str());
    throw std::runtime_error("cannot write " + path + ": " + why);
  }
}

ReadyFile read_ready_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << in.rdbuf();
  boost::system::error_code error;
  const json::value body = json::parse(text.str(), error);
  if (error || !body.is_object()) throw std::runtime_error(path + " is not a ready file");
  ReadyFile out;
  try {
    out.base_url = json::value_to<std::string>(body.at("base_url"));
    out.keys = json::value_to<std::map<std::string, std::string>>(body.at("keys"));
    out.routing_keys = json::value_to<std::map<std::string, std::string>>(body.at("routing_keys"));
  } catch (const std::exception&) {
    throw std::runtime_error(path + " is not a ready file");
  }
  return out;
}

}  // namespace simulator
