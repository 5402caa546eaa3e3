// Signing against worked vectors: bodies and secrets are invented, the signatures were computed with openssl.
#include "receiver.hpp"
#include "running_simulator.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace simulator_test {
namespace {

const char* const kSecretA = "Vn0cH1b2TqkX9sYw7RzLmE4uJd6pG8aQfKx3NoB5tCiUvWyZ+/A0eShMrDjPlOgF";
const char* const kSecretB = "q7Lw2ZdN8xTbVr5YkMf0HcJs3PuGa9EiOnQ6R1tXyBvKzDmWlSjCoUpFeAhIg4+/";

std::string read_vector(const std::string& name) {
  std::ifstream in(std::string(SIMULATOR_TEST_DATA) + "/" + name + ".json", std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  std::string body = text.str();
  if (!body.empty() && body.back() == '\n') body.pop_back();  // files end in a newline, bodies do not
  return body;
}

struct Vector {
  const char* name;
  std::size_t bytes;
  const char* with_a;
  const char* with_b;
};

class Vectors : public testing::TestWithParam<Vector> {
 protected:
  std::string signature_of(const std::string& body, const char* secret, const char* kind = "valid") {
    const json::value sent = simulator_.control(
        "POST", "deliveries", {{"url", receiver_.url()}, {"body", body}, {"secret", secret}, {"signature", kind}});
    EXPECT_EQ(receiver_.received().back().body, body);
    const auto headers = receiver_.received().back().headers;
    return headers.count("x-pagerduty-signature") == 0 ? "none" : headers.at("x-pagerduty-signature");
  }
  RunningSimulator simulator_;
  Receiver receiver_;
};

TEST_P(Vectors, AreReproduced) {
  const Vector& row = GetParam();
  const std::string body = read_vector(row.name);
  ASSERT_EQ(body.size(), row.bytes);
  EXPECT_EQ(signature_of(body, kSecretA), std::string("v1=") + row.with_a);
  EXPECT_EQ(signature_of(body, kSecretB), std::string("v1=") + row.with_b);
}

INSTANTIATE_TEST_SUITE_P(
    Signatures, Vectors,
    testing::Values(Vector{"ping", 264, "ad7d02cf190347d03340150e6b9e6fd1381135ff205d79e7b9d8c5d85f43c058",
                           "6843a1070985980bdcc5ac28a63cecde70d61eee2e4b83befceb5afd5ea06cea"},
                    Vector{"triggered", 1914, "dea0bd0e02dcd004f32a373131916d247883490be7180b76ffc41bf5d3108d83",
                           "ff087909fec0202094f770aa0cbe189523942b71c8e27cb10e19b703d6bbb9d9"},
                    Vector{"acknowledged", 1785, "53aab087a4cbae6b3fe9e46c0c2b671a2d87be9b9c11083ab479356690daf391",
                           "2d069d096208b57ad2dbbb8ba8fffc543aebe86d0b4dec37cab0feb351897c7e"},
                    Vector{"resolved", 1653, "a1286cab6b6e1494f53b9d8a83021e376fc79e3c6da9ff184860eabb6a2cc2b9",
                           "ad74b78a0c266af6c28ed4c098f180f0515cb2a2de9a404352a1ea8931e573b6"}),
    [](const auto& row) { return row.param.name; });

using Spoiled = Vectors;

TEST_F(Spoiled, SignaturesComeInEveryWrongShape) {
  const std::string body = read_vector("ping");
  const std::string good = signature_of(body, kSecretA);
  EXPECT_EQ(signature_of(body, kSecretA, "missing"), "none");
  EXPECT_NE(signature_of(body, kSecretA, "wrong"), good);
  EXPECT_EQ(signature_of(body, kSecretA, "wrong").size(), good.size());
  EXPECT_EQ(signature_of(body, kSecretA, "rotated_first").substr(0, 67), good);
  EXPECT_EQ(signature_of(body, kSecretA, "rotated_last").substr(68), good);
  EXPECT_EQ(signature_of(body, kSecretA, "foreign_version"), "v2=" + good.substr(3));
  EXPECT_EQ(signature_of(body, kSecretA, "bare_hex"), good.substr(3));
}

TEST_F(Spoiled, OneTrailingNewlineSignsDifferently) {
  EXPECT_EQ(signature_of(read_vector("ping") + "\n", kSecretA),
            "v1=2667005e173aa7f5498bfaebf47052cdf8e9fe0da1124829a962cc1f840f99e8");
}

TEST_F(Spoiled, BodiesNeedNotBeText) {
  simulator_.control("POST", "deliveries", {{"url", receiver_.url()}, {"body_hex", "7b22ff"}, {"secret", kSecretA}});
  EXPECT_EQ(receiver_.received().back().body, "{\"\xff");
}

TEST_F(Spoiled, RepeatsAndReplaysKeepTheWebhookId) {
  const json::value sent = simulator_.control("POST", "deliveries",
                                              {{"url", receiver_.url()},
                                               {"event", {{"id", "01X"}, {"event_type", "moon.rose"}}},
                                               {"secret", kSecretA},
                                               {"webhook_id", "same"},
                                               {"repeat", 3}});
  EXPECT_EQ(rows_at(sent, "statuses").size(), 3U);
  for (const Received& row : receiver_.received()) EXPECT_EQ(row.headers.at("x-webhook-id"), "same");
  EXPECT_EQ(simulator_.raw("POST", "/_simulator/deliveries", R"({"replay":"nope"})", {}).status, 404);
}

}  // namespace
}  // namespace simulator_test
