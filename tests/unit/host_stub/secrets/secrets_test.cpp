#include "base/bytes.hpp"
#include "base/files.hpp"
#include "secrets/key_file.hpp"
#include "secrets/record.hpp"
#include "secrets/secret_box.hpp"
#include "support/temp_dir.hpp"

#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace autoheal::host {
namespace {

const Bytes kKey(32, 7);
const RecordPlace kPlace{42, "api_key", "0123abcd"};

TEST(Record, OpensWhatItSealed) {
  for (const std::string& text :
       {std::string{"s3cr3t"}, std::string{}, std::string(65536, 'x'), std::string{"a\0b", 3}}) {
    const auto record = seal_record(kKey, kPlace, text);
    ASSERT_TRUE(record.has_value());
    const auto opened = open_record(kKey, kPlace, *record);
    ASSERT_TRUE(opened.has_value());
    EXPECT_EQ(opened->reveal(), text);
  }
}

TEST(Record, NeverSealsTheSameBytesTwice) {
  EXPECT_NE(*seal_record(kKey, kPlace, "same"), *seal_record(kKey, kPlace, "same"));
}

TEST(Record, EveryFlippedBitIsNoticed) {
  const Bytes record = *seal_record(kKey, kPlace, "the secret of a test");
  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    Bytes changed = record;
    changed[bit / 8] = static_cast<std::uint8_t>(changed[bit / 8] ^ (1U << (bit % 8)));
    EXPECT_FALSE(open_record(kKey, kPlace, changed).has_value()) << "bit " << bit;
  }
}

TEST(Record, EveryCutIsNoticed) {
  const Bytes record = *seal_record(kKey, kPlace, "the secret of a test");
  for (std::size_t size = 0; size < record.size(); ++size) {
    EXPECT_FALSE(open_record(kKey, kPlace, ByteView{record}.first(size)).has_value()) << size;
  }
  Bytes longer = record;
  longer.push_back(0);
  EXPECT_FALSE(open_record(kKey, kPlace, longer).has_value());
}

TEST(Record, IsBoundToItsPlace) {
  const Bytes record = *seal_record(kKey, kPlace, "x");
  const RecordPlace places[] = {{43, "api_key", "0123abcd"},
                                {42, "signing_secret", "0123abcd"},
                                {4, "2|api_key", "0123abcd"},
                                {42, "api_key", "0123abce"},
                                {42, "", "0123abcd"}};
  for (const RecordPlace& place : places) {
    EXPECT_FALSE(open_record(kKey, place, record).has_value()) << place.integration_id << " " << place.field;
  }
  EXPECT_FALSE(open_record(Bytes(32, 8), kPlace, record).has_value()) << "another key";
  EXPECT_FALSE(open_record(Bytes(31, 7), kPlace, record).has_value()) << "a short key";
}

TEST(Record, RefusesToSealWithWhatIsNoKey) {
  EXPECT_FALSE(seal_record(Bytes(16, 1), kPlace, "x").has_value());
  EXPECT_FALSE(seal_record(kKey, {1, "f", "nothex!!"}, "x").has_value());
  EXPECT_FALSE(seal_record(kKey, {1, "f", "00"}, "x").has_value());
  EXPECT_FALSE(seal_record(kKey, kPlace, std::string(65537, 'x')).has_value());
}

class KeyFileTest : public ::testing::Test {
 protected:
  std::filesystem::path file() const { return dir_.path() / "master.key"; }
  void write(const std::string& text, mode_t mode = 0600) const {
    std::ofstream{file()} << text;
    ::chmod(file().c_str(), mode);
  }
  TempDir dir_;
};

TEST_F(KeyFileTest, IsCreatedOnceAndPrivate) {
  ASSERT_TRUE(create_key_file(file()).has_value());
  struct stat st {};
  ASSERT_EQ(::stat(file().c_str(), &st), 0);
  EXPECT_EQ(st.st_mode & 0777U, 0600U);
  const auto key = read_key_file(file());
  ASSERT_TRUE(key.has_value()) << key.error().message;
  EXPECT_EQ(key.value().bytes.reveal().size(), 32U);
  EXPECT_EQ(key.value().key_id.size(), 8U);
  const auto again = create_key_file(file());
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::name_taken);
  EXPECT_EQ(read_key_file(file()).value().key_id, key.value().key_id);
}

TEST_F(KeyFileTest, PurposesHaveTheirOwnKeys) {
  ASSERT_TRUE(create_key_file(file()).has_value());
  const auto key = read_key_file(file());
  const SecretText a = derive_key(key.value(), "a");
  EXPECT_EQ(a.reveal(), derive_key(key.value(), "a").reveal());
  EXPECT_NE(a.reveal(), derive_key(key.value(), "b").reveal());
  EXPECT_NE(a.reveal(), key.value().bytes.reveal());
}

// The stores that exist were sealed with these: they must stay what they are.
TEST_F(KeyFileTest, DerivedKeysNeverChange) {
  const std::string hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
  ASSERT_TRUE(create_private_file(file(), hex + "\n").has_value());
  const auto key = read_key_file(file());
  ASSERT_TRUE(key.has_value()) << key.error().message;
  EXPECT_EQ(key.value().key_id, "a5f5140c");
  EXPECT_EQ(render_hex(as_bytes(derive_key(key.value(), "autoheal secrets").reveal())),
            "45646541782b750b56c775a9bffe59edb52097af227bcb6a9e3e7148f63d98b6");
  EXPECT_EQ(render_hex(as_bytes(derive_key(key.value(), "").reveal())),
            "37ad29109f43265287804b674e2653d0a513718907f97fca97c95bded8104bbf");
}

TEST_F(KeyFileTest, RefusesEveryCarelessOrDamagedFile) {
  const std::string good = std::string(64, 'a') + "\n";
  struct Row {
    const char* what;
    std::function<void()> make;
    const char* why;
  };
  const Row rows[] = {
      {"missing", [] {}, "is missing"},
      {"group readable", [&] { write(good, 0640); }, "used by others"},
      {"world readable", [&] { write(good, 0604); }, "used by others"},
      {"executable", [&] { write(good, 0700); }, "used by others"},
      {"empty", [&] { write(""); }, "size of a key"},
      {"cut", [&] { write(good.substr(0, 40)); }, "size of a key"},
      {"too long", [&] { write(good + good); }, "size of a key"},
      {"not hex", [&] { write(std::string(64, 'g') + "\n"); }, "does not hold a key"},
      {"no line break", [&] { write(std::string(65, 'a')); }, "does not hold a key"},
      {"link",
       [&] {
         std::ofstream{dir_.path() / "real"} << good;
         ::chmod((dir_.path() / "real").c_str(), 0600);
         ASSERT_EQ(::symlink((dir_.path() / "real").c_str(), file().c_str()), 0);
       },
       "is a link"},
      {"pipe", [&] { ASSERT_EQ(::mkfifo(file().c_str(), 0600), 0); }, "not a regular file"},
      {"directory", [&] { std::filesystem::create_directory(file()); }, "not a regular file"},
      {"directory open to all",
       [&] {
         write(good);
         ::chmod(dir_.path().c_str(), 0777);
       },
       "others may write to"},
  };
  for (const Row& row : rows) {
    std::filesystem::remove_all(file());
    ::chmod(dir_.path().c_str(), 0700);
    row.make();
    const auto key = read_key_file(file());
    ASSERT_FALSE(key.has_value()) << row.what;
    EXPECT_EQ(key.error().code, Errc::locked) << row.what;
    EXPECT_NE(key.error().message.find(row.why), std::string::npos) << row.what << ": " << key.error().message;
    EXPECT_FALSE(key.error().hint.empty()) << row.what;
    EXPECT_EQ(key.error().message.find("aaaa"), std::string::npos) << row.what;
  }
}

TEST_F(KeyFileTest, RefusesAFileOfSomebodyElse) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  write(std::string(64, 'a') + "\n");
  ASSERT_EQ(::chown(file().c_str(), 12345, 12345), 0);
  const auto key = read_key_file(file());
  ASSERT_FALSE(key.has_value());
  EXPECT_NE(key.error().message.find("somebody else"), std::string::npos);
}

using SecretBoxTest = KeyFileTest;

TEST_F(SecretBoxTest, NewStoreGetsItsKeyAndKeepsIt) {
  std::string id;
  Bytes record;
  {
    const SecretBox box{file(), ""};
    id = box.key_id().value();
    record = box.seal(1, "api_key", "s3cr3t").value();
  }
  const SecretBox again{file(), id};
  EXPECT_EQ(again.open(1, "api_key", record).value().reveal(), "s3cr3t");
}

TEST_F(SecretBoxTest, FingerprintsTellApartAndSayNothing) {
  const SecretBox box{file(), ""};
  const std::string one = box.fingerprint("one").value();
  EXPECT_EQ(one.size(), 8U);
  EXPECT_EQ(one, box.fingerprint("one").value());
  EXPECT_NE(one, box.fingerprint("two").value());
  std::filesystem::remove(file());
  const SecretBox other{file(), ""};
  EXPECT_NE(one, other.fingerprint("one").value()) << "keyed";
}

TEST_F(SecretBoxTest, LockedBoxAnswersNothingAndOpensWhenTheKeyIsBack) {
  const SecretBox first{file(), ""};
  const std::string id = first.key_id().value();
  const Bytes record = first.seal(1, "f", "s3cr3t").value();
  const auto aside = dir_.path() / "aside";
  std::filesystem::rename(file(), aside);
  const SecretBox box{file(), id};
  EXPECT_FALSE(std::filesystem::exists(file())) << "a known key is never made again";
  EXPECT_EQ(box.check().error().code, Errc::locked);
  EXPECT_EQ(box.open(1, "f", record).error().code, Errc::locked);
  EXPECT_EQ(box.seal(1, "f", "x").error().code, Errc::locked);
  EXPECT_EQ(box.fingerprint("x").error().code, Errc::locked);
  std::filesystem::rename(aside, file());
  EXPECT_EQ(box.open(1, "f", record).value().reveal(), "s3cr3t");
}

TEST_F(SecretBoxTest, AnotherKeyIsNotTaken) {
  const std::string id = SecretBox{file(), ""}.key_id().value();
  std::filesystem::remove(file());
  ASSERT_TRUE(create_key_file(file()).has_value());
  const SecretBox box{file(), id};
  ASSERT_FALSE(box.check().has_value());
  EXPECT_EQ(box.check().error().code, Errc::locked);
  EXPECT_NE(box.check().error().message.find(id), std::string::npos);
}

TEST_F(SecretBoxTest, SwappedRecordsDoNotOpen) {
  const SecretBox box{file(), ""};
  const Bytes a = box.seal(1, "api_key", "a").value();
  const Bytes b = box.seal(2, "api_key", "b").value();
  EXPECT_EQ(box.open(2, "api_key", a).error().code, Errc::locked);
  EXPECT_EQ(box.open(1, "api_key", b).error().code, Errc::locked);
  EXPECT_EQ(box.open(1, "signing_secret", a).error().code, Errc::locked);
}

}  // namespace
}  // namespace autoheal::host
