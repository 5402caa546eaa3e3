// The project's own tree against the rules of docs/architecture.md; and the rules against a tree that breaks them, so
// that a check that cannot fail would show.
#include "architecture/house.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace autoheal::architecture {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const fs::path kRoot = AUTOHEAL_SOURCE_DIR;
const std::vector<Program> kPrograms{{"plugin_api", {"plugin_api", "plugin_api/include", "plugin_api/validator"}},
                                     {"plugins", {"plugins/pagerduty/src", "plugin_api", "plugin_api/include"}},
                                     {"host_stub/src", {"host_stub/src", "plugin_api", "plugin_api/include"}},
                                     {"tests/pagerduty_simulator/src", {"tests/pagerduty_simulator/src"}}};
const std::vector<std::string> kPluginAndKit{"plugins/pagerduty/src/", "plugin_api/kit/"};
const std::vector<std::string> kHost{"host_stub/src/"};

constexpr int kLongestFile = 450;

const RuleBook& book() {
  static const RuleBook kBook = read_rule_book(kRoot / "docs/architecture.md");
  return kBook;
}

const std::vector<SourceFile>& files() {
  static const std::vector<SourceFile> kFiles = read_sources(kRoot, kPrograms);
  return kFiles;
}

std::string report(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

TEST(House, NoFileIncludesWhatItsRoomMayNot) {
  std::size_t includes = 0;
  for (const SourceFile& file : files()) includes += file.includes.size();
  const std::vector<std::string> breaches = find_breaches(book(), files());
  std::printf("%zu rooms, %zu files, %zu includes, %zu against the rules\n", book().rooms.size(), files().size(),
              includes, breaches.size());
  EXPECT_THAT(breaches, IsEmpty()) << report(breaches);
  EXPECT_GT(includes, 2'000U) << "the tree was not read";
}

TEST(House, ArrowsGoOneWay) {
  const std::vector<std::string> circles = find_circles(book());
  EXPECT_THAT(circles, IsEmpty()) << report(circles);
}

TEST(House, EveryRoomOfThePageExists) {
  for (const Room& room : book().rooms) {
    const bool is_files = room.path.ends_with(".*");
    const bool exists = is_files ? std::any_of(files().begin(), files().end(),
                                               [&](const SourceFile& f) { return book().room_of(f.path) == &room; })
                                 : fs::is_directory(kRoot / room.path);
    EXPECT_TRUE(exists) << room.path;
  }
}

void expect_no_room_above_a_quarter(const std::vector<std::string>& prefixes) {
  const std::vector<RoomSize> sizes = room_sizes(book(), files(), prefixes);
  int all = 0;
  for (const RoomSize& size : sizes) all += size.lines;
  for (const RoomSize& size : sizes) {
    std::printf("%6d lines %4d files %5.1f %%  %s\n", size.lines, size.files, 100.0 * size.lines / all,
                size.path.c_str());
    EXPECT_LE(4 * size.lines, all) << size.path << " has more than a quarter of the lines: it is several rooms";
  }
}

TEST(House, NoRoomOfPluginAndKitIsAboveAQuarter) { expect_no_room_above_a_quarter(kPluginAndKit); }
TEST(House, NoRoomOfTheHostIsAboveAQuarter) { expect_no_room_above_a_quarter(kHost); }

TEST(House, FilesAreShort) {
  std::vector<int> lines;
  for (const SourceFile& file : files()) {
    lines.push_back(file.lines);
    EXPECT_LE(file.lines, kLongestFile) << file.path;
  }
  std::sort(lines.begin(), lines.end());
  ASSERT_FALSE(lines.empty());
  const int median = lines[lines.size() / 2];
  const int p90 = lines[lines.size() * 9 / 10];
  std::printf("median %d lines, p90 %d, longest %d\n", median, p90, lines.back());
  EXPECT_LE(median, 150);
  EXPECT_LE(p90, 300);
}

// A small house with a page of its own.
class BadHouse : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("bad_house_" + std::to_string(::getpid()));
    write("page.md",
          "## `house`\n| room | what | may include |\n|---|---|---|\n| `low` | | |\n| `high` | | `low` |\n"
          "| `main.*` | | all above |\n\n| library | only in |\n|---|---|\n| `sqlite3.h`, `db/` | `house/low` |\n");
    write("house/low/a.hpp", "#include <sqlite3.h>\n");
    write("house/high/b.hpp", "#include \"low/a.hpp\"\n");
    write("house/main.cpp", "#include \"high/b.hpp\"\n#include \"low/a.hpp\"\n");
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  std::vector<std::string> breaches() {
    return find_breaches(read_rule_book(root_ / "page.md"), read_sources(root_, {{"house", {"house"}}}));
  }

  fs::path root_;
};

TEST_F(BadHouse, IsFineAsLongAsItKeepsTheRules) { EXPECT_THAT(breaches(), IsEmpty()); }

TEST_F(BadHouse, AnArrowUpwardsIsFound) {
  write("house/low/a.cpp", "\n#include \"high/b.hpp\"\n");
  EXPECT_THAT(breaches(), ElementsAre("house/low/a.cpp:2: includes house/high/b.hpp, but house/low may not include "
                                      "house/high"));
}

TEST_F(BadHouse, ALibraryInTheWrongRoomIsFound) {
  write("house/high/c.cpp", "#include <db/x.h>\n");
  EXPECT_THAT(breaches(), ElementsAre(HasSubstr("<db/x.h>, which only house/low may")));
}

TEST_F(BadHouse, ARoomThatThePageDoesNotKnowIsFound) {
  write("house/attic/d.cpp", "");
  EXPECT_THAT(breaches(), ElementsAre("house/attic/d.cpp: is in no room of the page"));
}

TEST_F(BadHouse, AnIncludeThatLeadsNowhereIsFound) {
  write("house/low/e.cpp", "#include \"low/gone.hpp\"\n");
  EXPECT_THAT(breaches(), ElementsAre(HasSubstr("there is no \"low/gone.hpp\"")));
}

TEST_F(BadHouse, ANameThatMeansNothingIsAMistakeOfThePage) {
  write("page.md", "## `house`\n| `low` | | `cellar` |\n");
  EXPECT_THROW(read_rule_book(root_ / "page.md"), std::runtime_error);
}

TEST_F(BadHouse, ACircleInTheRulesIsFound) {
  write("page.md", "## `house`\n| `low` | | `high` |\n| `high` | | `low` |\n");
  EXPECT_THAT(find_circles(read_rule_book(root_ / "page.md")), ElementsAre("house/high -> house/low -> house/high"));
}

}  // namespace
}  // namespace autoheal::architecture
