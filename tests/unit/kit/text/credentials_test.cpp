#include "kit/text/credentials.hpp"

#include "kit/text/text.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <vector>

namespace autoheal::kit {
namespace {

namespace json = boost::json;

const std::vector<std::string> kCredentials{"api_key",
                                            "apiKey",
                                            "APIKey",
                                            "apikey",
                                            "X-Api-Key",
                                            "API key",
                                            "datadog_api_key",
                                            "accessToken",
                                            "access_token",
                                            "auth.token",
                                            "token",
                                            "token1",
                                            "refresh_tokens",
                                            "clientSecret",
                                            "client_secret_value",
                                            "dbPassword",
                                            "db_password",
                                            "dbpassword",
                                            "DB_PASSWORD_OLD",
                                            "PassWord",
                                            "password_sha256",
                                            "password2",
                                            "passwd",
                                            "passphrase",
                                            "PWD",
                                            "db_pass",
                                            "secret",
                                            "secrets",
                                            "secret_access_key",
                                            "routing_key",
                                            "routingKey",
                                            "service_key",
                                            "integration_key",
                                            "private_key",
                                            "privateKey",
                                            "ssh_key",
                                            "SharedAccessKey",
                                            "authorization",
                                            "Proxy-Authorization",
                                            "cookie",
                                            "Set-Cookie",
                                            "session_cookies",
                                            "credentials",
                                            "basic_auth",
                                            "labels.api_key"};

const std::vector<std::string> kOthers{"",
                                       "dedup_key",
                                       "dedupKey",
                                       "partition_key",
                                       "sort_key",
                                       "primary_key",
                                       "foreign_key",
                                       "public_key",
                                       "cache_key",
                                       "incident_key",
                                       "alert_key",
                                       "key",
                                       "keys",
                                       "keyboard",
                                       "monkey",
                                       "token_count",
                                       "tokenCount",
                                       "tokenizer",
                                       "max_tokens",
                                       "tokens",
                                       "next_page_token",
                                       "nextPageToken",
                                       "secretary",
                                       "secret_expires_at",
                                       "passenger",
                                       "passport",
                                       "tests_pass",
                                       "password_expired",
                                       "authorized",
                                       "author",
                                       "authentication_method",
                                       "cookies_enabled",
                                       "hash",
                                       "value",
                                       "text",
                                       "_",
                                       "...",
                                       "7"};

TEST(CredentialName, IsOneWhateverItsSpelling) {
  for (const std::string& name : kCredentials) EXPECT_TRUE(is_credential_name(name)) << name;
}

TEST(CredentialName, IsNoneForWordsThatOnlyLookAlike) {
  for (const std::string& name : kOthers) EXPECT_FALSE(is_credential_name(name)) << name;
}

// The same names decide in running text.
TEST(CredentialName, MasksItsValueInRunningText) {
  for (const std::string& name : kCredentials) {
    for (const char* between : {": ", "=", "\": \"", "\\\":\\\"", "='"}) {
      const std::string text = "at " + name + between + "abc4defgh";
      EXPECT_EQ(mask_secrets(text), "at " + name + between + "[masked]") << text;
    }
  }
  for (const std::string& name : kOthers) {
    const std::string text = "at x" + name + ": abc4defgh";
    EXPECT_EQ(mask_secrets(text), text);
  }
}

TEST(CredentialName, MasksAllThatIsQuotedOrInBrackets) {
  EXPECT_EQ(mask_secrets(R"({"password":"two words","a":1})"), R"({"password":"[masked]","a":1})");
  EXPECT_EQ(mask_secrets(R"({"password":"a\"b c","a":1})"), R"({"password":"[masked]","a":1})");
  EXPECT_EQ(mask_secrets(R"({\"password\":\"two words\",\"a\":1})"), R"({\"password\":\"[masked]\",\"a\":1})");
  EXPECT_EQ(mask_secrets(R"({"secrets":["a b",{"c":"d"}],"a":1})"), R"({"secrets":[masked],"a":1})");
  EXPECT_EQ(mask_secrets(R"({"password":{"c":"d e")"), R"({"password":[masked])");
  EXPECT_EQ(mask_secrets("password: \"open word"), "password: \"[masked] word");
}

TEST(CredentialName, AMaskIsNotMaskedAgain) {
  for (const char* text : {"password: hunter2 and more", "api_key=0123456789abcdef", R"("secret":"a b")"}) {
    const std::string once = mask_secrets(text);
    EXPECT_EQ(mask_secrets(once), once);
  }
}

TEST(WithoutCredentials, MasksWhateverTheValueIs) {
  const json::value got = without_credentials(json::parse(
      R"({"password":"hunter2","db":{"db_password":"s3cretPW99","port":5432},"accessToken":42,"clientSecret":["a","b"],
          "credentials":{"user":"u"},"list":[{"apiKey":"x"},[{"cookie":true}]],"token":null,"dedup_key":"k"})"));
  EXPECT_EQ(got, json::parse(R"({"password":"[masked]","db":{"db_password":"[masked]","port":5432},
      "accessToken":"[masked]","clientSecret":"[masked]","credentials":"[masked]",
      "list":[{"apiKey":"[masked]"},[{"cookie":"[masked]"}]],"token":null,"dedup_key":"k"})"));
}

TEST(WithoutCredentials, KnowsTheNameBesideTheValue) {
  EXPECT_EQ(without_credentials(json::parse(R"([{"name":"DB_PASSWORD","value":"x"},{"name":"HOME","value":"/"}])")),
            json::parse(R"([{"name":"DB_PASSWORD","value":"[masked]"},{"name":"HOME","value":"/"}])"));
}

TEST(WithoutCredentials, SeesThroughInvisibleCharacters) {
  EXPECT_EQ(without_credentials(json::object{{"pass\u200Bword", "x"}}), (json::object{{"pass\u200Bword", "[masked]"}}));
}

// An object or array of the depth, with the secret somewhere under a credential's name, and innocent values beside it.
json::value nest(int depth, const std::string& secret) {
  if (depth == 0) {
    const std::string name = *rc::gen::elementOf(kCredentials);
    if (*rc::gen::arbitrary<bool>()) return json::object{{"a", 1}, {name, secret}};
    return json::object{{name, json::object{{"x", json::array{secret, 7}}}}};
  }
  json::value inner = nest(depth - 1, secret);
  if (*rc::gen::arbitrary<bool>()) return json::array{"word", std::move(inner)};
  return json::object{{*rc::gen::elementOf(kOthers), std::move(inner)}, {"z", false}};
}

RC_GTEST_PROP(WithoutCredentials, LeavesNoneHoweverDeep, ()) {
  const json::value document = nest(*rc::gen::inRange(0, 12), "Xy7zzy");
  RC_ASSERT(json::serialize(document).find("Xy7zzy") != std::string::npos);
  RC_ASSERT(json::serialize(without_credentials(document)).find("Xy7zzy") == std::string::npos);
}

}  // namespace
}  // namespace autoheal::kit
