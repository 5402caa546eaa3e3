// Plays every seed, and every finding that became one, through its target in the normal build.
#include "target.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <string>

namespace autoheal::fuzz {
namespace {

std::map<std::string, Target>& targets() {
  static std::map<std::string, Target> all;
  return all;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Registration::Registration(const char* name, Target target) noexcept { targets().emplace(name, target); }

namespace {

TEST(FuzzSeeds, AreTakenByTheirTargets) {
  EXPECT_EQ(targets().size(), std::size_t{AUTOHEAL_FUZZ_TARGETS});
  for (const auto& [name, target] : targets()) {
    std::size_t seeds = 0;
    for (const auto& entry : std::filesystem::directory_iterator(AUTOHEAL_FUZZ_SEEDS "/" + name)) {
      SCOPED_TRACE(entry.path().filename().string());
      const std::string seed = content_of(entry.path());
      target(seed);
      for (std::size_t cut = 0; cut < seed.size(); cut += 1 + seed.size() / 64) {
        target(std::string_view(seed).substr(0, cut));  // cut off anywhere
      }
      ++seeds;
    }
    EXPECT_GE(seeds, 5U) << name;
  }
}

}  // namespace
}  // namespace autoheal::fuzz
