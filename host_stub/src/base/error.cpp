#include "base/error.hpp"

#include <array>
#include <boost/json.hpp>

namespace autoheal::host {
namespace {

struct Row {
  std::string_view name;
  unsigned http_status;
  bool retryable;
};

// Indexed by Errc.
constexpr std::array<Row, static_cast<std::size_t>(kLastErrc) + 1> kRows{{
    {"usage", 400, false},
    {"invalid_argument", 400, false},
    {"invalid_settings", 422, false},
    {"unauthenticated", 401, false},
    {"forbidden", 403, false},
    {"not_found", 404, false},
    {"name_taken", 409, false},
    {"rate_limited", 429, true},
    {"upstream_refused", 502, false},
    {"upstream_forbidden", 502, false},
    {"upstream_failed", 502, true},
    {"plugin_fault", 502, false},
    {"unsupported", 404, false},
    {"locked", 503, true},
    {"busy", 503, true},
    {"store", 503, true},
    {"deadline_exceeded", 504, true},
    {"cancelled", 503, true},
    {"io", 500, false},
    {"internal", 500, false},
}};

const Row& row(Errc code) noexcept { return kRows[static_cast<std::size_t>(code)]; }

// Adds a member that the plugin wrote as JSON; text that is not JSON is left out.
void add_document(boost::json::object& out, std::string_view member, const std::string& json) {
  if (json.empty()) return;
  boost::system::error_code ec;
  boost::json::value value = boost::json::parse(json, ec);
  if (!ec) out[member] = std::move(value);
}

std::string choice_line(const boost::json::value& choice) {
  const boost::json::object* o = choice.if_object();
  if (o == nullptr) return {};
  std::string line = "  -";
  for (const char* member : {"kind", "name", "id", "detail"}) {
    const boost::json::value* v = o->if_contains(member);
    if (v != nullptr && v->is_string()) line.append(" ").append(v->as_string().c_str());
  }
  return line + "\n";
}

}  // namespace

std::string_view name(Errc code) noexcept { return row(code).name; }
unsigned http_status(Errc code) noexcept { return row(code).http_status; }
bool is_retryable(Errc code) noexcept { return row(code).retryable; }

Error Error::of(Errc code, std::string message, std::string hint) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  error.hint = std::move(hint);
  return error;
}

Error bad_member(std::string_view member, std::string problem) {
  auto error = Error::of(Errc::invalid_argument, "The request is not right.");
  error.problems.push_back({"/" + std::string{member}, std::move(problem)});
  return error;
}

Error bad_filter(std::string_view member, std::string problem) {
  auto error = Error::of(Errc::invalid_argument, "A filter is wrong: " + std::string{member} + ".");
  error.problems.push_back({"/" + std::string{member}, std::move(problem)});
  return error;
}

std::string render(const Error& error) {
  boost::json::object out{{"code", error.detail_code.empty() ? name(error.code) : std::string_view{error.detail_code}},
                          {"message", error.message},
                          {"retryable", error.retryable.value_or(is_retryable(error.code))}};
  if (!error.hint.empty()) out["hint"] = error.hint;
  if (error.retry_after) out["retry_after_ms"] = error.retry_after->count();
  if (!error.problems.empty()) {
    boost::json::array problems;
    for (const Problem& p : error.problems) problems.push_back({{"pointer", p.pointer}, {"message", p.message}});
    out["problems"] = std::move(problems);
  }
  add_document(out, "choices", error.choices);
  add_document(out, "upstream", error.upstream);
  return boost::json::serialize(out);
}

std::string render_for_people(const Error& error) {
  std::string out = error.message + "\n";
  for (const Problem& p : error.problems) {
    out += "  " + (p.pointer.empty() ? std::string{} : p.pointer + ": ") + p.message + "\n";
  }
  if (!error.choices.empty()) {
    boost::system::error_code ec;
    const boost::json::value choices = boost::json::parse(error.choices, ec);
    if (!ec && choices.is_array()) {
      for (const boost::json::value& choice : choices.as_array()) out += choice_line(choice);
    }
  }
  if (!error.hint.empty()) out += error.hint + "\n";
  return out;
}

}  // namespace autoheal::host
