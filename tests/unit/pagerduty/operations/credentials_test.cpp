// No credential in the details of an alert gets into an answer, however deep it lies.
#include "test_call.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <utility>

namespace autoheal::pagerduty::operations {
using namespace kit;
using namespace reads;
namespace {

namespace json = boost::json;
using testing::TestAccount;

constexpr const char* kLeak = "Xy7zzy";

// Details with the credential below any number of objects and lists.
json::value random_details(int depth) {
  if (depth == 0) {
    const std::string name = *rc::gen::element<std::string>("password", "db_password", "accessToken", "clientSecret",
                                                            "apiKey", "private_key", "Set-Cookie");
    if (*rc::gen::arbitrary<bool>()) return json::object{{name, json::array{json::object{{"v", kLeak}}}}};
    return json::object{{"a", 1}, {name, kLeak}};
  }
  json::value inner = random_details(depth - 1);
  if (*rc::gen::arbitrary<bool>()) return json::array{"x", std::move(inner)};
  return json::object{{*rc::gen::element<std::string>("labels", "env", "key", "tokenizer"), std::move(inner)}};
}

RC_GTEST_PROP(CredentialsInAnswers, NeverComeFromNestedDetails, ()) {
  const json::value details = random_details(*rc::gen::inRange(0, 12));
  const bool as_text = *rc::gen::arbitrary<bool>();
  const json::object incident{{"id", "Q1"},
                              {"status", "triggered"},
                              {"created_at", "2026-03-18T10:00:00Z"},
                              {"body", {{"details", details}}},
                              {"custom_fields", json::array{{{"name", "f"}, {"value", details}}}}};
  const json::object alert{
      {"id", "A1"},
      {"status", "triggered"},
      {"created_at", "2026-03-18T10:01:00Z"},
      {"body", {{"details", as_text ? json::value(json::string(json::serialize(details))) : details}}}};
  TestAccount account;
  account.client.document("/incidents/Q1", {{"incident", incident}});
  account.client.list("/incidents/Q1/alerts", "alerts", {alert});
  for (const char* operation : {"list_incident_alerts", "get_incident"}) {
    const std::string answer = json::serialize(account.envelope(operation, {{"incident", "Q1"}}));
    RC_ASSERT(answer.find("\"data\"") != std::string::npos);
    RC_ASSERT(answer.find(kLeak) == std::string::npos);
  }
}

}  // namespace
}  // namespace autoheal::pagerduty::operations
