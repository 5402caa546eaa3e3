// What PagerDuty's error replies mean, whatever of their shapes they come in.
#include "api/api_error.hpp"

#include "support/row_name.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace autoheal::pagerduty::api {
namespace {

using namespace kit;
using autoheal::test::RowName;
using testing::HasSubstr;
using testing::Not;

struct BodyRow {
  const char* name;
  int status;
  const char* body;
  Errc code;
  int upstream_code;
  const char* says;
};

class ErrorBodies : public testing::TestWithParam<BodyRow> {};

TEST_P(ErrorBodies, AreUnderstood) {
  const Error error = error_of_reply(GetParam().status, GetParam().body, "req-1");
  EXPECT_EQ(error.code, GetParam().code);
  EXPECT_EQ(error.http_status, GetParam().status);
  EXPECT_EQ(error.upstream_code, GetParam().upstream_code);
  EXPECT_EQ(error.request_id, "req-1");
  EXPECT_THAT(error.message, HasSubstr(GetParam().says));
  EXPECT_LE(error.message.size(), 320u);
  EXPECT_FALSE(error.hint.empty());
}

INSTANTIATE_TEST_SUITE_P(
    ApiError, ErrorBodies,
    testing::Values(
        BodyRow{"standard", 400,
                R"({"error":{"message":"Invalid Input Provided","code":2001,"errors":[" is invalid."]}})",
                Errc::rejected, 2001, "Invalid Input Provided; is invalid."},
        BodyRow{"empty_401", 401, "", Errc::unauthorized, 0, "refused the API key (401)."},
        BodyRow{"html_401", 401, "<html>no</html>", Errc::unauthorized, 0, "refused the API key (401)."},
        BodyRow{"json_401", 401, R"({"error":{"message":"Unauthorized","code":2006}})", Errc::unauthorized, 2006,
                "Unauthorized"},
        BodyRow{"plain_text", 400, R"({"error":"Requests made with an account-level access token are not allowed."})",
                Errc::rejected, 0, "account-level access token"},
        BodyRow{"details_as_text", 400, R"({"error":{"message":"m","code":2001,"errors":"one"}})", Errc::rejected, 2001,
                "m; one"},
        BodyRow{"list", 400, R"({"error":["first","second"]})", Errc::rejected, 0, "first; second"},
        BodyRow{"code_is_status", 403, R"({"error":{"message":"Insufficient permissions","code":403}})",
                Errc::forbidden, 0, "Insufficient permissions"},
        BodyRow{"details_as_object", 400, R"({"errors":{"time_zone":["is not valid"]}})", Errc::rejected, 0,
                "time_zone: is not valid"},
        BodyRow{"details_object_inside", 422, R"({"error":{"message":"bad","errors":{"name":["too long"]}}})",
                Errc::rejected, 0, "name: too long"},
        BodyRow{"plan", 402, R"({"error":{"message":"Missing Account Ability","code":2014}})", Errc::plan_required,
                2014, "plan"},
        BodyRow{"not_found", 404, R"({"error":{"message":"Not Found","code":2100}})", Errc::not_found, 2100, "404"},
        BodyRow{"slow", 408, "", Errc::upstream_timeout, 0, "408"},
        BodyRow{"limited", 429, R"({"error":{"message":"Rate Limit Exceeded","code":2020}})", Errc::rate_limited, 2020,
                "429"},
        BodyRow{"limited_bare", 429, "", Errc::rate_limited, 0, "429"},
        BodyRow{"gateway_html", 502, "<html><h1>502</h1></html>", Errc::upstream_unavailable, 0, "502"},
        BodyRow{"gateway_empty", 504, "", Errc::upstream_unavailable, 0, "504"},
        BodyRow{"redirect", 302, "", Errc::protocol, 0, "302"}, BodyRow{"teapot", 418, "{}", Errc::rejected, 0, "418"},
        BodyRow{"wrong_types", 400, R"({"error":{"message":7,"code":"x","errors":3}})", Errc::rejected, 0, "400"},
        BodyRow{"huge_code", 400, R"({"error":{"message":"m","code":99999999999}})", Errc::rejected, 0, "m"},
        BodyRow{"not_an_object", 500, "[1]", Errc::upstream_unavailable, 0, "500"}),
    RowName{});

TEST(ApiError, CleansAndCutsWhatUpstreamSays) {
  const Error error = error_of_reply(
      400, "{\"error\":{\"message\":\"bad\\u202e key u+abcdefghijklmnopqr " + std::string(5000, 'x') + "\"}}",
      "id\x1B[31m" + std::string(500, 'y'));
  EXPECT_THAT(error.message, Not(HasSubstr("u+abcdef")));
  EXPECT_THAT(error.message, Not(HasSubstr("\u202e")));
  EXPECT_LE(error.message.size(), 250u);
  EXPECT_LE(error.request_id.size(), 64u);
}

TEST(ApiError, EndsWithOneStopWhateverPagerDutySaid) {
  for (const char* said : {"until is too far ahead.", "until is too far ahead", "until is too far ahead..."}) {
    const Error error = error_of_reply(400, "{\"error\":{\"message\":\"" + std::string(said) + "\"}}", "");
    EXPECT_EQ(error.message, "PagerDuty rejected the request (400): until is too far ahead.") << said;
  }
}

TEST(ApiError, A401SpeaksOfTheRegionFirst) {
  const std::string hint = error_of_reply(401, "", "").hint;
  EXPECT_LT(hint.find("region"), hint.find("Events API"));
}

}  // namespace
}  // namespace autoheal::pagerduty::api
