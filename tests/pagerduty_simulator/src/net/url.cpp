#include "net/url.hpp"

#include <algorithm>
#include <cstdint>

namespace simulator {

std::string encode_base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      const bool padding = i + k > bytes.size();
      out.push_back(padding ? '=' : kAlphabet[(group >> (18 - 6 * k)) & 63U]);
    }
  }
  return out;
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  url.scheme = std::string(text.substr(0, colon));
  if (url.scheme != "http" && url.scheme != "https") return std::nullopt;
  text.remove_prefix(colon + 3);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  std::string_view authority = text.substr(0, end);
  std::string_view rest = text.substr(end);
  rest = rest.substr(0, rest.find('#'));
  url.target = rest.empty() || rest.front() != '/' ? "/" + std::string(rest) : std::string(rest);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.basic_credentials = encode_base64(authority.substr(0, at));
    authority.remove_prefix(at + 1);
  }
  if (authority.empty()) return std::nullopt;
  url.host_header = std::string(authority);
  const std::size_t bracket = authority.rfind(']');
  const std::size_t port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  url.host = std::string(authority.substr(0, port));
  url.port =
      port == std::string_view::npos ? (url.scheme == "http" ? "80" : "443") : std::string(authority.substr(port + 1));
  if (url.host.size() > 1 && url.host.front() == '[') url.host = url.host.substr(1, url.host.size() - 2);
  if (url.host.empty() || url.port.empty()) return std::nullopt;
  if (text.find_first_of(" \r\n\t") != std::string_view::npos) return std::nullopt;
  return url;
}

}  // namespace simulator
