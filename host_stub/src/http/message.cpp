#include "http/message.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <utility>

namespace autoheal::host::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string http_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<char, 40> numbers{};
  std::strftime(numbers.data(), numbers.size(), "%H:%M:%S GMT", &utc);
  std::array<char, 8> day{};
  std::strftime(day.data(), day.size(), "%d", &utc);
  return std::string(kDays[static_cast<std::size_t>(utc.tm_wday)]) + ", " + day.data() + " " +
         kMonths[static_cast<std::size_t>(utc.tm_mon)] + " " + std::to_string(utc.tm_year + 1900) + " " +
         numbers.data();
}

template <class Visit>
void each_query_part(std::string_view query, std::string_view name, Visit visit) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto part = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    const auto equals = part.find('=');
    std::string key;
    if (!percent_decode(part.substr(0, equals), true, key) || key != name) continue;
    std::string value;
    if (equals == std::string_view::npos || percent_decode(part.substr(equals + 1), true, value)) {
      visit(std::move(value));
    }
  }
}

}  // namespace

bool equals_ignore_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

const std::string* Request::find(std::string_view name) const {
  for (const auto& header : headers) {
    if (equals_ignore_case(header.name, name)) return &header.value;
  }
  return nullptr;
}

std::size_t Request::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(),
                                                [name](const Header& h) { return equals_ignore_case(h.name, name); }));
}

std::string_view reason_phrase(int status) {
  struct Row {
    int status;
    std::string_view phrase;
  };
  static constexpr Row kRows[] = {{200, "OK"},
                                  {201, "Created"},
                                  {202, "Accepted"},
                                  {204, "No Content"},
                                  {304, "Not Modified"},
                                  {400, "Bad Request"},
                                  {401, "Unauthorized"},
                                  {403, "Forbidden"},
                                  {404, "Not Found"},
                                  {405, "Method Not Allowed"},
                                  {409, "Conflict"},
                                  {413, "Content Too Large"},
                                  {414, "URI Too Long"},
                                  {415, "Unsupported Media Type"},
                                  {417, "Expectation Failed"},
                                  {421, "Misdirected Request"},
                                  {422, "Unprocessable Content"},
                                  {429, "Too Many Requests"},
                                  {431, "Request Header Fields Too Large"},
                                  {500, "Internal Server Error"},
                                  {502, "Bad Gateway"},
                                  {503, "Service Unavailable"},
                                  {504, "Gateway Timeout"}};
  for (const auto& row : kRows) {
    if (row.status == status) return row.phrase;
  }
  return {};
}

std::string render_head(const Response& response, std::size_t length, bool keep_alive, bool http_1_0) {
  std::string head = http_1_0 ? "HTTP/1.0 " : "HTTP/1.1 ";
  head.append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status)).append("\r\n");
  head.append("Date: ").append(http_date()).append("\r\n");
  for (const auto& header : response.headers) {
    head.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  if (length != std::string::npos) {
    if (response.status != 204 && response.status != 304) {
      head.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
    }
  } else if (!http_1_0) {
    head.append("Transfer-Encoding: chunked\r\n");
  }
  if (!keep_alive) {
    head.append("Connection: close\r\n");
  } else if (http_1_0) {
    head.append("Connection: keep-alive\r\n");
  }
  return head.append("\r\n");
}

bool split_target(Request& request) {
  std::string_view target = request.target;
  if (target.starts_with("http://") || target.starts_with("https://")) {
    target.remove_prefix(target.find("//") + 2);
    const auto end = target.find_first_of("/?");
    request.authority = std::string(target.substr(0, end));
    target.remove_prefix(end == std::string_view::npos ? target.size() : end);
    if (request.authority.empty() || request.authority.find('@') != std::string::npos) return false;
    if (target.empty() || target.front() != '/') {
      request.path = "/";
      request.query = target.empty() ? "" : std::string(target.substr(1));
      return true;
    }
  }
  if (target == "*") {
    request.path = "*";
    return true;
  }
  if (target.empty() || target.front() != '/') return false;
  const auto question = target.find('?');
  request.path = std::string(target.substr(0, question));
  request.query = question == std::string_view::npos ? std::string{} : std::string(target.substr(question + 1));
  return true;
}

bool percent_decode(std::string_view text, bool plus_is_blank, std::string& out) {
  out.clear();
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (text.size() - i < 3) return false;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      out.push_back(plus_is_blank && text[i] == '+' ? ' ' : text[i]);
    }
  }
  return true;
}

bool query_value(std::string_view query, std::string_view name, std::string& out) {
  bool found = false;
  each_query_part(query, name, [&](std::string value) {
    out = std::move(value);
    found = true;
  });
  return found;
}

std::vector<std::string> query_values(std::string_view query, std::string_view name) {
  std::vector<std::string> values;
  each_query_part(query, name, [&](std::string value) { values.push_back(std::move(value)); });
  return values;
}

}  // namespace autoheal::host::http
