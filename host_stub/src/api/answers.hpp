// Values and errors as HTTP answers of the admin API.
// Threads: pure, [any-thread].
#pragma once

#include "base/error.hpp"
#include "http/message.hpp"

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

namespace autoheal::host::api {

http::Response answer_json(int status, const boost::json::object& value);
http::Response answer_text(int status, std::string text, std::string_view type);
http::Response answer_nothing();  // 204

// {"error": ...} with the status of its code, and Retry-After where the error says when.
http::Response answer_error(const Error& error);

// For what is refused before anything was asked: the error document with a code of its own.
http::Response refuse(int status, std::string_view code, std::string_view message, std::string_view hint = {});

}  // namespace autoheal::host::api
