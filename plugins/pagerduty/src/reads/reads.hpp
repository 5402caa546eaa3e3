// Reads of one call, as futures that are ready after Exchange::run: one resource, or a list with all its pages. The
// first page of a list asks for the total; the others then run side by side.
// Threads: one call, one thread.
#pragma once

#include "api/page.hpp"
#include "kit/answer/answer.hpp"
#include "kit/http/client.hpp"
#include "kit/http/url.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace autoheal::pagerduty::reads {

template <class T>
struct OneRead {
  std::optional<T> value;
  std::optional<kit::Error> error;
};

template <class T>
struct ListRead {
  std::vector<T> rows;                               // in upstream's order, each id once
  std::vector<std::string> warnings;                 // rows that could not be read
  std::optional<std::size_t> total;                  // as upstream says
  std::optional<kit::Error> error;                   // of the first page that failed; rows then end before it
  std::optional<std::chrono::milliseconds> elapsed;  // of the first page
  bool more = false;                                 // upstream has rows beyond `rows`
  bool skipped = false;                              // rows are missing from the middle: they had no id

  bool failed() const { return error && rows.empty(); }
  bool is_whole() const { return !error && !more && !skipped; }
  kit::Extent extent() const {
    return failed() ? kit::Extent::none : is_whole() ? kit::Extent::whole : kit::Extent::part;
  }
};

// Queues the request; the handler gets what came, parsed.
template <class T>
std::shared_ptr<OneRead<T>> read_one(kit::http::Exchange& exchange, kit::http::Request request, std::string_view key,
                                     T (*read)(const kit::JsonReader&)) {
  auto out = std::make_shared<OneRead<T>>();
  if (!kit::http::is_plain_path(request.path)) {
    out->error = kit::Error::of(kit::Errc::not_found, "That id is not one of PagerDuty's.");
    return out;
  }
  exchange.get(std::move(request), [out, key = std::string(key), read](kit::Result<kit::http::Response> reply) {
    if (!reply.has_value()) {
      out->error = reply.error();
      return;
    }
    auto parsed = api::parse_one<T>(reply.value(), key, read);
    if (parsed.has_value()) {
      out->value = std::move(parsed.value());
    } else {
      out->error = parsed.error();
    }
  });
  return out;
}

// The pages of one list, being read.
template <class T>
class PagedRead : public std::enable_shared_from_this<PagedRead<T>> {
 public:
  PagedRead(kit::http::Exchange& exchange, kit::http::Request request, std::string_view key,
            T (*read)(const kit::JsonReader&), std::size_t wanted)
      : exchange_(exchange), request_(std::move(request)), key_(key), read_(read), wanted_(wanted) {}

  void start() { get(0, true); }
  std::shared_ptr<ListRead<T>> result = std::make_shared<ListRead<T>>();

 private:
  // A server whose pages are short, or never end, costs no more calls than full pages would, but for a few.
  static constexpr std::size_t kLeastPages = 10;
  std::size_t most_pages() const { return std::max(kLeastPages, (wanted_ + api::kPageSize - 1) / api::kPageSize); }

  void get(std::size_t offset, bool first) {
    if (asked_ == most_pages()) return;
    ++asked_;
    kit::http::Request request = request_;
    api::add_page(request, offset, api::kPageSize, first);
    ++open_;
    last_queued_ = std::max(last_queued_, offset);
    exchange_.get(std::move(request),
                  [self = this->shared_from_this(), offset](kit::Result<kit::http::Response> reply) {
                    self->take(offset, std::move(reply));
                  });
  }

  void take(std::size_t offset, kit::Result<kit::http::Response> reply) {
    --open_;
    if (offset == 0 && reply.has_value()) result->elapsed = reply.value().elapsed;
    auto page = reply.has_value() ? api::parse_page<T>(reply.value(), key_, read_)
                                  : kit::Result<api::Page<T>>(kit::failure(reply.error()));
    if (!page.has_value()) {
      if (!failed_at_ || offset < *failed_at_) {
        failed_at_ = offset;
        result->error = page.error();
      }
    } else {
      accept(offset, std::move(page.value()));
    }
    if (open_ == 0) finish();
  }

  void accept(std::size_t offset, api::Page<T> page) {
    if (page.total) result->total = page.total;
    for (std::string& warning : page.warnings) {
      if (result->warnings.size() < 5) result->warnings.push_back(std::move(warning));
    }
    std::size_t next = offset + page.received;
    bool more = page.more && page.received > 0;
    if (offset >= last_queued_) more_after_last_ = more;
    std::size_t step = page.received;
    result->skipped = result->skipped || page.rows.size() < page.received;
    pages_[offset] = std::move(page.rows);
    if (!more || step == 0) return;
    if (offset == 0 && result->total) {
      for (; next < std::min({*result->total, wanted_, api::kCeiling - step + 1}); next += step) get(next, false);
    } else if (offset >= last_queued_ && next < wanted_ && next + api::kPageSize <= api::kCeiling) {
      get(next, false);
    }
  }

  void finish() {
    std::unordered_set<std::string> seen;
    for (auto& [offset, rows] : pages_) {
      if (failed_at_ && offset > *failed_at_) break;
      for (T& row : rows) {
        if constexpr (requires { row.id; }) {
          if (!seen.insert(row.id).second) continue;
        }
        result->rows.push_back(std::move(row));
      }
    }
    pages_.clear();
    result->more = failed_at_.has_value() || more_after_last_;
  }

  kit::http::Exchange& exchange_;
  kit::http::Request request_;
  std::string key_;
  T (*read_)(const kit::JsonReader&);
  std::size_t wanted_;
  std::size_t asked_ = 0;
  std::size_t open_ = 0;
  std::size_t last_queued_ = 0;
  bool more_after_last_ = false;
  std::optional<std::size_t> failed_at_;
  std::map<std::size_t, std::vector<T>> pages_;
};

// Queues the list; at least the first `wanted` rows are read if there are as many.
template <class T>
std::shared_ptr<ListRead<T>> read_list(kit::http::Exchange& exchange, kit::http::Request request, std::string_view key,
                                       T (*read)(const kit::JsonReader&), std::size_t wanted = api::kCeiling) {
  if (!kit::http::is_plain_path(request.path)) {
    auto out = std::make_shared<ListRead<T>>();
    out->error = kit::Error::of(kit::Errc::not_found, "That id is not one of PagerDuty's.");
    return out;
  }
  auto reading = std::make_shared<PagedRead<T>>(exchange, std::move(request), key, read, wanted);
  reading->start();
  return reading->result;
}

}  // namespace autoheal::pagerduty::reads
