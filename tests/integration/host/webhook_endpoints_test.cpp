#include "integration/host/host_fixture.hpp"

#include <utility>

namespace autoheal::host {
namespace {

TEST_F(HostTest, AWebhookUrlIsFoundByItsSecretOnly) {
  const auto host = open();
  add(*host);
  const auto parts = [](const std::string& url) {
    const std::string last = url.substr(url.rfind('/') + 1);
    return std::pair{last.substr(0, last.find('.')), last.substr(last.find('.') + 1)};
  };
  auto& endpoints = host->endpoints();
  const auto [id, secret] = parts(endpoints.url("demo").value());
  EXPECT_EQ(secret.size(), 43U) << "256 bits";
  EXPECT_EQ(endpoints.find(id, secret).value().integration, "demo");
  EXPECT_FALSE(endpoints.find(id, secret).value().matched_previous);
  std::string flipped = secret;
  flipped[0] = flipped[0] == 'A' ? 'B' : 'A';
  const std::pair<std::string, std::string> wrong[] = {
      {id, flipped}, {id, ""}, {id, secret + "x"}, {"nope", secret}, {"", ""}};
  for (const auto& [a, b] : wrong) {
    ASSERT_FALSE(endpoints.find(a, b).has_value());
    EXPECT_EQ(endpoints.find(a, b).error().message, endpoints.find("other", "x").error().message) << "no oracle";
  }
  const auto [same_id, fresh] = parts(endpoints.rotate("demo", std::chrono::seconds{60}).value());
  EXPECT_EQ(same_id, id);
  EXPECT_FALSE(endpoints.find(id, fresh).value().matched_previous);
  EXPECT_TRUE(endpoints.find(id, secret).value().matched_previous) << "within its grace";
  clock_.time += std::chrono::seconds{61};
  EXPECT_FALSE(endpoints.find(id, secret).has_value()) << "after it";
  EXPECT_TRUE(endpoints.find(id, fresh).has_value());
  ASSERT_TRUE(host->integrations().remove("demo").has_value());
  EXPECT_FALSE(endpoints.find(id, fresh).has_value());
}

TEST_F(HostTest, ThePluginLearnsItsUrlAndEveryNewOne) {
  const auto host = open();
  add(*host);
  EXPECT_FALSE(echo(*host).at("url_known").as_bool());
  ASSERT_TRUE(host->endpoints().set_enabled("demo", true).has_value());
  EXPECT_TRUE(echo(*host).at("url_known").as_bool());
  const std::int64_t before = host->integrations().get("demo").value().revision;
  ASSERT_TRUE(host->endpoints().set_base("https://hooks.example.com").has_value());
  EXPECT_GT(host->integrations().get("demo").value().revision, before);
  EXPECT_EQ(host->endpoints().url("demo").value().rfind("https://hooks.example.com/api/webhooks/demo/", 0), 0U);
}

}  // namespace
}  // namespace autoheal::host
