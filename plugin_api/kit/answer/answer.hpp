// What an operation found, before it is cut to its budget and written: data, and everything that must be said about
// it. Threads: a value; one call, one thread.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/http/client.hpp"
#include "kit/time/window.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

// How much of a list was read. Of a list that is not whole only what is there can be told: it has no exact count, and
// what is missing from it may exist all the same.
enum class Extent : std::uint8_t { whole, part, none };

constexpr Extent extent_of(bool whole) { return whole ? Extent::whole : Extent::part; }

// Of two lists that are told as one: whole only if both are.
constexpr Extent together(Extent a, Extent b) { return a == b ? a : Extent::part; }

enum class CutReason : std::uint8_t { budget, deadline, rate, limit, upstream };

// The call that returns what was left out.
struct FollowUp {
  std::string operation;
  boost::json::object arguments;
};

struct Cut {
  std::string what;  // "incidents", "timeline of the incident"
  CutReason why = CutReason::limit;
  std::optional<std::int64_t> left_out;  // rows, or texts that were shortened; nothing: not known
  FollowUp follow_up;
};

// What a name was taken for.
struct ResolvedName {
  std::string argument;
  std::string given;
  std::string kind;
  std::string id;
  std::string name;
  std::string match;  // "exact", "case", "prefix", "token", "fuzzy", "id", "url", "number"
};

struct Link {
  std::string title;
  std::string url;  // shown as it is: checked_link (text/text.hpp) makes it safe; empty: the link is left out
};

// The main list of an answer: what `limit`, `cursor`, `returned` and `total` are about.
struct MainRows {
  std::string member;                                   // name of the array in data
  std::string what;                                     // "incidents"
  std::size_t offset = 0;                               // rows that earlier pages had
  std::optional<std::size_t> total;                     // rows of all pages, when exactly known
  bool more = false;                                    // there are rows after the last one in data
  CutReason why = CutReason::limit;                     // why those are not here
  std::function<std::string(std::size_t kept)> cursor;  // where the page after `kept` rows of this one starts
};

// One way to make the answer smaller. They are applied in order until it fits.
struct Shrink {
  enum class How : std::uint8_t {
    texts,   // strings longer than `keep` bytes are shortened
    rows,    // an array loses rows from its end, down to `keep` of them
    member,  // what the pointer reaches goes altogether
  };
  How how = How::rows;
  std::string pointer;  // into data, "/alerts/*/details"; a * stands for every index
  std::string what;     // for the cut: "notes"
  std::size_t keep = 0;
  std::optional<FollowUp> elsewhere = {};  // the call that returns it; absent: the same question, the largest budget
  bool goes_on = false;                    // of rows: that call goes on by cursor after those that were kept
};

struct Answer {
  std::string summary;       // one or two sentences for a person; cut at 600 bytes
  boost::json::object data;  // in the shape of the operation's result_schema
  std::vector<Link> links;

  std::optional<MainRows> rows;
  boost::json::object arguments;  // of the call that goes on: as given, with names and windows pinned down
  std::vector<Shrink> shrinks;
  std::string_view result_schema;  // the members of data that it requires are never dropped

  bool complete = true;
  std::optional<std::int64_t> returned;  // only without rows
  std::optional<std::int64_t> total;     // only without rows
  std::optional<Window> window;
  std::vector<ResolvedName> resolved;
  std::vector<Cut> cuts;
  std::vector<std::string> why_empty;
  std::vector<std::string> warnings;
  std::vector<std::string> untrusted;  // JSON pointers into data, a * stands for any index
  int upstream_calls = 0;
  std::optional<http::RateBudget> rate_budget;
  UtcTime as_of{};
  std::optional<std::chrono::seconds> directory_age;
};

}  // namespace autoheal::kit
