#include "webhook/signature_explainer.hpp"

#include "kit/time/rfc3339.hpp"
#include "samples.hpp"
#include "webhook/body_spelling.hpp"
#include "webhook/explain_operation.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace autoheal::pagerduty::webhook {
using namespace kit;
namespace {

using samples::kSecretA;
using samples::kSecretB;
using samples::sign;

const UtcTime kNow = parse_rfc3339("2026-03-14T10:00:00Z").value();

struct Row {
  std::string_view name;
  SignatureCause expected;
  std::string secret = std::string(kSecretA);
  std::optional<std::string> header = std::nullopt;  // none: the header is absent
  std::string body = samples::body("triggered");
};

std::string with_break(std::string_view secret) {
  return std::string(secret.substr(0, 32)) + "\n  " + std::string(secret.substr(32));
}

std::string indented() {  // as a gateway writes it that parses and prints
  std::string out;
  for (const char c : samples::body("triggered")) {
    out += c;
    if (c == ',' || c == '{') out += "\n  ";
  }
  return out;
}

TEST(SignatureExplainer, NamesTheCause) {
  const std::string body = samples::body("triggered");
  const std::string right = sign(kSecretA, body);
  const std::string escaped = encode_escapes(body);
  const Row rows[] = {
      {"right", SignatureCause::accepted, std::string(kSecretA), right},
      {"no secret", SignatureCause::no_secret, "", right},
      {"no header", SignatureCause::header_absent},
      {"empty header", SignatureCause::no_v1, std::string(kSecretA), ""},
      {"another version", SignatureCause::no_v1, std::string(kSecretA), "v2=" + right.substr(3)},
      {"bare digits", SignatureCause::no_v1, std::string(kSecretA), right.substr(3)},
      {"digits cut", SignatureCause::malformed, std::string(kSecretA), right.substr(0, 40)},
      {"not digits", SignatureCause::malformed, std::string(kSecretA), "v1=" + std::string(64, 'z')},
      {"secret with a line break", SignatureCause::secret_has_blanks, with_break(kSecretA), right},
      {"newline added", SignatureCause::body_reencoded, std::string(kSecretA), right, body + "\n"},
      {"newline cut", SignatureCause::other_secret, std::string(kSecretA), sign(kSecretA, body + "\n")},
      {"byte order mark added", SignatureCause::body_reencoded, std::string(kSecretA), right, "\xEF\xBB\xBF" + body},
      {"indented", SignatureCause::body_reencoded, std::string(kSecretA), right, indented()},
      {"escaped on its way", SignatureCause::body_reencoded, std::string(kSecretA), right, escaped},
      {"escapes decoded on its way", SignatureCause::body_reencoded, std::string(kSecretA), sign(kSecretA, escaped),
       body},
      {"indented and escaped", SignatureCause::body_reencoded, std::string(kSecretA), right,
       encode_escapes(indented())},
      {"another secret", SignatureCause::other_secret, std::string(kSecretA), sign("somebody else's", body)},
      {"a byte changed", SignatureCause::other_secret, std::string(kSecretA), right,
       samples::replaced(body, "4711", "4712")},
      {"indented and a byte changed", SignatureCause::body_reformatted, std::string(kSecretA), right,
       samples::replaced(indented(), "4711", "4712")},
      {"empty body", SignatureCause::other_secret, std::string(kSecretA), right, ""},
      {"not JSON", SignatureCause::other_secret, std::string(kSecretA), right, "\xFF\\u\\ud8\"\\"},
  };
  for (const Row& row : rows) {
    std::vector<Header> headers{{"Host", "autoheal.example"}};
    if (row.header) headers.push_back({"x-pagerduty-signature", *row.header});
    const SignatureCause cause =
        explain_signature({.secret = row.secret, .headers = headers, .body = samples::bytes(row.body), .now = kNow});
    EXPECT_EQ(cause, row.expected) << row.name << ": " << name(cause);
  }
}

TEST(SignatureExplainer, KnowsThePreviousSecret) {
  const std::string body = samples::body("triggered");
  const std::string signature = sign(kSecretB, body);
  const std::vector<Header> headers{{kSignatureHeader, signature}};
  SignatureQuestion question{
      .secret = kSecretA, .previous_secret = kSecretB, .headers = headers, .body = samples::bytes(body), .now = kNow};
  EXPECT_EQ(explain_signature(question), SignatureCause::accepted);
  question.previous_until = kNow + std::chrono::milliseconds(1);
  EXPECT_EQ(explain_signature(question), SignatureCause::accepted);
  question.previous_until = kNow;
  EXPECT_EQ(explain_signature(question), SignatureCause::previous_expired);
  question.previous_secret = "another";
  EXPECT_EQ(explain_signature(question), SignatureCause::other_secret);
}

TEST(SignatureExplainer, EveryCauseHasANameASentenceAndARemedy) {
  for (int i = 0; i <= static_cast<int>(kLastSignatureCause); ++i) {
    const auto cause = static_cast<SignatureCause>(i);
    EXPECT_FALSE(name(cause).empty());
    EXPECT_TRUE(sentence(cause).ends_with('.')) << name(cause);
    EXPECT_EQ(remedy(cause).empty(), cause == SignatureCause::accepted) << name(cause);
  }
}

TEST(BodySpelling, ChangesOnlyTheSpelling) {
  EXPECT_EQ(compact("{ \"a b\" : [ 1 ,\t2 ] }\r\n"), R"({"a b":[1,2]})");
  EXPECT_EQ(compact(R"({"a\" b" : " \\" , "c" : 1})"), R"({"a\" b":" \\","c":1})");
  EXPECT_EQ(compact(""), "");
  EXPECT_EQ(compact("\"a \\"), "\"a \\");
  EXPECT_EQ(decode_escapes(R"(\u2014 \ud83d\ude00 \/)"), "\xE2\x80\x94 \xF0\x9F\x98\x80 /");
  EXPECT_EQ(decode_escapes(R"(\n \" \\u2014 \u000a \ud83d \ude00 \u12)"), R"(\n \" \\u2014 \u000a \ud83d \ude00 \u12)");
  EXPECT_EQ(decode_escapes("\\"), "\\");
  EXPECT_EQ(encode_escapes("a\xE2\x80\x94\xF0\x9F\x98\x80\xFF"), "a\\u2014\\ud83d\\ude00\xFF");
}

std::string arguments(std::string_view headers, std::string_view base64) {
  return R"({"headers":)" + std::string(headers) + R"(,"body_base64":")" + std::string(base64) + "\"}";
}

boost::json::value ask(std::string_view args, std::string_view secret = kSecretA) {
  Result<std::string> result = run_explain_operation(args, {secret, {}, {}}, kNow);
  if (result.has_value()) return boost::json::parse(result.value());
  EXPECT_EQ(result.error().code, Errc::invalid_argument);
  return nullptr;
}

TEST(ExplainOperation, AnswersWithAnEnvelope) {
  const std::string right = sign(kSecretA, "{}");
  const std::string headers = R"([{"name":"X-PagerDuty-Signature","value":")" + right + "\"}]";
  EXPECT_EQ(ask(arguments(headers, "e30=")).at("data").at("cause"), "accepted");
  EXPECT_EQ(ask(arguments(headers, "e30K")).at("data").at("cause"), "body_reencoded") << "a newline behind it";
  EXPECT_EQ(ask(arguments("[]", "")).at("data").at("cause"), "header_absent");
  EXPECT_EQ(ask(arguments("[]", "e30="), "").at("data").at("cause"), "no_secret");
  const boost::json::value answer = ask(arguments("[]", "e30="));
  EXPECT_EQ(answer.at("summary"), answer.at("data").at("sentence"));
  EXPECT_EQ(answer.at("meta").at("complete"), true);
  EXPECT_EQ(answer.at("meta").at("upstream_calls"), 0);
}

TEST(ExplainOperation, RefusesOtherArguments) {
  for (const std::string& args :
       {std::string(), std::string("[]"), std::string("{"), std::string("{}"), std::string(R"({"body_base64":"e30="})"),
        std::string(R"({"headers":[]})"), arguments("[]", "e30"), arguments("[]", "!!!!"), arguments("{}", "e30="),
        arguments(R"(["X"])", "e30="), arguments(R"([{"name":"X"}])", "e30="),
        arguments(R"([{"name":1,"value":"x"}])", "e30="), arguments("[]", std::string(1'500'004, 'A')),
        std::string(R"({"headers":[],"body_base64":"e30=","secret":"x"})")}) {
    EXPECT_TRUE(ask(args).is_null()) << args.substr(0, 100);
  }
}

}  // namespace
}  // namespace autoheal::pagerduty::webhook
