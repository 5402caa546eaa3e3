#include "kit/http/endpoint.hpp"

#include <gtest/gtest.h>

namespace autoheal::kit::http {
namespace {

TEST(Endpoint, IsAnOriginAndNothingElse) {
  const auto origin = [](const char* text) { return std::get<std::string>(parse_endpoint(text)); };
  EXPECT_EQ(origin("https://pd.example.com"), "https://pd.example.com");
  EXPECT_EQ(origin("https://pd.example.com:443/"), "https://pd.example.com");
  EXPECT_EQ(origin("https://10.0.0.7:8443"), "https://10.0.0.7:8443");
  EXPECT_EQ(origin("http://127.0.0.1:4010"), "http://127.0.0.1:4010");
  EXPECT_EQ(origin("http://localhost:4010/"), "http://localhost:4010");
  EXPECT_EQ(origin("http://[::1]:80"), "http://[::1]");
}

TEST(Endpoint, RefusesEveryOtherSpelling) {
  for (const char* bad : {"",
                          "pd.example.com",
                          "ftp://pd.example.com",
                          "HTTPS://pd.example.com",
                          "https://",
                          "https:///x",
                          "https://user@pd.example.com",
                          "https://user:pw@pd.example.com",
                          "https://pd.example.com/api",
                          "https://pd.example.com?x=1",
                          "https://pd.example.com#x",
                          "https://pd.example.com:0",
                          "https://pd.example.com:65536",
                          "https://pd.example.com:",
                          "http://[::1]x",
                          "https://pd.example.com:65536000000",
                          "https://pd.example.com?",
                          "https://pd.example.com#",
                          "https://pd.example.com//",
                          "https://@pd.example.com",
                          "https://pd.example.com:+80",
                          "https://pd.example.com:0443",
                          "https://pd.example.com:80:90",
                          "https://PD.example.com",
                          "https://pd.example.com.",
                          "https://pd..example.com",
                          "https://-pd.example.com",
                          "https://pd_x.example.com",
                          "https://pd.example.com\\@evil.example",
                          "https://pd.example.com\t",
                          " https://pd.example.com",
                          "https://2130706433",
                          "https://0x7f.0.0.1",
                          "https://127.1",
                          "https://0177.0.0.1",
                          "https://[::1",
                          "https://[fe80::1%25eth0]",
                          "https://ex\u00e4mple.com",
                          "https://%31.example.com",
                          "http://pd.example.com",
                          "http://10.0.0.7",
                          "http://127.0.0.1.evil.example",
                          "http://localhost.evil.example",
                          "http://[::ffff:10.0.0.7]",
                          "https://https://pd.example.com"}) {
    EXPECT_TRUE(std::holds_alternative<std::string_view>(parse_endpoint(bad))) << bad;
  }
}

}  // namespace
}  // namespace autoheal::kit::http
