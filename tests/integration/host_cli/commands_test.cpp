#include "autoheal/plugin_api.h"
#include "base/bytes.hpp"
#include "integration/host_cli/host_program.hpp"

#include <string_view>
#include <sys/stat.h>

namespace autoheal {
namespace {

namespace json = boost::json;

using CommandLineTest = HostProgram;

struct Usage {
  const char* what;
  std::vector<std::string> arguments;
  int exit_code;
  const char* says;
};

TEST_F(CommandLineTest, UsageErrorsExitTwoAndSayWhatIsMissing) {
  const Usage rows[] = {
      {"nothing", {}, 2, "subcommand is required"},
      {"unknown command", {"frobnicate"}, 2, "frobnicate"},
      {"unknown option", {"plugins", "--frob"}, 2, "--frob"},
      {"group without command", {"integrations"}, 2, "subcommand is required"},
      {"add without name", {"integrations", "add"}, 2, "NAME"},
      {"add without plugin", {"integrations", "add", "x", "--settings", "f"}, 2, "--plugin"},
      {"add without settings", {"integrations", "add", "x", "--plugin", "demo"}, 2, "--settings"},
      {"set without anything", {"integrations", "set", "x"}, 2, "--settings or --rename"},
      {"secret with a wrong action", {"integrations", "secret", "x", "f", "maybe"}, 2, "maybe"},
      {"webhook with a wrong action", {"integrations", "webhook", "x", "maybe"}, 2, "maybe"},
      {"grace out of range", {"integrations", "webhook", "x", "rotate", "--grace", "-5"}, 2, "--grace"},
      {"test without anything", {"test"}, 2, "NAME"},
      {"test with plugin but no settings", {"test", "--plugin", "demo"}, 2, "--settings"},
      {"test with name and plugin", {"test", "x", "--plugin", "demo", "--settings", "f"}, 2, "excludes"},
      {"time-out of nothing", {"test", "x", "--timeout", "0"}, 2, "--timeout"},
      {"time-out of text", {"test", "x", "--timeout", "soon"}, 2, "--timeout"},
      {"query without operation", {"query", "x"}, 2, "OPERATION"},
      {"arguments that are no JSON", {"query", "x", "echo", "--args", "{"}, 2, "--args"},
      {"arguments that are no object", {"query", "x", "echo", "--args", "[]"}, 2, "object"},
      {"webhook without body", {"webhook", "x"}, 2, "--body"},
      {"header without colon", {"webhook", "x", "--body", "-", "--header", "nonsense"}, 2, "Name: value"},
      {"secret without a value", {"integrations", "secret", "x", "f", "set"}, 2, "standard input"},
      {"log level", {"plugins", "--log-level", "loud"}, 2, "loud"},
      {"help", {"--help"}, 0, "integrations"},
      {"help of a command", {"query", "--help"}, 0, "--args"},
      {"version", {"--version"}, 0, "autoheal-host-stub 1.0.0"},
  };
  for (const Usage& row : rows) {
    const ProcessResult result = host(row.arguments);
    EXPECT_EQ(result.exit_code, row.exit_code) << row.what << ": " << result.err;
    const std::string& text = row.exit_code == 0 ? result.out : result.err;
    EXPECT_NE(text.find(row.says), std::string::npos) << row.what << ": " << text;
    if (row.exit_code != 0) {
      EXPECT_TRUE(result.out.empty()) << row.what << ": " << result.out;
    }
  }
}

TEST_F(CommandLineTest, FailuresExitOneAndSayWhatToDo) {
  add_demo();
  const std::string good = write("good.yaml", "api_key: k-12345678\n");
  const auto add = [&](const std::string& name, const std::string& content) {
    return std::vector<std::string>{"integrations",      "add", "new", "--plugin", "demo", "--settings",
                                    write(name, content)};
  };
  const Usage rows[] = {
      {"unknown integration", {"integrations", "show", "nope"}, 1, "There are: demo."},
      {"remove unknown", {"integrations", "remove", "nope"}, 1, "no integration nope"},
      {"unknown plugin", {"integrations", "add", "x", "--plugin", "zz", "--settings", good}, 1, "Loaded: demo."},
      {"name taken", {"integrations", "add", "DEMO", "--plugin", "demo", "--settings", good}, 1, "already"},
      {"name with a slash",
       {"integrations", "add", "a/b", "--plugin", "demo", "--settings", good},
       1,
       "cannot be used"},
      {"name with a line break",
       {"integrations", "add", "a\nb", "--plugin", "demo", "--settings", good},
       1,
       "cannot be used"},
      {"no such file",
       {"integrations", "add", "x", "--plugin", "demo", "--settings", "/nonexistent"},
       1,
       "No such file"},
      {"file is a directory", {"integrations", "add", "x", "--plugin", "demo", "--settings", "/"}, 1, "Cannot read"},
      {"bad YAML", add("bad.yaml", "a: [\n"), 1, "line"},
      {"bad JSON", add("bad.json", "{\"a\""), 1, "not valid JSON"},
      {"a list", add("list.yaml", "- a\n"), 1, "must be an object"},
      {"missing variable", add("env.yaml", "api_key: ${env:NOT_THERE}\n"), 1,
       "/api_key: the environment variable NOT_THERE"},
      {"unknown setting", add("unknown.yaml", "api_key: k-12345678\nverdikt: pass\n"), 1, "did you mean verdict?"},
      {"bad choice", add("choice.yaml", "api_key: k-12345678\nverdict: maybe\n"), 1,
       "/verdict: must be one of pass, partial, fail"},
      {"missing key", add("empty.yaml", "verdict: pass\n"), 1, "/api_key: is required"},
      {"key of another kind", add("events.yaml", "api_key: R0123456789\n"), 1, "/api_key: this is an integration key"},
      {"endpoint not allowed", add("end.yaml", "api_key: k-12345678\nendpoint: http://127.0.0.1:1\n"), 1,
       "--allow-endpoint http://127.0.0.1:1"},
      {"unknown secret", {"integrations", "secret", "demo", "token", "clear"}, 1, "api_key, signing_secret"},
      {"required secret cleared", {"integrations", "secret", "demo", "api_key", "clear"}, 1, "/api_key: is required"},
      {"unknown operation", {"query", "demo", "ecko"}, 1, "Did you mean echo?"},
      {"unknown argument", {"query", "demo", "echo", "--args", R"({"lim":1})"}, 1, "/lim: is not known"},
      {"argument too small", {"query", "demo", "echo", "--args", R"({"limit":0})"}, 1, "/limit: must be at least 1"},
      {"several fit", {"query", "demo", "ambiguous"}, 1, "service checkout"},
      {"key refused", {"query", "demo", "unauthorized"}, 1, "Replace it."},
      {"plugin throws", {"query", "demo", "boom"}, 1, "autoheal-host-stub: "},
      {"plugin breaks JSON", {"query", "demo", "broken_json"}, 1, "not JSON"},
      {"too slow", {"query", "demo", "slow", "--timeout", "0.1"}, 1, "Stopped waiting."},
      {"unknown agent", {"agents", "remove", "nobody"}, 1, "no agent nobody"},
      {"agent's name", {"agents", "add", "a b"}, 1, "cannot be used"},
      {"body not there", {"webhook", "demo", "--body", "/nonexistent"}, 1, "No such file"},
  };
  for (const Usage& row : rows) {
    const ProcessResult result = host(row.arguments, std::string{row.what} == "unknown secret" ? "x" : "");
    EXPECT_EQ(result.exit_code, row.exit_code) << row.what << ": " << result.err;
    EXPECT_NE(result.err.find(row.says), std::string::npos) << row.what << ": " << result.err;
    EXPECT_TRUE(result.out.empty()) << row.what << ": " << result.out;
    EXPECT_EQ(result.err.find('\x1b'), std::string::npos) << row.what;
  }
  EXPECT_EQ(host_json({"integrations", "list"}).at("integrations").as_array().size(), 1U)
      << "nothing was added by mistake";
}

TEST_F(CommandLineTest, ErrorsAreJsonOnDemand) {
  const ProcessResult result = host({"integrations", "show", "nope", "--json"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(json::parse(result.err).at("error").at("code").as_string(), "not_found");
}

TEST_F(CommandLineTest, OptionsComeBeforeOrAfterTheCommandAndFromTheEnvironment) {
  environment_.erase("AUTOHEAL_DATA_DIR");
  const std::string other = (dir_.path() / "other").string();
  EXPECT_EQ(host({"--data-dir", other, "plugins"}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(dir_.path() / "other" / "host.db"));
  const std::string third = (dir_.path() / "third").string();
  EXPECT_EQ(host({"plugins", "--data-dir", third}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(dir_.path() / "third" / "host.db"));
  environment_["AUTOHEAL_DATA_DIR"] = (dir_.path() / "fourth").string();
  environment_["AUTOHEAL_JSON"] = "true";
  EXPECT_EQ(json::parse(host({"plugins"}).out).at("plugins").as_array().size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(dir_.path() / "fourth" / "host.db"));
}

TEST_F(CommandLineTest, AddSetShowRemove) {
  add_demo("Production Demo", "api_key: k-12345678\nverdict: pass\nlabels: {env: prod}\n");
  const json::value added = host_json({"integrations", "show", "production demo"});
  EXPECT_EQ(added.at("name").as_string(), "Production Demo");
  EXPECT_EQ(added.at("status").as_string(), "not_tested");
  EXPECT_EQ(json::serialize(added.at("settings")), R"({"verdict":"pass","labels":{"env":"prod"}})");
  EXPECT_TRUE(added.at("secrets").at("api_key").at("set").as_bool());
  EXPECT_FALSE(added.at("secrets").at("signing_secret").at("set").as_bool());

  const json::value changed = host_json({"integrations", "set", "Production Demo", "--rename", "Prod", "--settings",
                                         write("set.json", R"({"verdict":null,"signing_secret":"shh-12345"})")});
  EXPECT_EQ(changed.at("name").as_string(), "Prod");
  EXPECT_EQ(json::serialize(changed.at("settings")), R"({"labels":{"env":"prod"}})") << "absent keeps, null clears";
  EXPECT_TRUE(changed.at("secrets").at("signing_secret").at("set").as_bool());
  EXPECT_EQ(changed.at("secrets").at("api_key"), added.at("secrets").at("api_key")) << "kept";

  const json::value echoed = host_json({"query", "Prod", "echo", "--args", R"({"text":"hi"})"});
  EXPECT_EQ(json::serialize(echoed.at("data").at("settings")), R"({"labels":{"env":"prod"}})");
  EXPECT_TRUE(echoed.at("data").at("signed").as_bool());
  host_json({"integrations", "secret", "Prod", "signing_secret", "clear"});
  EXPECT_FALSE(host_json({"query", "Prod", "echo"}).at("data").at("signed").as_bool());

  EXPECT_EQ(host({"integrations", "remove", "Prod"}).exit_code, 0);
  EXPECT_EQ(host({"integrations", "show", "Prod"}).exit_code, 1);
  EXPECT_TRUE(host_json({"integrations", "list"}).at("integrations").as_array().empty());
}

TEST_F(CommandLineTest, APluginIsToldWhetherAPersonOrAnAgentAsks) {
  add_demo();
  const json::value typed = host_json({"query", "demo", "echo"}).at("data");
  EXPECT_EQ(json::serialize(typed.at("actor")), R"({"kind":"person"})");
  EXPECT_EQ(typed.at("caller").to_number<unsigned>(), AUTOHEAL_CALLER_PERSON);

  const ProcessResult served =
      host({"mcp"}, R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}})"
                    "\n"
                    R"({"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo"}})"
                    "\n");
  ASSERT_EQ(served.exit_code, 0) << served.err;
  const std::string_view last = std::string_view{served.out}.substr(served.out.find('\n') + 1);
  const json::value asked =
      json::parse(last.substr(0, last.find('\n'))).at("result").at("structuredContent").at("data");
  EXPECT_EQ(json::serialize(asked.at("actor")), R"({"kind":"agent"})") << "no token tells who it is";
  EXPECT_EQ(asked.at("caller").to_number<unsigned>(), AUTOHEAL_CALLER_AGENT);
}

TEST_F(CommandLineTest, ASettingsFileMayComeFromStandardInput) {
  EXPECT_EQ(
      host({"integrations", "add", "piped", "--plugin", "demo", "--settings", "-"}, "api_key: k-12345678\n").exit_code,
      0);
}

TEST_F(CommandLineTest, TestConnectionHasThreeExitCodes) {
  const std::pair<const char*, int> rows[] = {{"pass", 0}, {"partial", 3}, {"fail", 1}};
  for (const auto& [verdict, exit_code] : rows) {
    const std::string file = write("t.yaml", std::string{"api_key: k-12345678\nverdict: "} + verdict + "\n");
    const ProcessResult unsaved = host({"test", "--plugin", "demo", "--settings", file});
    EXPECT_EQ(unsaved.exit_code, exit_code) << unsaved.err;
    EXPECT_EQ(unsaved.out.rfind(verdict, 0), 0U) << unsaved.out;
  }
  EXPECT_TRUE(host_json({"integrations", "list"}).at("integrations").as_array().empty()) << "nothing was stored";

  add_demo("demo", "api_key: k-12345678\nverdict: partial\n");
  EXPECT_EQ(host({"test", "demo", "--timeout", "5"}).exit_code, 3);
  const json::value tested = host_json({"integrations", "show", "demo"});
  EXPECT_EQ(tested.at("status").as_string(), "partial");
  EXPECT_EQ(tested.at("last_test").at("verdict").as_string(), "partial");
  EXPECT_TRUE(tested.at("last_test").at("at").is_string());
  EXPECT_EQ(host({"test", "demo", "--settings", write("o.yaml", "verdict: pass\n")}).exit_code, 0) << "overlaid";
  EXPECT_EQ(host_json({"integrations", "show", "demo"}).at("status").as_string(), "partial") << "not remembered";
  host_json({"integrations", "secret", "demo", "signing_secret", "set"}, "shh-12345");
  EXPECT_EQ(host_json({"integrations", "show", "demo"}).at("status").as_string(), "partial")
      << "the alert source alone";
  host_json({"integrations", "set", "demo", "--settings", write("o.yaml", "verdict: pass\n")});
  EXPECT_EQ(host_json({"integrations", "show", "demo"}).at("status").as_string(), "not_tested");
  EXPECT_EQ(host({"query", "demo", "unauthorized"}).exit_code, 1);
  EXPECT_EQ(host_json({"integrations", "show", "demo"}).at("status").as_string(), "needs_attention");
}

TEST_F(CommandLineTest, AnEndpointIsAllowedPerStartOnly) {
  const std::string file = write("e.yaml", "api_key: k-12345678\nendpoint: http://127.0.0.1:4711\n");
  const std::string url = "http://127.0.0.1:4711/";
  EXPECT_EQ(
      host({"integrations", "add", "e", "--plugin", "demo", "--settings", file, "--allow-endpoint", url}).exit_code, 0);
  const ProcessResult refused = host({"query", "e", "echo"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("--allow-endpoint"), std::string::npos) << refused.err;
  EXPECT_EQ(host({"test", "e"}).exit_code, 1);
  EXPECT_EQ(host({"integrations", "show", "e"}).exit_code, 0) << "it can still be looked at";
  environment_["AUTOHEAL_ALLOW_ENDPOINT"] = "http://other,http://127.0.0.1:4711";
  EXPECT_EQ(host({"query", "e", "echo"}).exit_code, 0);
}

TEST_F(CommandLineTest, AlertSource) {
  add_demo();
  const auto url = [this] {
    return std::string{host_json({"integrations", "webhook", "demo", "url"}).at("url").as_string().c_str()};
  };
  EXPECT_TRUE(host_json({"integrations", "webhook", "demo", "on"}).at("enabled").as_bool());
  EXPECT_TRUE(host_json({"integrations", "show", "demo"}).at("alert_source").at("enabled").as_bool());
  EXPECT_NE(host({"integrations", "show", "demo"}).out.find("on, 0 deliveries, signature not required"),
            std::string::npos);
  const std::string first = url();
  EXPECT_EQ(first.rfind("http://127.0.0.1:8421/api/webhooks/demo/", 0), 0U) << first;
  EXPECT_EQ(url(), first);
  EXPECT_TRUE(host_json({"query", "demo", "echo"}).at("data").at("url_known").as_bool());
  const std::string second{
      host_json({"integrations", "webhook", "demo", "rotate", "--grace", "60"}).at("url").as_string().c_str()};
  EXPECT_NE(second, first);
  EXPECT_EQ(second.substr(0, second.rfind('.')), first.substr(0, first.rfind('.'))) << "the public id stays";
  EXPECT_EQ(url(), second);
  EXPECT_FALSE(host_json({"integrations", "webhook", "demo", "off"}).at("enabled").as_bool());
}

TEST_F(CommandLineTest, ARecordedDeliveryTakesTheSamePath) {
  add_demo();
  host_json({"integrations", "webhook", "demo", "on"});
  const std::string body = write("body.json", R"({"id":"E1"})");
  const json::value dry = host_json({"webhook", "demo", "--body", body, "--dry-run"});
  EXPECT_EQ(dry.at("status").as_int64(), 202);
  EXPECT_EQ(dry.at("events").as_array().size(), 1U);
  const json::value stored = host_json({"webhook", "demo", "--body", body});
  EXPECT_EQ(stored.at("outcome").as_string(), "stored") << "the dry run stored nothing";
  EXPECT_EQ(host_json({"webhook", "demo", "--body", body}).at("outcome").as_string(), "duplicate");

  host_json({"integrations", "secret", "demo", "signing_secret", "set"}, "  shh-12345\n");
  const ProcessResult unsigned_one = host({"webhook", "demo", "--body", body});
  EXPECT_EQ(unsigned_one.exit_code, 1);
  EXPECT_NE(unsigned_one.out.find("HTTP 401"), std::string::npos) << unsigned_one.out;
  EXPECT_EQ(host({"webhook", "demo", "--body", body, "--header", "X-Demo-Signature: shh-12345"}).exit_code, 0)
      << "blanks round a pasted secret do not count";
}

TEST_F(CommandLineTest, AgentsHaveTokensThatAreToldOnce) {
  const json::value added = host_json({"agents", "add", "claude"});
  const std::string token{added.at("token").as_string().c_str()};
  EXPECT_GE(token.size(), 43U);
  EXPECT_EQ(host({"agents", "add", "Claude"}).exit_code, 1) << "taken";
  const ProcessResult listed = host({"agents", "list"});
  EXPECT_NE(listed.out.find("claude"), std::string::npos);
  EXPECT_EQ(listed.out.find(token), std::string::npos);
  EXPECT_EQ(host({"agents", "remove", "claude"}).exit_code, 0);
  EXPECT_TRUE(host_json({"agents", "list"}).at("agents").as_array().empty());
}

TEST_F(CommandLineTest, SecretsAreNeverShownLoggedOrStoredInTheOpen) {
  const std::string key = "k-CANARY\\x\"4711/+zz";
  const std::string signing = "shh-CANARY-0815";
  environment_["KEY"] = key;
  environment_["AUTOHEAL_LOG_LEVEL"] = "debug";
  add_demo("demo", "api_key: ${env:KEY}\n");
  environment_.erase("KEY");
  host({"integrations", "secret", "demo", "signing_secret", "set"}, signing);
  host({"integrations", "webhook", "demo", "on"});
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"integrations", "show", "demo"},
           {"integrations", "show", "demo", "--json"},
           {"integrations", "list", "--json"},
           {"test", "demo"},
           {"test", "demo", "--json"},
           {"query", "demo", "leak"},
           {"query", "demo", "leak", "--json"},
           {"query", "demo", "unauthorized"},
           {"query", "demo", "unauthorized", "--json"},
           {"query", "demo", "boom"},
           {"plugins", "--json"},
           {"webhook", "demo", "--body", write("b.json", R"({"id":"E1"})")},
           {"integrations", "set", "demo", "--settings", write("bad.yaml", "api_key: [" + signing + "]\n")}}) {
    host(arguments);
  }
  EXPECT_NE(said_.find("[redacted]"), std::string::npos) << "the plugin did try";
  std::string stored;
  for (const auto& entry : std::filesystem::recursive_directory_iterator{data()}) {
    std::ifstream file{entry.path(), std::ios::binary};
    stored.append(std::istreambuf_iterator<char>{file}, {});
    struct stat st {};
    ASSERT_EQ(::stat(entry.path().c_str(), &st), 0);
    EXPECT_EQ(st.st_mode & 0077U, 0U) << entry.path() << " can be used by others";
  }
  ASSERT_GT(stored.size(), 1000U);
  for (const std::string& secret : {key, signing}) {
    for (const std::string& form : {secret, host::render_hex(host::as_bytes(secret)),
                                    host::render_base64(host::as_bytes(secret)).substr(0, 16)}) {
      EXPECT_EQ(said_.find(form), std::string::npos) << "printed: " << form;
      EXPECT_EQ(stored.find(form), std::string::npos) << "stored: " << form;
    }
  }
}

TEST_F(CommandLineTest, ALockedStoreSaysSoAndLosesNothing) {
  add_demo();
  const auto key = data() / "master.key";
  std::filesystem::rename(key, dir_.path() / "elsewhere.key");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"query", "demo", "echo"}, {"test", "demo"}, {"integrations", "webhook", "demo", "url"}}) {
    const ProcessResult locked = host(arguments);
    EXPECT_EQ(locked.exit_code, 1);
    EXPECT_NE(locked.err.find("The secrets are locked"), std::string::npos) << locked.err;
  }
  EXPECT_FALSE(std::filesystem::exists(key)) << "a new key would make the old secrets unreadable for ever";
  EXPECT_EQ(host({"integrations", "show", "demo"}).exit_code, 0);
  EXPECT_EQ(host({"query", "demo", "echo", "--key-file", (dir_.path() / "elsewhere.key").string()}).exit_code, 0);
  std::filesystem::rename(dir_.path() / "elsewhere.key", key);
  EXPECT_EQ(host({"query", "demo", "echo"}).exit_code, 0);
  std::filesystem::permissions(key, std::filesystem::perms{0644});
  const ProcessResult careless = host({"query", "demo", "echo"});
  EXPECT_EQ(careless.exit_code, 1);
  EXPECT_NE(careless.err.find("chmod 600"), std::string::npos) << careless.err;
}

TEST_F(CommandLineTest, BadDirectoriesAreNamed) {
  write("file", "x");
  environment_["AUTOHEAL_DATA_DIR"] = (dir_.path() / "file").string();
  const ProcessResult no_data = host({"integrations", "list"});
  EXPECT_EQ(no_data.exit_code, 1);
  EXPECT_NE(no_data.err.find("is not a directory"), std::string::npos) << no_data.err;
  environment_["AUTOHEAL_DATA_DIR"] = data().string();
  environment_["AUTOHEAL_MANIFEST_DIR"] = (dir_.path() / "absent").string();
  const ProcessResult no_manifests = host({"plugins"});
  EXPECT_EQ(no_manifests.exit_code, 0);
  EXPECT_NE(no_manifests.out.find("absent"), std::string::npos) << no_manifests.out;
  EXPECT_NE(no_manifests.out.find("no manifest names it"), std::string::npos) << no_manifests.out;
}

}  // namespace
}  // namespace autoheal
