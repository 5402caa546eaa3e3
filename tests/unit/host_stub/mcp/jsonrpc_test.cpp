#include "mcp/jsonrpc.hpp"

#include <gtest/gtest.h>

namespace autoheal::host::mcp {
namespace {

struct Refused {
  const char* name;
  std::string text;
  int code;
  const char* id;  // of the error, as JSON
};

class RefusedMessage : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedMessage, IsAnsweredWithItsCodeAndTheIdThatCouldBeRead) {
  const Parsed parsed = parse_message(GetParam().text);
  ASSERT_FALSE(parsed.message.has_value());
  EXPECT_EQ(parsed.error.code, GetParam().code);
  EXPECT_EQ(boost::json::serialize(parsed.error.id), GetParam().id);
  EXPECT_FALSE(parsed.error.message.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedMessage,
    ::testing::Values(Refused{"empty", "", kParseError, "null"},
                      Refused{"cut", R"({"jsonrpc":"2.0")", kParseError, "null"},
                      Refused{"two", R"({"jsonrpc":"2.0","id":1,"method":"ping"} {})", kParseError, "null"},
                      Refused{"deep", std::string(100, '['), kParseError, "null"},
                      Refused{"number", "1", kInvalidRequest, "null"}, Refused{"null", "null", kInvalidRequest, "null"},
                      Refused{"batch", R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", kInvalidRequest, "null"},
                      Refused{"no_version", R"({"id":1,"method":"ping"})", kInvalidRequest, "1"},
                      Refused{"old_version", R"({"jsonrpc":"1.0","id":"a","method":"ping"})", kInvalidRequest, "\"a\""},
                      Refused{"null_id", R"({"jsonrpc":"2.0","id":null,"method":"ping"})", kInvalidRequest, "null"},
                      Refused{"fraction_id", R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})", kInvalidRequest, "null"},
                      Refused{"object_id", R"({"jsonrpc":"2.0","id":{},"method":"ping"})", kInvalidRequest, "null"},
                      Refused{"no_method", R"({"jsonrpc":"2.0","id":7})", kInvalidRequest, "7"},
                      Refused{"method_number", R"({"jsonrpc":"2.0","id":7,"method":1})", kInvalidRequest, "7"},
                      Refused{"result_without_id", R"({"jsonrpc":"2.0","result":{}})", kInvalidRequest, "null"},
                      Refused{"params_array", R"({"jsonrpc":"2.0","id":7,"method":"ping","params":[]})", kInvalidParams,
                              "7"},
                      Refused{"too_large", std::string(kMaxMessageBytes + 1, ' '), kInvalidRequest, "null"}),
    [](const auto& row) { return row.param.name; });

TEST(Message, KindsAreToldApart) {
  const Parsed request = parse_message(R"({"jsonrpc":"2.0","id":"x","method":"ping","params":{"a":1}})");
  ASSERT_TRUE(request.message.has_value());
  EXPECT_EQ(request.message->kind, MessageKind::request);
  EXPECT_EQ(request.message->id, "x");
  EXPECT_EQ(request.message->params.at("a"), 1);
  EXPECT_EQ(parse_message(R"({"jsonrpc":"2.0","method":"notifications/initialized"})").message->kind,
            MessageKind::notification);
  EXPECT_EQ(parse_message(R"({"jsonrpc":"2.0","id":3,"result":{}})").message->kind, MessageKind::response);
  EXPECT_EQ(parse_message(R"({"jsonrpc":"2.0","id":3,"error":{"code":1,"message":"x"}})").message->kind,
            MessageKind::response);
}

TEST(Message, RenderedOnOneLine) {
  const std::string text = render_result(1, {{"text", "two\nlines"}});
  EXPECT_EQ(text, R"({"jsonrpc":"2.0","id":1,"result":{"text":"two\nlines"}})");
  EXPECT_EQ(render_notification("notifications/x", {}), R"({"jsonrpc":"2.0","method":"notifications/x"})");
  EXPECT_EQ(render_error({kMethodNotFound, "no", "a", nullptr}),
            R"({"jsonrpc":"2.0","id":"a","error":{"code":-32601,"message":"no"}})");
}

}  // namespace
}  // namespace autoheal::host::mcp
