#include "plugin/render.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::host {
namespace {

LoadedPlugin loaded(const std::filesystem::path& file) {
  LoadedPlugin plugin;
  plugin.file = file;
  plugin.manifest.name = "Demo";
  plugin.manifest.description = "Shows.";
  plugin.manifest.capabilities = {"query"};
  plugin.manifest.document = R"({"id":"demo"})";
  plugin.manifest.warnings = {"line 3: the key colour is not known"};
  plugin.describe.id = "demo";
  plugin.describe.version = "1.2";
  plugin.describe.document =
      std::make_shared<const boost::json::object>(boost::json::object{{"describe_version", 1}, {"id", "demo"}});
  return plugin;
}

TEST(RenderPlugin, TellsAllThatThePageAndTheCommandLineShow) {
  EXPECT_EQ(boost::json::value(render(loaded("/opt/plugins/demo.so"), FileForm::whole_path)),
            boost::json::parse(R"({"id":"demo","name":"Demo","version":"1.2","file":"/opt/plugins/demo.so",
              "description":"Shows.","capabilities":["query"],"manifest":{"id":"demo"},
              "describe":{"describe_version":1,"id":"demo"},"warnings":["line 3: the key colour is not known"]})"));
}

TEST(RenderPlugin, NamesAFileWithoutItsDirectoryWhereItGoesOverHttp) {
  struct Row {
    const char* file;
    const char* name;
  };
  for (const Row& row : {Row{"/opt/plugins/demo.so", "demo.so"}, Row{"demo.so", "demo.so"}, Row{"plugins/", "plugins"},
                         Row{"/opt/plugins/", "plugins"}}) {
    EXPECT_EQ(render(loaded(row.file), FileForm::name_only).at("file").as_string(), row.name) << row.file;
  }
}

TEST(RenderPlugin, AnEmptyRegistryIsTwoEmptyLists) {
  EXPECT_EQ(boost::json::value(render(PluginRegistry{}, FileForm::name_only)),
            boost::json::parse(R"({"plugins":[],"refused":[]})"));
}

}  // namespace
}  // namespace autoheal::host
