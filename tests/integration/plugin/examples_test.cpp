// The questions of the manifest, each asked in its one call through the ABI, against a PagerDuty that tells the story
// of the demo: answered, within the budget, in the declared shape, and without a secret.
#include "manifest/manifest.hpp"
#include "plugin_fixture.hpp"
#include "schema/schema.hpp"
#include "support/simulator_process.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <set>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

class Examples : public PluginTest {
 protected:
  Examples() {
    host_.set_secret("api_key", simulator_.key("general"));
    host_.set_now(std::chrono::system_clock::now());  // the demo's story is relative to now
    std::ifstream file(AUTOHEAL_MANIFEST, std::ios::binary);
    const std::string yaml{std::istreambuf_iterator<char>(file), {}};
    manifest_ = host::parse_manifest(yaml, AUTOHEAL_MANIFEST).value();
    operations_ = json::parse(client::describe(plugin_, {}, on_breach()).document).at("operations").as_array();
  }

  void connect() {
    const std::string settings = json::serialize(json::object{{"endpoint", simulator_.base_url()}});
    ASSERT_EQ(configure(settings).status, AUTOHEAL_OK);
  }

  const json::object& operation(std::string_view name) const {
    for (const json::value& candidate : operations_) {
      if (candidate.at("name").as_string() == name) return candidate.as_object();
    }
    throw std::runtime_error("no operation " + std::string(name));
  }

  const test::SimulatorProcess simulator_;
  host::Manifest manifest_;
  json::array operations_;
};

TEST_F(Examples, TestConnectionPasses) {
  connect();
  const client::Outcome table = seen(instance().test_connection({.deadline = client::Steady::now() + 30s}));
  ASSERT_EQ(table.status, AUTOHEAL_OK) << table.document;
  EXPECT_EQ(json::parse(table.document).at("verdict"), "pass") << table.document;
}

TEST_F(Examples, AreAnsweredInOneCall) {
  connect();
  for (const host::ManifestExample& example : manifest_.examples) {
    SCOPED_TRACE(example.question);
    const client::Outcome outcome =
        seen(instance().query(example.operation, example.arguments, {.deadline = client::Steady::now() + 30s}));
    ASSERT_EQ(outcome.status, AUTOHEAL_OK) << outcome.document;
    EXPECT_LE(outcome.document.size(), 16'384U);
    const json::value envelope = json::parse(outcome.document);
    EXPECT_FALSE(envelope.at("summary").as_string().empty());
    EXPECT_TRUE(envelope.at("meta").at("complete").is_bool());
    for (const auto& problem :
         host::check_against_schema(operation(example.operation).at("result").as_object(), envelope.at("data"))) {
      ADD_FAILURE() << "data" << problem.pointer << ": " << problem.message;
    }
  }
}

// An agent's operation that no example shows is one that nobody finds.
TEST_F(Examples, ShowEveryOperationOfTheAgent) {
  std::set<std::string> shown;
  for (const host::ManifestExample& example : manifest_.examples) shown.insert(example.operation);
  for (const json::value& candidate : operations_) {
    const std::string name(candidate.at("name").as_string());
    EXPECT_EQ(shown.contains(name), candidate.at("audience") == "agent") << name;
  }
}

}  // namespace
}  // namespace autoheal::pagerduty
