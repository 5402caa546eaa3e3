#include "manifest/manifest.hpp"

#include "description.hpp"
#include "schema/schema.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace autoheal::pagerduty {
namespace {

namespace json = boost::json;

class ManifestTest : public testing::Test {
 protected:
  ManifestTest() {
    std::ifstream file(AUTOHEAL_MANIFEST, std::ios::binary);
    const std::string yaml{std::istreambuf_iterator<char>(file), {}};
    auto parsed = host::parse_manifest(yaml, AUTOHEAL_MANIFEST);
    if (!parsed.has_value()) throw std::runtime_error(parsed.error().message);
    manifest_ = std::move(parsed.value());
  }

  host::Manifest manifest_;
  const json::object description_ = description();
};

TEST_F(ManifestTest, IsUnderstoodWithoutAWarning) {
  for (const std::string& warning : manifest_.warnings) ADD_FAILURE() << warning;
}

TEST_F(ManifestTest, NamesTheLibraryThatIsBuilt) {
  EXPECT_EQ(manifest_.library, std::filesystem::path(AUTOHEAL_PLUGIN_FILE).filename());
  EXPECT_EQ(manifest_.id, description_.at("id").as_string());
  EXPECT_EQ(manifest_.name, description_.at("name").as_string());
  EXPECT_EQ(manifest_.version, description_.at("version").as_string());
  EXPECT_EQ(manifest_.abi_major, AUTOHEAL_ABI_MAJOR);
  EXPECT_EQ(manifest_.abi_minor_needed, 0U);
}

TEST_F(ManifestTest, SaysWhatTheKeyNeedsAndWhy) {
  const auto required = std::count_if(manifest_.permissions.begin(), manifest_.permissions.end(),
                                      [](const host::ManifestPermission& permission) { return permission.required; });
  EXPECT_EQ(required, 4) << "incidents, services, schedules, users";
  for (const host::ManifestPermission& permission : manifest_.permissions) {
    EXPECT_GE(permission.reason.size(), 20U) << permission.name;
  }
}

TEST_F(ManifestTest, NamesTheHostsThatTheKeyGoesTo) {
  EXPECT_EQ(manifest_.egress, (std::vector<std::string>{"https://api.pagerduty.com", "https://api.eu.pagerduty.com"}));
}

TEST_F(ManifestTest, HelpsAtEachSymptom) {
  std::vector<std::string> symptoms;
  for (const host::ManifestTroubleshooting& entry : manifest_.troubleshooting) {
    symptoms.push_back(entry.symptom);
    EXPECT_GE(entry.checks.size(), 2U) << entry.symptom;
  }
  EXPECT_EQ(symptoms, (std::vector<std::string>{"401 Unauthorized Error", "No Incidents Found", "Rate Limiting",
                                                "Webhook Alerts Not Appearing", "Signature rejected"}));
}

TEST_F(ManifestTest, SetupNamesTheEventsThatChangeAnAlert) {
  std::string steps;
  for (const std::string& step : manifest_.alert_source) steps += step + "\n";
  for (const json::value& type : description_.at("webhook").at("event_types").as_array()) {
    EXPECT_NE(steps.find(std::string(type.as_string())), std::string::npos) << type;
  }
  EXPECT_FALSE(manifest_.setup.empty());
}

TEST_F(ManifestTest, EachExampleIsACallThatTheLibraryTakes) {
  EXPECT_GE(manifest_.examples.size(), 4U);
  for (const host::ManifestExample& example : manifest_.examples) {
    const json::array& operations = description_.at("operations").as_array();
    const auto found = std::find_if(operations.begin(), operations.end(), [&](const json::value& operation) {
      return operation.at("name").as_string() == example.operation;
    });
    if (found == operations.end()) {
      ADD_FAILURE() << example.question << ": there is no operation " << example.operation;
      continue;
    }
    EXPECT_EQ(found->at("audience"), "agent") << example.question;
    for (const auto& problem :
         host::check_against_schema(found->at("arguments").as_object(), json::parse(example.arguments))) {
      ADD_FAILURE() << example.question << " " << problem.pointer << ": " << problem.message;
    }
  }
}

}  // namespace
}  // namespace autoheal::pagerduty
