#include "kit/http/reply_headers.hpp"

#include "kit/text/text.hpp"
#include "kit/time/rfc3339.hpp"

#include <algorithm>
#include <charconv>

namespace autoheal::kit::http {
namespace {

std::optional<int> parse_unsigned(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || text.empty() || text.front() == '-') return std::nullopt;
  return value;
}

}  // namespace

void ReplyHeaders::Number::take(std::string_view text) {
  const std::optional<int> parsed = parse_unsigned(text);
  if (!parsed || found) spoiled = true;
  found = parsed;
}

bool ReplyHeaders::add_line(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > kMostHeaderBytes) return false;
  if (line.starts_with("HTTP/")) {
    start_over();
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trim(line.substr(colon + 1));
  if (equals_ignoring_case(name, service_->limit_header)) limit_.take(value);
  if (equals_ignoring_case(name, service_->remaining_header)) remaining_.take(value);
  if (equals_ignoring_case(name, service_->reset_header)) reset_.take(value);
  if (equals_ignoring_case(name, "retry-after")) retry_after_ = value;
  if (equals_ignoring_case(name, service_->request_id_header)) request_id_ = clean_text(value, Lines::one, 64);
  if (equals_ignoring_case(name, "content-type")) content_type_ = to_lower(value.substr(0, 128));
  return true;
}

void ReplyHeaders::start_over() {
  const std::size_t bytes = bytes_;
  *this = ReplyHeaders(*service_);
  bytes_ = bytes;
}

std::optional<std::chrono::seconds> ReplyHeaders::reset() const {
  const std::optional<int> seconds = reset_.value();
  return seconds ? std::optional(std::chrono::seconds{*seconds}) : std::nullopt;
}

std::optional<std::chrono::seconds> ReplyHeaders::retry_after(UtcTime now) const {
  if (const std::optional<int> seconds = parse_unsigned(retry_after_)) return std::chrono::seconds{*seconds};
  const std::optional<UtcTime> at = parse_http_date(retry_after_);
  if (!at) return std::nullopt;
  return std::max(std::chrono::ceil<std::chrono::seconds>(*at - now), std::chrono::seconds{0});
}

std::optional<UtcTime> parse_http_date(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text[3] != ',' || !text.ends_with(" GMT")) return std::nullopt;
  const std::size_t month = kMonths.find(text.substr(8, 3));
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const std::string number = std::to_string(month / 3 + 1);
  // Rewritten as RFC 3339, which checks the rest.
  std::string rfc3339(text.substr(12, 4));
  rfc3339 += '-';
  if (number.size() == 1) rfc3339 += '0';
  rfc3339 += number;
  rfc3339 += '-';
  rfc3339 += text.substr(5, 2);
  rfc3339 += 'T';
  rfc3339 += text.substr(17, 8);
  rfc3339 += 'Z';
  return parse_rfc3339(rfc3339);
}

}  // namespace autoheal::kit::http
