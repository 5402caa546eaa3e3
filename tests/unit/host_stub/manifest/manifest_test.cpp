#include "manifest/manifest.hpp"

#include "manifest/yaml.hpp"
#include "support/temp_dir.hpp"

#include <boost/json.hpp>
#include <fstream>
#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

constexpr const char* kGood = R"(manifest_version: 1
id: uptime
name: Uptime
library: uptime.so
abi:
  major: 1
  minor_needed: 0
version: "1.0.0"
description: Tells whether things are up.
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Manifest, ReadsEverything) {
  const auto manifest = parse_manifest(std::string{kGood} + R"(
capabilities: [Checks, Alerts]
permissions:
  - {name: Read, reason: To read.}
  - {name: Extra, required: false, reason: To do more.}
egress: ["https://api.example.com"]
documentation:
  setup: [Do this., Then that.]
  alert_source: [Switch it on.]
examples:
  - question: Is it up?
    operation: is_up
    arguments: {service: checkout, limit: 3}
troubleshooting:
  - symptom: 401 Unauthorized Error
    checks: [Check the key.]
)",
                                       "m.yaml");
  ASSERT_TRUE(manifest.has_value()) << manifest.error().message;
  const Manifest& m = manifest.value();
  EXPECT_EQ(m.id, "uptime");
  EXPECT_EQ(m.library, "uptime.so");
  EXPECT_EQ(m.abi_major, 1U);
  EXPECT_EQ(m.capabilities, (std::vector<std::string>{"Checks", "Alerts"}));
  ASSERT_EQ(m.permissions.size(), 2U);
  EXPECT_TRUE(m.permissions[0].required);
  EXPECT_FALSE(m.permissions[1].required);
  EXPECT_EQ(m.setup.size(), 2U);
  EXPECT_EQ(m.alert_source, (std::vector<std::string>{"Switch it on."}));
  ASSERT_EQ(m.examples.size(), 1U);
  EXPECT_EQ(m.examples[0].arguments, R"({"service":"checkout","limit":3})");
  ASSERT_EQ(m.troubleshooting.size(), 1U);
  EXPECT_TRUE(m.warnings.empty()) << m.warnings[0];
  EXPECT_EQ(boost::json::parse(m.document).at("id").as_string(), "uptime");
}

TEST(Manifest, UnknownKeysAreWarningsWithTheirLine) {
  const auto manifest = parse_manifest(std::string{kGood} + "capabilites: [x]\n", "m.yaml");
  ASSERT_TRUE(manifest.has_value()) << manifest.error().message;
  ASSERT_EQ(manifest.value().warnings.size(), 1U);
  EXPECT_EQ(manifest.value().warnings[0], "line 10: the key capabilites is not known; did you mean capabilities?");
}

struct Bad {
  const char* what;
  std::string yaml;
  const char* why;
};

TEST(Manifest, MistakesNameLineAndKey) {
  const std::string good = kGood;
  const Bad rows[] = {
      {"empty", "", "the manifest must be a mapping"},
      {"a list", "- a\n", "the manifest must be a mapping"},
      {"a scalar", "hello\n", "the manifest must be a mapping"},
      {"other version", replaced(good, "manifest_version: 1", "manifest_version: 2"),
       "line 1: manifest_version must be 1"},
      {"no id", replaced(good, "id: uptime\n", ""), "id is missing"},
      {"bad id", replaced(good, "id: uptime", "id: Up-Time"), "line 2: id must match"},
      {"number as name", replaced(good, "name: Uptime", "name: 5"), "line 3: name must be text"},
      {"empty name", replaced(good, "name: Uptime", "name: \"\""), "line 3: name must not be empty"},
      {"path as library", replaced(good, "library: uptime.so", "library: ../uptime.so"),
       "line 4: library must be the name"},
      {"absolute library", replaced(good, "library: uptime.so", "library: /lib/x.so"),
       "line 4: library must be the name"},
      {"dots as library", replaced(good, "library: uptime.so", "library: .."), "line 4: library must be the name"},
      {"no abi", replaced(good, "abi:\n  major: 1\n  minor_needed: 0\n", ""), "abi is missing"},
      {"abi not a mapping", replaced(good, "abi:\n  major: 1\n  minor_needed: 0\n", "abi: 1\n"),
       "line 5: abi must be a mapping"},
      {"text as major", replaced(good, "major: 1", "major: one"), "line 6: abi.major must be a whole number"},
      {"negative minor", replaced(good, "minor_needed: 0", "minor_needed: -1"),
       "line 7: abi.minor_needed must be a whole number"},
      {"huge major", replaced(good, "major: 1", "major: 99999999999"), "line 6: abi.major must be a whole number"},
      {"text for a list", good + "capabilities: many\n", "line 10: capabilities must be a list"},
      {"number in a list", good + "egress:\n  - 5\n", "line 11: egress[0] must be text"},
      {"permission without reason", good + "permissions:\n  - name: x\n", "line 11: permissions[0].reason is missing"},
      {"arguments as text", good + "examples:\n  - {question: q, operation: o, arguments: x}\n",
       "examples[0].arguments must be a mapping"},
      {"a key twice", good + "id: other\n", "line 10: the key \"id\" stands there twice"},
      {"an alias", good + "a: &x 1\nb: *x\n", "anchors"},
      {"a bomb", "a: &a [x,x]\nb: [*a,*a]\n", "anchors"},
      {"a lone alias", "a: *x\n", "line 1"},
      {"a tag", good + "egress: !!set {a, b}\n", "tags"},
      {"two documents", good + "---\nid: x\n", "more than one document"},
      {"bad indentation", "id: x\n  name: y\n", "line 2"},
      {"unclosed quote", "id: \"x\n", "line"},
      {"a tab", "abi:\n\tmajor: 1\n", "line 2"},
      {"binary", std::string{"id: x\0y", 7}, "not text"},
      {"not UTF-8", replaced(good, "name: Uptime", "name: Upt\xe9me"), "line 3: the text is not UTF-8"},
      {"half a surrogate pair", replaced(good, "name: Uptime", "name: \"\\uD800\""), "line 3: invalid unicode"},
      {"too large", good + "#" + std::string(262144, 'x'), "256 KiB"},
      {"too deep", std::string(100, '['), "line 1"},
      {"a mapping as key", "? {a: b}\n: c\n", "a key must be plain text"},
  };
  for (const Bad& row : rows) {
    const auto manifest = parse_manifest(row.yaml, "m.yaml");
    ASSERT_FALSE(manifest.has_value()) << row.what;
    EXPECT_NE(manifest.error().message.find(row.why), std::string::npos)
        << row.what << ": " << manifest.error().message;
  }
}

TEST(Manifest, AllMistakesAreToldAtOnce) {
  const auto manifest = parse_manifest("manifest_version: 1\nid: X\nname: 1\n", "m.yaml");
  ASSERT_FALSE(manifest.has_value());
  for (const char* part : {"id must match", "name must be text", "library is missing", "abi is missing"}) {
    EXPECT_NE(manifest.error().message.find(part), std::string::npos) << part;
  }
}

TEST(Manifests, ReadsADirectoryAndKeepsGoing) {
  const TempDir dir;
  std::ofstream{dir.path() / "b.yaml"} << kGood;
  std::ofstream{dir.path() / "a.yml"} << "nonsense";
  std::ofstream{dir.path() / "readme.txt"} << "not a manifest";
  const auto all = read_manifests(dir.path());
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all.value().manifests.size(), 1U);
  EXPECT_EQ(all.value().manifests[0].file.filename(), "b.yaml");
  ASSERT_EQ(all.value().refused.size(), 1U);
  EXPECT_EQ(all.value().refused[0].file.filename(), "a.yml");
  EXPECT_FALSE(read_manifests(dir.path() / "absent").has_value());
}

TEST(Yaml, PlainScalarsFollowTheCoreSchema) {
  const std::pair<const char*, const char*> rows[] = {
      {"~", "null"},
      {"null", "null"},
      {"true", "true"},
      {"False", "false"},
      {"yes", "\"yes\""},
      {"no", "\"no\""},
      {"on", "\"on\""},
      {"NO", "\"NO\""},
      {"12", "12"},
      {"-12", "-12"},
      {"0", "0"},
      {"007", "\"007\""},
      {"+49123", "\"+49123\""},
      {"1.5", "1.5E0"},
      {"1e3", "1E3"},
      {"1.2.3", "\"1.2.3\""},
      {".inf", "\".inf\""},
      {"0x10", "\"0x10\""},
      {"2026-01-01", "\"2026-01-01\""},
      {"'12'", "\"12\""},
      {"\"true\"", "\"true\""},
      {"1e999", "\"1e999\""},
      {"12:30", "\"12:30\""},
      {"''", "\"\""},
  };
  for (const auto& [yaml, json] : rows) {
    const auto document = parse_yaml(std::string{"v: "} + yaml, "It");
    ASSERT_TRUE(document.has_value()) << yaml;
    EXPECT_EQ(boost::json::serialize(document.value().value->at("v")), json) << yaml;
  }
}

}  // namespace
}  // namespace autoheal::host
