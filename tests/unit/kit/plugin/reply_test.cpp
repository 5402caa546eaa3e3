#include "kit/plugin/reply.hpp"

#include "kit/plugin/in_force.hpp"
#include "kit/plugin/read_secret.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

TEST(Reply, OfAnErrorHasItsClassAndItsDocument) {
  for (int code = 0; code <= static_cast<int>(kLastErrc); ++code) {
    const Error error = Error::of(static_cast<Errc>(code), "It did not work.");
    const autoheal::Reply reply = to_reply(error);
    EXPECT_EQ(reply.status, to_abi_status(error.code));
    EXPECT_NE(reply.status, AUTOHEAL_OK);
    EXPECT_EQ(boost::json::parse(reply.document).at("code").as_string(), name(error.code));
  }
}

TEST(Reply, OfAResultIsOneOrTheOther) {
  EXPECT_EQ(to_reply(Result<std::string>("{}")).status, AUTOHEAL_OK);
  EXPECT_EQ(to_reply(Result<std::string>("{}")).document, "{}");
  EXPECT_EQ(to_reply(Result<std::string>(failure(Errc::not_found, "No."))).status, AUTOHEAL_NOT_FOUND);
}

TEST(Reply, OfConfigureSpeaksOnlyWhenThereIsSomethingToSay) {
  EXPECT_EQ(configured().document, "");
  EXPECT_EQ(configured({{"/token", "There were blanks."}}).document,
            R"({"warnings":[{"pointer":"/token","message":"There were blanks."}]})");
  EXPECT_EQ(configured({{"/token", "There were blanks."}}).status, AUTOHEAL_OK);
}

autoheal_status g_answer = AUTOHEAL_OK;  // of the host's store, for the test below

TEST(ReadSecret, TellsNotSetFromNotReadable) {
  autoheal_host table{};
  table.struct_size = sizeof table;
  const autoheal::Host without(&table);
  EXPECT_EQ(read_secret(without, "token").error().code, Errc::secrets_locked);
  table.secret_read = [](void*, autoheal_text, void* to, autoheal_write_fn write) -> autoheal_status {
    return g_answer == AUTOHEAL_OK ? write(to, "s3cret", 6) : g_answer;
  };
  const autoheal::Host host(&table);
  g_answer = AUTOHEAL_OK;
  EXPECT_EQ(read_secret(host, "token").value()->reveal(), "s3cret");
  g_answer = AUTOHEAL_NOT_FOUND;
  EXPECT_FALSE(read_secret(host, "token").value().has_value());
  for (const autoheal_status status : {AUTOHEAL_UNAVAILABLE, AUTOHEAL_INTERNAL, AUTOHEAL_UNSUPPORTED}) {
    g_answer = status;
    EXPECT_EQ(read_secret(host, "token").error().code, Errc::secrets_locked) << status;
  }
}

TEST(InForce, ACallKeepsWhatItTook) {
  InForce<int> value;
  EXPECT_EQ(value.get(), nullptr);
  value.put(std::make_shared<const int>(1));
  const auto taken = value.get();
  value.put(std::make_shared<const int>(2));
  EXPECT_EQ(*taken, 1);
  EXPECT_EQ(*value.get(), 2);
}

}  // namespace
}  // namespace autoheal::kit
