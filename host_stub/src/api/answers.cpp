#include "api/answers.hpp"

#include <boost/json.hpp>
#include <chrono>

namespace autoheal::host::api {

namespace json = boost::json;

http::Response answer_text(int status, std::string text, std::string_view type) {
  http::Response response;
  response.status = status;
  response.headers.push_back({"Content-Type", std::string(type)});
  response.body = std::move(text);
  return response;
}

http::Response answer_json(int status, const json::object& value) {
  return answer_text(status, json::serialize(value), "application/json");
}

http::Response answer_nothing() {
  http::Response response;
  response.status = 204;
  return response;
}

http::Response answer_error(const Error& error) {
  auto response =
      answer_text(static_cast<int>(http_status(error.code)), "{\"error\":" + render(error) + "}", "application/json");
  if (error.retry_after) {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retry_after);
    response.headers.push_back({"Retry-After", std::to_string(seconds.count())});
  }
  return response;
}

http::Response refuse(int status, std::string_view code, std::string_view message, std::string_view hint) {
  json::object error{{"code", code}, {"message", message}, {"retryable", status == 503}};
  if (!hint.empty()) error["hint"] = hint;
  return answer_json(status, json::object{{"error", std::move(error)}});
}

}  // namespace autoheal::host::api
