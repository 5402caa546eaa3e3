#include "base/files.hpp"

#include "support/temp_dir.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

unsigned mode_of(const std::filesystem::path& path) {
  struct stat st {};
  EXPECT_EQ(::stat(path.c_str(), &st), 0);
  return st.st_mode & 0777U;
}

TEST(Files, WritesPrivateFilesAsAWhole) {
  const TempDir dir;
  const auto file = dir.path() / "f";
  ::umask(0);
  ASSERT_TRUE(write_private_file(file, "one").has_value());
  ASSERT_TRUE(write_private_file(file, "two").has_value());
  ::umask(022);
  EXPECT_EQ(read_file(file, 100).value(), "two");
  EXPECT_EQ(mode_of(file), 0600U);
  int others = 0;
  for (const auto& entry : std::filesystem::directory_iterator{dir.path()}) others += entry.path() != file;
  EXPECT_EQ(others, 0) << "temporary files are left";
}

TEST(Files, CreatesOnlyWhatIsNotThere) {
  const TempDir dir;
  const auto file = dir.path() / "f";
  ASSERT_TRUE(create_private_file(file, "one").has_value());
  EXPECT_EQ(mode_of(file), 0600U);
  const auto again = create_private_file(file, "two");
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::name_taken);
  EXPECT_EQ(read_file(file, 100).value(), "one");
  ASSERT_EQ(::symlink((dir.path() / "target").c_str(), (dir.path() / "link").c_str()), 0);
  EXPECT_FALSE(create_private_file(dir.path() / "link", "x").has_value());
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "target"));
}

TEST(Files, FailuresAreNamed) {
  const TempDir dir;
  std::ofstream{dir.path() / "big"} << std::string(101, 'x');
  ASSERT_EQ(::mkfifo((dir.path() / "pipe").c_str(), 0600), 0);
  const std::pair<const char*, const char*> rows[] = {
      {"absent", "No such file"}, {"big", "larger"}, {"pipe", "not a regular file"}, {".", "not a regular file"}};
  for (const auto& [name, why] : rows) {
    const auto read = read_file(dir.path() / name, 100);
    ASSERT_FALSE(read.has_value()) << name;
    EXPECT_EQ(read.error().code, Errc::io) << name;
    EXPECT_NE(read.error().message.find(why), std::string::npos) << read.error().message;
  }
  EXPECT_FALSE(write_private_file(dir.path() / "absent" / "f", "x").has_value());
  EXPECT_FALSE(create_private_file(dir.path() / "absent" / "f", "x").has_value());
}

TEST(Files, MakesPrivateDirectories) {
  const TempDir dir;
  ASSERT_TRUE(make_private_directory(dir.path() / "a" / "b").has_value());
  EXPECT_EQ(mode_of(dir.path() / "a" / "b"), 0700U);
  EXPECT_TRUE(make_private_directory(dir.path() / "a" / "b").has_value()) << "it is there already";
  std::ofstream{dir.path() / "file"} << "x";
  EXPECT_FALSE(make_private_directory(dir.path() / "file").has_value());
  EXPECT_FALSE(make_private_directory(dir.path() / "file" / "below").has_value());
}

}  // namespace
}  // namespace autoheal::host
