// The sample bodies of tests/data/webhooks with the two invented secrets and the signatures that they make, computed
// with openssl on the command line and once more with another implementation.
#pragma once

#include "webhook/signature.hpp"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::pagerduty::webhook::samples {
using namespace kit;

inline constexpr std::string_view kSecretA = "Vn0cH1b2TqkX9sYw7RzLmE4uJd6pG8aQfKx3NoB5tCiUvWyZ+/A0eShMrDjPlOgF";
inline constexpr std::string_view kSecretB = "q7Lw2ZdN8xTbVr5YkMf0HcJs3PuGa9EiOnQ6R1tXyBvKzDmWlSjCoUpFeAhIg4+/";

struct Vector {
  std::string_view body;
  std::size_t bytes;
  std::string_view mac_a;
  std::string_view mac_b;
};

inline constexpr Vector kVectors[] = {
    {"ping", 264, "ad7d02cf190347d03340150e6b9e6fd1381135ff205d79e7b9d8c5d85f43c058",
     "6843a1070985980bdcc5ac28a63cecde70d61eee2e4b83befceb5afd5ea06cea"},
    {"triggered", 1914, "dea0bd0e02dcd004f32a373131916d247883490be7180b76ffc41bf5d3108d83",
     "ff087909fec0202094f770aa0cbe189523942b71c8e27cb10e19b703d6bbb9d9"},
    {"acknowledged", 1785, "53aab087a4cbae6b3fe9e46c0c2b671a2d87be9b9c11083ab479356690daf391",
     "2d069d096208b57ad2dbbb8ba8fffc543aebe86d0b4dec37cab0feb351897c7e"},
    {"resolved", 1653, "a1286cab6b6e1494f53b9d8a83021e376fc79e3c6da9ff184860eabb6a2cc2b9",
     "ad74b78a0c266af6c28ed4c098f180f0515cb2a2de9a404352a1ea8931e573b6"},
};

inline std::string body(std::string_view name) {
  const std::string path = AUTOHEAL_TEST_DATA "/webhooks/" + std::string(name) + ".json";
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string hex(const Mac& mac) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : mac) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

inline std::string sign(std::string_view secret, std::string_view body) {
  return "v1=" + hex(SigningKey(secret).sign(bytes(body)));
}

// `text` with the first `from` replaced; throws if it is not there, so that no test goes on with an unchanged body.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error("not in the sample: " + std::string(from));
  return text.replace(at, from.size(), to);
}

}  // namespace autoheal::pagerduty::webhook::samples
