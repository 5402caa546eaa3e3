// What ends a trial from outside is not held against the plugin: the file is tried again at the next start.
#include "integration/host_cli/host_program.hpp"
#include "plugin/registry.hpp"

#include <string>

namespace autoheal {
namespace {

class Trial : public HostProgram {
 protected:
  // A program that does `once` to itself in the first trial and is the host's own in all others.
  host::HostOptions options_with(const std::string& once) const {
    const std::filesystem::path program = dir_.path() / "trial";
    const std::string mark = (dir_.path() / "happened").string();
    std::ofstream{program} << "#!/bin/sh\nif [ ! -e " << mark << " ]; then : > " << mark << "; " << once
                           << "; fi\nexec " << AUTOHEAL_HOST_PROGRAM << " \"$@\"\n";
    std::filesystem::permissions(program, std::filesystem::perms{0755});
    host::HostOptions options;
    options.data_dir = data();
    options.plugin_dirs = {plugins()};
    options.manifest_dir = manifests();
    options.trial_program = program;
    std::filesystem::create_directories(data());
    return options;
  }
};

struct Happening {
  const char* name;
  const char* once;
};

class TrialEndsOnce : public Trial, public ::testing::WithParamInterface<Happening> {};

TEST_P(TrialEndsOnce, AndTheGoodPluginIsThereAtTheNextStart) {
  const auto options = options_with(GetParam().once);
  const auto first = host::PluginRegistry::load(options);
  EXPECT_TRUE(first.plugins().empty());
  ASSERT_EQ(first.refused().size(), 1U);
  const auto second = host::PluginRegistry::load(options);
  EXPECT_TRUE(second.refused().empty()) << second.refused().front().reason;
  EXPECT_EQ(second.plugins().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(FromOutside, TrialEndsOnce,
                         ::testing::Values(Happening{"OutOfMemory", "kill -KILL $$"},
                                           Happening{"Terminated", "kill -TERM $$"},
                                           Happening{"Segfault", "kill -SEGV $$"}, Happening{"Abort", "kill -ABRT $$"},
                                           Happening{"CpuTime", "kill -XCPU $$"},
                                           Happening{"Suspended", "kill -STOP $$"},
                                           Happening{"LoaderOutOfMemory", "exit 127"}),
                         [](const auto& happening) { return std::string{happening.param.name}; });

TEST_F(Trial, APassIsRememberedAndTheFileNotTriedAgain) {
  auto options = options_with(":");
  EXPECT_EQ(host::PluginRegistry::load(options).plugins().size(), 1U);
  options.trial_program.clear();
  EXPECT_EQ(host::PluginRegistry::load(options).plugins().size(), 1U);
}

}  // namespace
}  // namespace autoheal
