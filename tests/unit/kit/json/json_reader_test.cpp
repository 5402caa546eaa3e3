#include "kit/json/json_reader.hpp"

#include "kit/time/rfc3339.hpp"
#include "support/row_name.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::kit {
namespace {

JsonDocument parse(std::string_view text) { return std::move(parse_json(text).value()); }

TEST(ParseJson, RefusesWhatIsNoObject) {
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  for (const std::string& bad : {std::string(), std::string("[]"), std::string("null"), std::string("{"),
                                 std::string("<html></html>"), std::string("{\"a\":1}x"), std::string("{a:1}"), deep}) {
    const Result<JsonDocument> document = parse_json(bad);
    ASSERT_FALSE(document.has_value()) << bad.substr(0, 40);
    EXPECT_EQ(document.error().code, Errc::bad_data);
  }
}

struct Poisoned {
  const char* name;
  std::string text;
  std::string title;
};

class Poison_ : public testing::TestWithParam<Poisoned> {};

TEST_P(Poison_, IsRepairedOnceAndMarked) {
  Result<JsonDocument> document = parse_json(GetParam().text);
  ASSERT_TRUE(document.has_value()) << document.error().message;
  EXPECT_TRUE(document.value().sanitized());
  EXPECT_EQ(document.value().root().text_or("title"), GetParam().title);
}

TEST_P(Poison_, IsRefusedInSettingsAndArguments) {
  EXPECT_FALSE(parse_json(GetParam().text, Poison::refuse).has_value());
}

INSTANTIATE_TEST_SUITE_P(Json, Poison_,
                         testing::Values(Poisoned{"byte_order_mark", "\xEF\xBB\xBF{\"title\":\"x\"}", "x"},
                                         Poisoned{"invalid_utf8",
                                                  "{\"title\":\"a\xFF"
                                                  "b\"}",
                                                  "a\uFFFD"
                                                  "b"},
                                         Poisoned{"cut_character", "{\"title\":\"a\xE2\x82\"}", "a\uFFFD\uFFFD"},
                                         Poisoned{"lone_high_surrogate", R"({"title":"a\ud83d!"})", "a\uFFFD!"},
                                         Poisoned{"lone_low_surrogate", R"({"title":"\udc00"})", "\uFFFD"},
                                         Poisoned{"two_high_surrogates", R"({"title":"\ud83d\ud83d\ude00"})",
                                                  "\uFFFD😀"},
                                         Poisoned{"infinite_number", R"({"title":"x","n":1e400})", "x"}),
                         test::RowName{});

TEST(ParseJson, LeavesGoodTextAlone) {
  const JsonDocument document = parse(R"({"title":"\ud83d\ude00 \\ud83d","n":1e3})");
  EXPECT_FALSE(document.sanitized());
  EXPECT_EQ(document.root().text("title"), "😀 \\ud83d");
}

// A document of another storage would hold a deep copy: as dear as parsing it once more.
TEST(ParseJson, WhatIsReadLivesOnTheArenaOfTheDocument) {
  for (const char* text : {R"({"incidents":[{"id":"Q1"}]})", "{\"incidents\":[{\"id\":\"Q\xFF\"}]}"}) {
    const JsonDocument document = parse(text);
    EXPECT_TRUE(document.value().storage().is_deallocate_trivial()) << text;
    EXPECT_EQ(document.value().at("incidents").at(0).storage(), document.value().storage()) << text;
  }
}

TEST(ParseJson, AnInfiniteNumberReadsAsAbsent) {
  const JsonDocument document = parse(R"({"n":1e400,"list":[-1e999],"many":1)" + std::string(400, '0') + "}");
  EXPECT_TRUE(document.sanitized());
  EXPECT_FALSE(document.root().has("n"));
  EXPECT_FALSE(document.root().has("many"));
}

TEST(JsonReader, NullIsAbsent) {
  const JsonDocument document = parse(R"({"a":null})");
  const JsonReader root = document.root();
  EXPECT_FALSE(root.has("a"));
  EXPECT_EQ(root.text_or("a", "x"), "x");
  EXPECT_FALSE(root.optional_integer("a").has_value());
  EXPECT_TRUE(root.objects("a").empty());
  EXPECT_FALSE(root.optional_reference("a").has_value());
  EXPECT_TRUE(document.check().has_value());
}

TEST(JsonReader, ReadsEachType) {
  const JsonDocument document = parse(
      R"({"t":"x","i":-5,"d":1.5,"b":true,"at":"2026-03-14T10:26:53+01:00","tags":["a",null,"b"],"o":{"k":1},
          "s":{"id":"P1","type":"service_reference","summary":null}})");
  const JsonReader root = document.root();
  EXPECT_EQ(root.text("t"), "x");
  EXPECT_EQ(root.integer("i"), -5);
  EXPECT_DOUBLE_EQ(root.number("d"), 1.5);
  EXPECT_TRUE(root.boolean("b"));
  EXPECT_EQ(render_rfc3339(root.time("at")), "2026-03-14T09:26:53.000Z");
  EXPECT_EQ(root.texts("tags"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(root.object("o").integer("k"), 1);
  EXPECT_EQ(root.reference("s"), (Reference{"P1", "service", "", ""}));
  EXPECT_TRUE(document.check().has_value());
}

TEST(JsonReader, ALineIsCleanedAndShortened) {
  const JsonDocument document = parse(R"({"a":" x\n\u202ey ","b":"123456789"})");
  EXPECT_EQ(document.root().line("a", 99), "x y");
  EXPECT_EQ(document.root().line("b", 8), "12345\u2026");
  EXPECT_TRUE(document.check().has_value());
}

struct Mistake {
  const char* name;
  const char* text;
  void (*read)(const JsonReader&);
  const char* message;
};

class Mistakes : public testing::TestWithParam<Mistake> {};

TEST_P(Mistakes, AreNamedWithTheirPath) {
  const JsonDocument document = parse(GetParam().text);
  GetParam().read(document.root());
  const Result<void> checked = document.check();
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().code, Errc::bad_data);
  EXPECT_EQ(checked.error().message, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Json, Mistakes,
    testing::Values(
        Mistake{"missing", "{}", [](const JsonReader& r) { r.text("id"); }, "/id: is missing"},
        Mistake{"null", R"({"id":null})", [](const JsonReader& r) { r.text("id"); }, "/id: is missing"},
        Mistake{"no_line", "{}", [](const JsonReader& r) { r.line("id", 9); }, "/id: is missing"},
        Mistake{"empty_line", R"({"id":" \u202e"})", [](const JsonReader& r) { r.line("id", 9); }, "/id: is empty"},
        Mistake{"number_for_line", R"({"id":1})", [](const JsonReader& r) { r.line("id", 9); },
                "/id: expected text, found a number"},
        Mistake{"number_for_text", R"({"id":1})", [](const JsonReader& r) { r.text_or("id"); },
                "/id: expected text, found a number"},
        Mistake{"text_for_number", R"({"n":"1"})", [](const JsonReader& r) { r.integer("n"); },
                "/n: expected a whole number, found text"},
        Mistake{"fraction", R"({"n":1.5})", [](const JsonReader& r) { r.integer("n"); },
                "/n: expected a whole number of at most 64 bits"},
        Mistake{"beyond_int64", R"({"n":9223372036854775808})", [](const JsonReader& r) { r.integer("n"); },
                "/n: expected a whole number of at most 64 bits"},
        Mistake{"beyond_uint64", R"({"n":18446744073709551616})", [](const JsonReader& r) { r.integer("n"); },
                "/n: expected a whole number of at most 64 bits"},
        Mistake{"text_for_boolean", R"({"b":"true"})", [](const JsonReader& r) { r.boolean_or("b", false); },
                "/b: expected true or false, found text"},
        Mistake{"bad_time", R"({"t":"yesterday"})", [](const JsonReader& r) { r.time("t"); },
                "/t: expected a time with offset (RFC 3339)"},
        Mistake{"list_for_object", R"({"o":[]})", [](const JsonReader& r) { r.object("o"); },
                "/o: expected an object, found a list"},
        Mistake{"missing_object", "{}", [](const JsonReader& r) { r.object("o").text("id"); },
                "/o: expected an object, found nothing"},
        Mistake{"object_for_list", R"({"l":{}})", [](const JsonReader& r) { r.objects("l"); },
                "/l: expected a list, found an object"},
        Mistake{"text_in_list", R"({"l":[{},"x"]})", [](const JsonReader& r) { r.objects("l"); },
                "/l/1: expected an object, found text"},
        Mistake{"number_in_texts", R"({"l":["a",1]})", [](const JsonReader& r) { r.texts("l"); },
                "/l: expected a list of texts, found a number"},
        Mistake{"reference_without_id", R"({"s":{"type":"service"}})", [](const JsonReader& r) { r.reference("s"); },
                "/s/id: is missing"},
        Mistake{"escaped_path", R"({"a/b~c":1})", [](const JsonReader& r) { r.text("a/b~c"); },
                "/a~1b~0c: expected text, found a number"}),
    test::RowName{});

TEST(JsonDocument, OneBadRowDoesNotHideTheOthers) {
  const JsonDocument document = parse(R"({"incidents":[{"id":"A"},{"id":7},"x",{"id":"B"}]})");
  std::vector<std::string> good;
  std::vector<std::string> bad;
  for (const JsonRow& row : document.rows("incidents")) {
    const std::string id = row->text("id");
    const Result<void> read = row.check();
    if (read.has_value()) {
      good.push_back(id);
    } else {
      bad.push_back(read.error().message);
    }
  }
  EXPECT_EQ(good, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(bad, (std::vector<std::string>{"/incidents/1/id: expected text, found a number",
                                           "/incidents/2: expected an object, found text"}));
  EXPECT_TRUE(document.check().has_value());
}

TEST(JsonDocument, AMissingListIsAMistakeOfTheDocument) {
  const JsonDocument document = parse(R"({"incident":[]})");
  EXPECT_TRUE(document.rows("incidents").empty());
  EXPECT_EQ(document.check().error().message, "/incidents: is missing");
}

TEST(JsonDocument, KeepsAtMostTwentyMistakes) {
  const JsonDocument document = parse("{}");
  for (int i = 0; i < 100; ++i) document.root().text("k" + std::to_string(i));
  EXPECT_EQ(document.check().error().problems.size(), 20u);
}

}  // namespace
}  // namespace autoheal::kit
