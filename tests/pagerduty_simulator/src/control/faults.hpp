// Faults on demand: rules that make requests fail in chosen ways, and changes of the data between two requests.
#pragma once

#include "net/message.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace simulator {

struct Fault {
  int id = 0;
  std::string method;      // empty: any
  std::string path = "*";  // * stands for any characters
  std::string query;       // must occur in the query string; empty: any
  std::string key;         // name of the key; empty: any
  int skip = 0;            // so many matching requests pass first
  int times = -1;          // how often it strikes; -1: for ever
  // What happens. `kind`: status, truncated, malformed, html_502, bare_429, rate_limited, reset, gzip, chunked, delay,
  // empty, wrong_type, rewrite
  std::string kind = "status";
  int status = 500;
  std::optional<std::string> body;
  std::vector<Header> headers;
  int delay_ms = 0;
  std::vector<std::pair<std::string, std::string>> rewrites;  // kind rewrite: every occurrence of the first
  int struck = 0;
};

const std::vector<std::string>& fault_kinds();
bool glob_matches(std::string_view pattern, std::string_view text);

class Faults {
 public:
  int add(Fault fault);
  void clear() { rules_.clear(); }
  bool remove(int id);
  const std::vector<Fault>& rules() const { return rules_; }

  // The rule that strikes this request, counted; null if none does.
  const Fault* match(const Request& request, const std::string& key_name);

 private:
  std::vector<Fault> rules_;
  int last_id_ = 0;
};

// True if the request is not to be handled at all: the fault makes the whole answer.
bool replaces_answer(const Fault& fault);
Response make_faulty_answer(const Fault& fault);
// For faults that spoil an honest answer.
void spoil_answer(const Fault& fault, Response& response);

}  // namespace simulator
