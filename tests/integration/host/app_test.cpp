// What a process of the host makes at its start: tokens, files, plugins.
#include "app/ready_file.hpp"
#include "integration/host/host_fixture.hpp"
#include "plugin/plugin_file.hpp"

#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

TEST_F(HostTest, AdminTokenStaysAndIsPrivate) {
  const auto host = open();
  const std::string token{host->admin_token().value().reveal()};
  EXPECT_EQ(token.size(), 43U);
  EXPECT_EQ(open()->admin_token().value().reveal(), token);
  std::filesystem::permissions(dir_.path() / "data" / "admin.token", std::filesystem::perms{0644});
  EXPECT_FALSE(host->admin_token().has_value());
  std::filesystem::remove(dir_.path() / "data" / "admin.token");
  EXPECT_NE(host->admin_token().value().reveal(), token);
}

TEST_F(HostTest, AFileThatChangesAfterItWasLookedAtIsNotTheSameFile) {
  const auto path = dir_.path() / "plugins" / "demo.so";
  const auto file = inspect_plugin_file(path);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_TRUE(is_unchanged(file.value()));
  std::filesystem::copy_file(path, dir_.path() / "other");
  std::filesystem::rename(dir_.path() / "other", path);
  EXPECT_FALSE(is_unchanged(file.value())) << "the same bytes in another file";
  std::filesystem::remove(path);
  EXPECT_FALSE(is_unchanged(file.value()));
}

TEST_F(HostTest, WithoutAProgramToTryThemNewPluginsAreNotLoaded) {
  HostOptions options;
  options.data_dir = dir_.path() / "fresh";
  options.plugin_dirs = {dir_.path() / "plugins"};
  options.manifest_dir = AUTOHEAL_FAKE_MANIFESTS;
  const auto host = Host::open(options).value();
  EXPECT_TRUE(host->plugins().plugins().empty());
  ASSERT_FALSE(host->plugins().refused().empty());
  const auto missing = host->plugins().find("demo");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().code, Errc::not_found);
  options.trial_program = "/nonexistent";
  EXPECT_TRUE(Host::open(options).value()->plugins().plugins().empty());
}

TEST_F(HostTest, ReadyFileIsPrivateAndComplete) {
  const auto file = dir_.path() / "ready.json";
  ASSERT_TRUE(write_ready_file(file, {"http://127.0.0.1:1", "token", "http://127.0.0.1:2"}).has_value());
  struct stat st {};
  ASSERT_EQ(::stat(file.c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777U, 0600U);
  std::ifstream in{file};
  const json::value ready = json::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
  EXPECT_EQ(ready.at("admin_url").as_string(), "http://127.0.0.1:1");
  EXPECT_EQ(ready.at("pid").as_int64(), ::getpid());
  EXPECT_FALSE(write_ready_file(dir_.path() / "absent" / "f", {}).has_value());
}

}  // namespace
}  // namespace autoheal::host
