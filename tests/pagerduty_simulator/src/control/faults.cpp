#include "control/faults.hpp"

#include <algorithm>

namespace simulator {

const std::vector<std::string>& fault_kinds() {
  static const std::vector<std::string> kinds = {"status",       "truncated",  "malformed", "html_502", "bare_429",
                                                 "rate_limited", "reset",      "gzip",      "chunked",  "delay",
                                                 "empty",        "wrong_type", "rewrite"};
  return kinds;
}

bool glob_matches(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '*') {
    return !text.empty() && pattern.front() == text.front() && glob_matches(pattern.substr(1), text.substr(1));
  }
  for (std::size_t skip = 0; skip <= text.size(); ++skip) {
    if (glob_matches(pattern.substr(1), text.substr(skip))) return true;
  }
  return false;
}

int Faults::add(Fault fault) {
  fault.id = ++last_id_;
  rules_.push_back(std::move(fault));
  return last_id_;
}

bool Faults::remove(int id) {
  return std::erase_if(rules_, [id](const Fault& rule) { return rule.id == id; }) != 0;
}

const Fault* Faults::match(const Request& request, const std::string& key_name) {
  for (Fault& rule : rules_) {
    if (!rule.method.empty() && rule.method != request.method) continue;
    if (!rule.key.empty() && rule.key != key_name) continue;
    if (!glob_matches(rule.path, request.path) || request.query.find(rule.query) == std::string::npos) continue;
    if (rule.skip > 0) {
      --rule.skip;
      continue;
    }
    if (rule.times == 0) continue;
    if (rule.times > 0) --rule.times;
    ++rule.struck;
    return &rule;
  }
  return nullptr;
}

bool replaces_answer(const Fault& fault) {
  return fault.kind == "status" || fault.kind == "malformed" || fault.kind == "html_502" || fault.kind == "bare_429" ||
         fault.kind == "rate_limited" || fault.kind == "reset" || fault.kind == "empty";
}

Response make_faulty_answer(const Fault& fault) {
  Response response;
  response.status = fault.status;
  std::string type = "application/json; charset=utf-8";
  if (fault.kind == "status") {
    response.body = R"({"error":{"message":"Internal Server Error","code":2000}})";
  } else if (fault.kind == "malformed") {
    response.status = 200;
    response.body = R"({"incidents":[{"id":"Q1","title":"cut)";
  } else if (fault.kind == "html_502") {
    response.status = 502;
    type = "text/html";
    response.body = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>";
  } else if (fault.kind == "bare_429") {
    response.status = 429;
    type = "text/plain";
  } else if (fault.kind == "rate_limited") {
    response.status = 429;
    response.body = R"({"error":{"message":"Rate Limit Exceeded","code":2020}})";
    response.headers = {{"ratelimit-limit", "960"}, {"ratelimit-remaining", "0"}, {"ratelimit-reset", "1"}};
  } else if (fault.kind == "empty") {
    type = "text/html";
  }
  if (fault.body) response.body = *fault.body;
  response.headers.insert(response.headers.begin(), {"content-type", type});
  response.headers.insert(response.headers.end(), fault.headers.begin(), fault.headers.end());
  response.wire.reset = fault.kind == "reset";
  response.wire.delay_ms = fault.delay_ms;
  return response;
}

void spoil_answer(const Fault& fault, Response& response) {
  response.wire.delay_ms += fault.delay_ms;
  if (fault.kind == "chunked") response.wire.chunked = true;
  for (const auto& [from, to] : fault.rewrites) {
    for (std::size_t at = response.body.find(from); at != std::string::npos;
         at = response.body.find(from, at + to.size())) {
      response.body.replace(at, from.size(), to);
    }
  }
  if (fault.kind == "truncated") response.wire.truncate_after = response.body.size() / 2;
  if (fault.kind == "gzip") {
    response.body = wrap_gzip(response.body);
    response.headers.emplace_back("content-encoding", "gzip");
  }
  if (fault.kind == "wrong_type") {
    for (auto& [name, value] : response.headers) {
      if (equal_ignoring_case(name, "content-type")) value = "text/html";
    }
  }
  response.headers.insert(response.headers.end(), fault.headers.begin(), fault.headers.end());
}

}  // namespace simulator
