// The golden set: questions in the words of engineers, each with its one call and what its answer must say. Asked
// through the real path: the simulator's process, the curl client, the router. Every answer must also keep to the
// operation's declared result schema, to its byte budget, and to the rule that no e-mail address leaves.
//
// A file of questions names the clock (`now`) and the key; each of its questions is {question, operation, arguments,
// expect[], error?}. An expectation is {at, is|has|size|at_least|at_most|absent|any|all}; `at` is a JSON pointer into
// the envelope, or into the error document.
#include "connection/client.hpp"
#include "golden/check.hpp"
#include "golden/schema.hpp"
#include "kit/answer/operation.hpp"
#include "kit/answer/router.hpp"
#include "kit/time/rfc3339.hpp"
#include "operations/operations.hpp"
#include "reads/account_context.hpp"
#include "settings/settings.hpp"
#include "support/row_name.hpp"
#include "support/simulator_process.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using autoheal::test::SimulatorProcess;

class FixedClock final : public Clock {
 public:
  explicit FixedClock(std::string_view now) : now_(parse_rfc3339(now).value()) {}
  UtcTime now() const override { return now_; }

 private:
  UtcTime now_;
};

std::string text_or(const json::object& object, std::string_view key, std::string_view otherwise) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? std::string(otherwise) : json::value_to<std::string>(*value);
}

// One account, one clock, one key: as an instance of the plugin sees it.
class Account {
 public:
  explicit Account(const json::object& file)
      : now_(text_or(file, "now", "2026-03-18T10:30:00Z")),
        simulator_({"--data", "demo", "--now", now_}),
        clock_(now_),
        settings_(settings_of(file)),
        client_(connection::make_client(std::make_shared<http::TransferLoop>(), settings_)) {}

  Result<std::string> ask(std::string_view operation, const json::value& arguments) {
    CallScope scope;
    scope.deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    AccountContext context(*client_, clock_, scope, settings_, directory_);
    return answer_query(all_operations(), operation, json::serialize(arguments), context);
  }

 private:
  Settings settings_of(const json::object& file) const {
    Settings settings;
    std::string key = text_or(file, "key", "general");
    settings.api_key = std::get<ApiKey>(parse_api_key(simulator_.key(key.c_str())));
    settings.endpoint = simulator_.base_url();
    settings.time_zone = text_or(file, "time_zone", "UTC");
    return settings;
  }

  std::string now_;
  SimulatorProcess simulator_;
  FixedClock clock_;
  Settings settings_;
  std::shared_ptr<http::Client> client_;
  Directory directory_;
};

std::size_t budget_of(const json::object& question) {
  const auto* arguments = question.if_contains("arguments");
  const auto* given = arguments == nullptr ? nullptr : arguments->as_object().if_contains("max_bytes");
  return given == nullptr ? 16'384 : given->to_number<std::size_t>();
}

bool holds_an_address(std::string_view text) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t end = text.find_first_of(" \"'<>,;()\\", at);
    if (at > 0 && text.substr(at, end - at).find('.') != std::string_view::npos) return true;
  }
  return text.find("202-555-01") != std::string_view::npos;
}

int failures_so_far() { return testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count(); }

void expect_all(const json::value& document, const json::object& question) {
  const auto* list = question.if_contains("expect");
  ASSERT_TRUE(list != nullptr && !list->as_array().empty()) << "a question without an expectation proves nothing";
  for (const json::value& expectation : list->as_array()) {
    std::string wrong = golden::check(document, expectation.as_object());
    EXPECT_TRUE(wrong.empty()) << wrong;
  }
}

void expect_answer(const std::string& text, const json::object& question, const Operation& operation) {
  const int before = failures_so_far();
  EXPECT_LE(text.size(), budget_of(question));
  EXPECT_FALSE(holds_an_address(text)) << text;
  json::value envelope = json::parse(text);
  std::string misfit = golden::validate(envelope.at("data"), json::parse(operation.result_schema));
  EXPECT_TRUE(misfit.empty()) << "result schema: " << misfit;
  EXPECT_FALSE(envelope.at("summary").as_string().empty());
  expect_all(envelope, question);
  if (failures_so_far() > before) ADD_FAILURE() << text;
}

const json::value* cuts_of(const json::value& envelope) { return envelope.at("meta").as_object().if_contains("cuts"); }

// Every cut names a call, and that call is answered. Those of the main rows, one after the other, return exactly the
// rows that are missing.
void expect_follow_ups(Account& account, json::value envelope, bool is_first_page) {
  const json::value* cuts = cuts_of(envelope);
  if (cuts == nullptr) return;
  for (const json::value& cut : cuts->as_array()) {
    const json::value& call = cut.at("follow_up");
    auto answer = account.ask(call.at("operation").as_string(), call.at("arguments"));
    EXPECT_TRUE(answer.has_value()) << json::serialize(cut) << ": " << answer.error().message;
  }
  const json::object& meta = envelope.at("meta").as_object();
  const bool has_total = meta.contains("total");
  const std::int64_t total = has_total ? meta.at("total").as_int64() : 0;
  bool is_costly = envelope.at("meta").at("upstream_calls").as_int64() > 10;
  if (!is_first_page || is_costly || !has_total || !meta.contains("cursor")) return;
  std::int64_t rows = 0;
  constexpr int kMostPages = 6;  // the simulator keeps PagerDuty's 960 requests a minute
  for (int pages = 0; pages < kMostPages; ++pages) {
    rows += envelope.at("meta").at("returned").as_int64();
    if (!envelope.at("meta").as_object().contains("cursor")) break;
    const json::value& call = cuts_of(envelope)->as_array().front().at("follow_up");
    auto answer = account.ask(call.at("operation").as_string(), call.at("arguments"));
    ASSERT_TRUE(answer.has_value()) << json::serialize(call);
    envelope = json::parse(answer.value());
  }
  bool whole = !envelope.at("meta").as_object().contains("cursor");
  if (whole) {
    EXPECT_EQ(rows, total) << "the follow-up calls return other rows than those left out";
  }
}

void ask_one(Account& account, const json::object& question) {
  std::string name = text_or(question, "operation", "");
  const Operation* operation = find_operation(all_operations(), name);
  ASSERT_NE(operation, nullptr) << name;
  const auto* given = question.if_contains("arguments");
  json::value arguments = given == nullptr ? json::value(json::object{}) : *given;
  std::string misfit = golden::validate(arguments, json::parse(arguments_schema(*operation)));
  auto answer = account.ask(name, arguments);
  std::string wanted_error = text_or(question, "error", "");
  if (answer.has_value()) {
    EXPECT_EQ(wanted_error, "") << answer.value();
    EXPECT_TRUE(misfit.empty()) << "argument schema: " << misfit;
    expect_answer(answer.value(), question, *operation);
    expect_follow_ups(account, json::parse(answer.value()), !arguments.as_object().contains("cursor"));
  } else {
    std::string document = render(answer.error());
    EXPECT_EQ(wanted_error, autoheal::kit::name(answer.error().code)) << document;
    expect_all(json::parse(document), question);
  }
}

class Golden : public testing::TestWithParam<fs::path> {};

TEST_P(Golden, EveryQuestionIsAnsweredRight) {
  std::ifstream in(GetParam());
  json::value file = json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
  Account account(file.as_object());
  std::size_t asked = 0;
  std::size_t wrong = 0;
  for (const json::value& question : file.at("questions").as_array()) {
    const int before = failures_so_far();
    {
      SCOPED_TRACE(text_or(question.as_object(), "question", ""));
      ask_one(account, question.as_object());
    }
    ++asked;
    if (failures_so_far() > before) ++wrong;
  }
  std::printf("golden %s: asked %zu, right %zu, wrong %zu\n", GetParam().stem().c_str(), asked, asked - wrong, wrong);
  RecordProperty("asked", static_cast<int>(asked));
}

std::vector<fs::path> question_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(GOLDEN_QUESTIONS)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Files, Golden, testing::ValuesIn(question_files()),
                         [](const auto& param) { return param.param.stem().string(); });

TEST(GoldenSet, IsLargeEnoughAndCoversEveryOperation) {
  std::size_t questions = 0;
  std::set<std::string> operations_asked;
  for (const fs::path& path : question_files()) {
    std::ifstream in(path);
    json::value file = json::parse(std::string(std::istreambuf_iterator<char>(in), {}));
    for (const json::value& question : file.at("questions").as_array()) {
      ++questions;
      operations_asked.insert(text_or(question.as_object(), "operation", ""));
    }
  }
  EXPECT_GE(questions, 120U);
  for (const Operation* operation : all_operations())
    EXPECT_TRUE(operations_asked.contains(std::string(operation->name))) << operation->name;
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
