// The gallery: whatever stands in the plugin directory, the host says why it does not load it, and goes on.
#include "integration/host_cli/host_program.hpp"

#include <functional>
#include <sys/stat.h>
#include <unistd.h>

namespace autoheal {
namespace {

namespace json = boost::json;

class HostilePlugins : public HostProgram {
 protected:
  static std::string good_bytes() {
    std::ifstream file{std::filesystem::path{AUTOHEAL_FAKE_PLUGINS} / "demo.so", std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  void put(const std::string& name, const std::string& content) const {
    std::ofstream{plugins() / name, std::ios::binary} << content;
    std::filesystem::permissions(plugins() / name, std::filesystem::perms{0755});
  }

  static std::string with_byte(std::size_t at, char value) {
    std::string bytes = good_bytes();
    bytes.at(at) = value;
    return bytes;
  }

  void manifest(const std::string& id, const std::string& library, const std::string& file,
                const std::string& abi = "major: 1, minor_needed: 0") const {
    std::ofstream{manifests() / file} << "manifest_version: 1\nid: " << id << "\nname: X\nlibrary: " << library
                                      << "\nabi: {" << abi << "}\nversion: \"1\"\ndescription: x\n";
  }

  // Reason by file name.
  std::map<std::string, std::string> refused() {
    const json::value answer = host_json({"plugins"});
    std::map<std::string, std::string> out;
    for (const json::value& row : answer.at("refused").as_array()) {
      out[std::filesystem::path{row.at("file").as_string().c_str()}.filename()] = row.at("reason").as_string().c_str();
    }
    EXPECT_EQ(answer.at("plugins").as_array().size(), 1U) << "the good plugin";
    return out;
  }
};

struct Exhibit {
  const char* name;
  std::function<void(const std::string& file)> make;
  const char* why;
};

TEST_F(HostilePlugins, EachIsRefusedWithItsReasonAndTheGoodOneWorks) {
  const auto built = [this](const char* name) {
    return [this, name](const std::string& file) { install(name, file); };
  };
  const Exhibit gallery[] = {
      {"text", [&](auto& f) { put(f, "hello, I am a library\n"); }, "no ELF file"},
      {"empty", [&](auto& f) { put(f, ""); }, "it is empty"},
      {"magic_only",
       [&](auto& f) {
         put(f,
             "\x7f"
             "ELF");
       },
       "truncated"},
      {"truncated", [&](auto& f) { put(f, good_bytes().substr(0, 3000)); }, "truncated"},
      {"cut_in_half", [&](auto& f) { put(f, good_bytes().substr(0, good_bytes().size() / 2)); }, "truncated"},
      {"other_class", [&](auto& f) { put(f, with_byte(4, 1)); }, "64-bit"},
      {"other_byte_order", [&](auto& f) { put(f, with_byte(5, 2)); }, "byte order"},
      {"other_machine", [&](auto& f) { put(f, with_byte(18, 8)); }, "another machine"},
      {"program", [&](auto& f) { put(f, with_byte(16, 2)); }, "a program"},
      {"core_dump", [&](auto& f) { put(f, with_byte(16, 4)); }, "another kind"},
      {"real_program", [&](auto& f) { std::filesystem::copy_file(AUTOHEAL_HOST_PROGRAM, plugins() / f); }, "a program"},
      {"pipe", [&](auto& f) { ASSERT_EQ(::mkfifo((plugins() / f).c_str(), 0600), 0); }, "a pipe"},
      {"link_outside",
       [&](auto& f) {
         std::filesystem::create_symlink(std::filesystem::path{AUTOHEAL_FAKE_PLUGINS} / "demo.so", plugins() / f);
       },
       "symbolic link"},
      {"link_nowhere", [&](auto& f) { std::filesystem::create_symlink("/nonexistent", plugins() / f); },
       "symbolic link"},
      {"world_writable",
       [&](auto& f) {
         install("demo.so", f);
         std::filesystem::permissions(plugins() / f, std::filesystem::perms{0777});
       },
       "others may write to it"},
      {"run_path", built("hostile_run_path.so"), "RPATH"},
      {"executable_stack", built("hostile_executable_stack.so"), "executable stack"},
      {"no_entry", built("hostile_no_entry.so"), "does not export autoheal_integration_entry"},
      {"entry_is_data", built("hostile_entry_is_data.so"), "is not a function"},
      {"second_export", built("hostile_second_export.so"), "exports more than its entry"},
      {"unresolved", built("hostile_unresolved_symbol.so"), "autoheal_nowhere"},
      {"throws", built("hostile_throwing_constructor.so"), "while it was loaded"},
      {"crashes", built("hostile_crashing_constructor.so"), "while it was loaded"},
      {"hangs", built("hostile_hanging_constructor.so"), "it hung while it was loaded"},
      {"ends", built("hostile_exiting_constructor.so"), "it ended the process while it was loaded"},
      {"other_major", built("hostile_other_major.so"), "ABI major 2 to 3"},
      {"throwing_entry", built("hostile_throwing_entry.so"), "threw an exception"},
      {"no_table", built("hostile_no_table.so"), "without handing out a table"},
      {"tiny_table", built("hostile_tiny_table.so"), "smaller (16 bytes)"},
      {"huge_table", built("hostile_huge_table.so"), "claims 4294967295 bytes"},
      {"missing_library", built("hostile_missing_library.so"), "libfake_vanished.so"},
      {"missing_slot", built("hostile_missing_slot.so"), "test_connection is missing"},
      {"crash_in_describe", built("hostile_crash_in_describe.so"), "while it described itself"},
      {"bad_describe", built("hostile_bad_describe.so"), "describe document breaks the contract"},
      {"crash_in_create", built("hostile_crash_in_create.so"), "while an instance was created"},
      {"crash_at_exit", built("hostile_crash_at_exit.so"), "while the process ended"},
      {"other_id", built("hostile_other_id.so"), "the manifest is for other_id"},
  };
  for (const Exhibit& exhibit : gallery) {
    const std::string file = std::string{exhibit.name} + ".so";
    exhibit.make(file);
    manifest(exhibit.name, file, std::string{exhibit.name} + ".yaml");
  }
  auto reasons = refused();
  for (const Exhibit& exhibit : gallery) {
    const std::string& reason = reasons[std::string{exhibit.name} + ".so"];
    EXPECT_NE(reason.find(exhibit.why), std::string::npos) << exhibit.name << ": " << reason;
  }
  add_demo();
  EXPECT_EQ(host({"query", "demo", "echo"}).exit_code, 0);

  EXPECT_EQ(refused(), reasons) << "tried again, with the same reasons";
}

TEST_F(HostilePlugins, WithoutAManifestThatIsTheReason) {
  put("text.so", "hello\n");
  put("empty.so", "");
  put("truncated.so", good_bytes().substr(0, 3000));
  put("README", "hello\n");
  install("hostile_throwing_constructor.so", "throws.so");
  auto reasons = refused();
  for (const char* name : {"text.so", "empty.so", "truncated.so", "throws.so", "README"}) {
    EXPECT_EQ(reasons[name], "no manifest names it") << name;
  }
}

TEST_F(HostilePlugins, ManifestsThatDoNotFitAreRefusedAndTheFirstOneCounts) {
  manifest("demo", "z_second.so", "z_same_id.yaml");
  manifest("z_other", "demo.so", "z_same_library.yaml");
  manifest("z_lost", "z_lost.so", "z_lost.yaml");
  manifest("z_two", "z_two.so", "z_abi_two.yaml", "major: 2, minor_needed: 0");
  manifest("z_minor", "z_minor.so", "z_abi_minor.yaml", "major: 1, minor_needed: 99");
  std::ofstream{manifests() / "z_garbled.yaml"} << "manifest_version: [\n";
  auto reasons = refused();
  const std::pair<const char*, const char*> rows[] = {
      {"z_same_id.yaml", "the id demo is taken by demo.yaml"},
      {"z_same_library.yaml", "the library demo.so is named by demo.yaml"},
      {"z_lost.yaml", "in no plugin directory"},
      {"z_abi_two.yaml", "needs ABI 2.0, this host speaks 1.0"},
      {"z_abi_minor.yaml", "needs ABI 1.99"},
      {"z_garbled.yaml", "line"}};
  for (const auto& [file, why] : rows)
    EXPECT_NE(reasons[file].find(why), std::string::npos) << file << ": " << reasons[file];
}

TEST_F(HostilePlugins, APluginDirectoryOpenToAllIsNotUsed) {
  std::filesystem::permissions(plugins(), std::filesystem::perms{0777});
  const json::value answer = host_json({"plugins"});
  EXPECT_TRUE(answer.at("plugins").as_array().empty());
  EXPECT_NE(json::serialize(answer).find("nothing of it is loaded: others may write to it"), std::string::npos);
}

TEST_F(HostilePlugins, ARefusalThatAnEarlierVersionRememberedCountsNoMore) {
  EXPECT_EQ(host_json({"plugins"}).at("plugins").as_array().size(), 1U);
  const auto file = data() / "plugin-verdicts.json";
  std::ifstream in{file};
  json::value passed = json::parse(std::string{std::istreambuf_iterator<char>{in}, {}});
  ASSERT_EQ(passed.as_object().size(), 1U);
  passed.as_object().begin()->value() = "it crashed before it was loaded (SIGKILL, Killed)";
  std::ofstream{file, std::ios::trunc} << json::serialize(passed);
  EXPECT_EQ(host_json({"plugins"}).at("plugins").as_array().size(), 1U);
}

TEST_F(HostilePlugins, ARepairedFileIsTriedAgain) {
  std::filesystem::remove(plugins() / "demo.so");
  install("hostile_exiting_constructor.so", "demo.so");
  EXPECT_TRUE(host_json({"plugins"}).at("plugins").as_array().empty());
  install("demo.so", "new.so");
  std::filesystem::rename(plugins() / "new.so", plugins() / "demo.so");
  EXPECT_EQ(host_json({"plugins"}).at("plugins").as_array().size(), 1U);
}

}  // namespace
}  // namespace autoheal
