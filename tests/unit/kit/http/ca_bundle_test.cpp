#include "kit/http/ca_bundle.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace autoheal::kit::http {
namespace {

using testing::HasSubstr;

TEST(CaBundle, TheSystemsIsFineAndADamagedOneIsNot) {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("ca_bundle_test_" + std::to_string(::getpid()) + ".pem");
  std::ofstream(path) << "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  EXPECT_THAT(check_ca_bundle(path.string()), HasSubstr("damaged"));
  std::filesystem::remove(path);
  const std::string system = "/etc/ssl/certs/ca-certificates.crt";
  if (!std::filesystem::exists(system)) GTEST_SKIP() << "no system bundle";
  EXPECT_EQ(check_ca_bundle(system), "");
}

}  // namespace
}  // namespace autoheal::kit::http
