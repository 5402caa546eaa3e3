#include "kit/answer/envelope.hpp"

#include "kit/answer/arguments.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

namespace autoheal::kit {
namespace {

namespace json = boost::json;

// A question about a made-up list with notes beside it, answered the way operations do.
struct Library {
  std::size_t rows = 0;
  std::size_t row_bytes = 10;
  std::size_t notes = 0;
  std::size_t note_bytes = 10;
  std::size_t warnings = 0;
  bool multibyte = false;

  std::string words(std::size_t bytes, std::size_t salt) const {
    std::string out = std::to_string(salt) + " ";
    while (out.size() < bytes) out += multibyte ? "\xC3\xA9\"" : "x\\";
    return out;
  }

  Answer ask(std::size_t offset, std::size_t limit, const json::object& arguments) const {
    Answer answer;
    answer.summary = words(200, 7);
    answer.arguments = arguments;
    answer.arguments.erase("cursor");
    json::array page;
    std::size_t end = std::min(rows, offset + limit);
    for (std::size_t i = offset; i < end; ++i) page.push_back({{"id", i}, {"title", words(row_bytes, i)}});
    answer.data["rows"] = std::move(page);
    MainRows main;
    main.member = "rows";
    main.what = "rows";
    main.offset = offset;
    main.total = rows;
    main.more = end < rows;
    main.cursor = [offset](std::size_t kept) { return "r" + std::to_string(offset + kept); };
    answer.rows = std::move(main);
    json::array list;
    for (std::size_t i = 0; i < notes; ++i) list.push_back({{"n", i}, {"text", words(note_bytes, i)}});
    answer.data["notes"] = std::move(list);
    answer.shrinks.push_back({Shrink::How::texts, "/notes/*/text", "long notes", 300});
    answer.shrinks.push_back({Shrink::How::rows, "/notes", "notes", 2});
    answer.shrinks.push_back({Shrink::How::rows, "/notes", "notes", 0});
    for (std::size_t i = 0; i < warnings; ++i) answer.warnings.push_back(words(150, i));
    answer.untrusted = {"/rows/*/title", "/notes/*/text"};
    for (int i = 0; i < 3; ++i)
      answer.links.push_back({"Incident", "https://example.pagerduty.com/incidents/" + std::to_string(i)});
    return answer;
  }
};

json::object rendered(const Library& library, std::size_t offset, std::size_t limit, std::size_t max_bytes,
                      std::size_t& bytes) {
  auto text = render_envelope("ask", library.ask(offset, limit, {{"max_bytes", max_bytes}}), max_bytes);
  RC_ASSERT(text.has_value());
  bytes = text.value().size();
  return json::parse(text.value()).as_object();
}

const json::object* cut_of(const json::object& envelope, std::string_view what) {
  const auto* cuts = envelope.at("meta").as_object().if_contains("cuts");
  if (cuts == nullptr) return nullptr;
  for (const auto& cut : cuts->as_array()) {
    if (cut.at("what").as_string() == what) return &cut.as_object();
  }
  return nullptr;
}

Library any_library() {
  Library library;
  library.rows = *rc::gen::inRange<std::size_t>(0, 120);
  library.row_bytes = *rc::gen::inRange<std::size_t>(5, 900);
  library.notes = *rc::gen::inRange<std::size_t>(0, 30);
  library.note_bytes = *rc::gen::inRange<std::size_t>(5, 3'000);
  library.warnings = *rc::gen::inRange<std::size_t>(0, 12);
  library.multibyte = *rc::gen::arbitrary<bool>();
  return library;
}

RC_GTEST_PROP(Envelope, IsNeverLongerThanItsBudget, ()) {
  Library library = any_library();
  auto max_bytes = *rc::gen::inRange<std::size_t>(kLeastMaxBytes, 40'000);
  std::size_t bytes = 0;
  rendered(library, 0, 100, max_bytes, bytes);
  RC_ASSERT(bytes <= max_bytes);
}

RC_GTEST_PROP(Envelope, NothingIsMissingWithoutACut, ()) {
  Library library = any_library();
  auto max_bytes = *rc::gen::inRange<std::size_t>(kLeastMaxBytes, 40'000);
  std::size_t bytes = 0;
  json::object envelope = rendered(library, 0, 100, max_bytes, bytes);
  const json::object& data = envelope.at("data").as_object();
  bool complete = envelope.at("meta").at("complete").as_bool();
  std::size_t shown = data.at("rows").as_array().size();
  if (shown < library.rows) {
    const json::object* cut = cut_of(envelope, "rows");
    bool merged = cut_of(envelope, "parts of the answer") != nullptr;
    RC_ASSERT(cut != nullptr || merged);
    if (cut != nullptr) RC_ASSERT(cut->at("left_out").to_number<std::size_t>() == library.rows - shown);
  }
  const json::value* notes = data.if_contains("notes");
  std::size_t notes_shown = notes == nullptr ? 0 : notes->as_array().size();
  std::size_t short_notes = 0;
  for (std::size_t i = 0; i < notes_shown; ++i) {
    const auto& text = notes->as_array()[i].at("text").as_string();
    if (std::string_view(text) != library.words(library.note_bytes, i)) ++short_notes;
  }
  bool everything = shown == library.rows && notes_shown == library.notes && short_notes == 0;
  RC_ASSERT(complete == everything);
}

RC_GTEST_PROP(Envelope, FollowUpsReturnTheRest, ()) {
  Library library = any_library();
  auto max_bytes = *rc::gen::inRange<std::size_t>(3'000, 20'000);
  std::set<std::size_t> seen;
  std::size_t offset = 0;
  for (int page = 0; page < 300; ++page) {
    std::size_t bytes = 0;
    json::object envelope = rendered(library, offset, 25, max_bytes, bytes);
    for (const auto& row : envelope.at("data").at("rows").as_array())
      seen.insert(row.at("id").to_number<std::size_t>());
    const json::object* cut = cut_of(envelope, "rows");
    if (cut == nullptr) break;
    const json::object& arguments = cut->at("follow_up").at("arguments").as_object();
    offset = std::stoul(std::string(arguments.at("cursor").as_string()).substr(1));
    max_bytes = arguments.at("max_bytes").to_number<std::size_t>();
  }
  RC_ASSERT(seen.size() == library.rows);
}

RC_GTEST_PROP(Envelope, ALargerBudgetNeverShowsLess, ()) {
  Library library = any_library();
  auto small = *rc::gen::inRange<std::size_t>(kLeastMaxBytes, 20'000);
  auto large = small + *rc::gen::inRange<std::size_t>(0, 20'000);
  std::size_t bytes = 0;
  std::size_t few = rendered(library, 0, 100, small, bytes).at("data").at("rows").as_array().size();
  std::size_t many = rendered(library, 0, 100, large, bytes).at("data").at("rows").as_array().size();
  RC_ASSERT(few <= many + 1);  // a note that comes back may cost one row
}

TEST(Envelope, SaysWhatItIs) {
  Library library;
  library.rows = 3;
  auto text = render_envelope("ask", library.ask(0, 2, {}), kDefaultMaxBytes);
  ASSERT_TRUE(text.has_value());
  json::value envelope = json::parse(text.value());
  EXPECT_FALSE(envelope.at("meta").at("complete").as_bool());
  EXPECT_EQ(envelope.at("meta").at("returned").to_number<int>(), 2);
  EXPECT_EQ(envelope.at("meta").at("total").to_number<int>(), 3);
  EXPECT_EQ(envelope.at("meta").at("cursor").as_string(), "r2");
  EXPECT_EQ(envelope.at("meta").at("cuts").at(0).at("why").as_string(), "limit");
  EXPECT_EQ(envelope.at("meta").at("untrusted").at(1).as_string(), "/data/rows/*/title");
}

TEST(Envelope, TextsAreCutBeforeRows) {
  Library library;
  library.rows = 10;
  library.notes = 10;
  library.note_bytes = 2'000;
  auto text = render_envelope("ask", library.ask(0, 100, {}), 8'192);
  ASSERT_TRUE(text.has_value());
  json::value envelope = json::parse(text.value());
  EXPECT_EQ(envelope.at("data").at("rows").as_array().size(), 10U);
  EXPECT_EQ(envelope.at("data").at("notes").as_array().size(), 10U);
  EXPECT_EQ(envelope.at("meta").at("cuts").at(0).at("what").as_string(), "long notes");
  EXPECT_EQ(envelope.at("meta").at("cuts").at(0).at("left_out").to_number<int>(), 10);
}

TEST(Envelope, AFirstRowThatDoesNotFitComesWithALargerBudget) {
  Library library;
  library.rows = 2;
  library.row_bytes = 5'000;
  auto text = render_envelope("ask", library.ask(0, 100, {{"max_bytes", 2'048}}), 2'048);
  ASSERT_TRUE(text.has_value());
  json::value envelope = json::parse(text.value());
  EXPECT_EQ(envelope.at("data").at("rows").as_array().size(), 0U);
  EXPECT_GE(envelope.at("meta").at("cuts").at(0).at("follow_up").at("arguments").at("max_bytes").to_number<int>(),
            10'000);
}

TEST(Envelope, NeverDropsWhatTheResultSchemaRequires) {
  Answer answer;
  answer.summary = "s";
  answer.result_schema = R"({"type":"object","required":["kept"]})";
  answer.data["kept"] = std::string(1'400, 'k');
  answer.data["large"] = std::string(1'200, 'l');
  auto text = render_envelope("ask", std::move(answer), 2'048);
  ASSERT_TRUE(text.has_value()) << text.error().message;
  const json::value envelope = json::parse(text.value());
  EXPECT_TRUE(envelope.at("data").as_object().contains("kept"));
  EXPECT_FALSE(envelope.at("data").as_object().contains("large"));
  EXPECT_EQ(envelope.at("meta").at("cuts").at(0).at("what").as_string(), "large");
}

TEST(Envelope, AFollowUpHasTheArgumentsAsTheyAreAtTheEnd) {
  Answer answer;
  answer.summary = "s";
  answer.data["notes"] = json::array(400, "a note of some bytes");
  answer.shrinks.push_back({Shrink::How::rows, "/notes", "notes", 2});
  answer.arguments["incident"] = "Q1";  // pinned down after the shrink was declared
  auto text = render_envelope("ask", std::move(answer), 2'048);
  ASSERT_TRUE(text.has_value()) << text.error().message;
  const json::value envelope = json::parse(text.value());
  const json::value& arguments = envelope.at("meta").at("cuts").at(0).at("follow_up").at("arguments");
  EXPECT_EQ(arguments, json::value({{"incident", "Q1"}, {"max_bytes", kMostMaxBytes}}));
}

TEST(Envelope, AListThatGoesOnElsewhereIsAskedForFromTheFirstRowThatIsMissing) {
  Answer answer;
  answer.summary = "s";
  answer.data["notes"] = json::array(400, "a note of some bytes");
  answer.shrinks.push_back(
      {Shrink::How::rows, "/notes", "notes", 2, FollowUp{"list_notes", {{"incident", "Q1"}}}, true});
  auto text = render_envelope("ask", std::move(answer), 2'048);
  ASSERT_TRUE(text.has_value()) << text.error().message;
  const json::value envelope = json::parse(text.value());
  const std::size_t kept = envelope.at("data").at("notes").as_array().size();
  const json::value& follow_up = envelope.at("meta").at("cuts").at(0).at("follow_up");
  EXPECT_EQ(follow_up.at("operation").as_string(), "list_notes");
  EXPECT_EQ(follow_up.at("arguments"), json::value({{"incident", "Q1"}, {"cursor", "r" + std::to_string(kept)}}));
}

TEST(Envelope, WhatCannotBeCutIsAnError) {
  Answer answer;
  answer.summary = "s";
  answer.data["n"] = 1;
  answer.arguments["text"] = std::string(3'000, 'x');
  answer.cuts.push_back({"x", CutReason::limit, 1, {"ask", answer.arguments}});
  auto text = render_envelope("ask", std::move(answer), 2'048);
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().code, Errc::too_large);
}

}  // namespace
}  // namespace autoheal::kit
