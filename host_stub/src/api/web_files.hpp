// The page: the files of host_stub/web, part of the program. web_files.cpp is written by the build.
// Threads: immutable, [any-thread].
#pragma once

#include "http/message.hpp"

#include <span>
#include <string_view>

namespace autoheal::host::api {

struct WebFile {
  std::string_view path;  // "lib/api.js"
  std::string_view content;
  std::string_view etag;  // with its quotes
};

std::span<const WebFile> web_files();

// The file of that path, 304 if the client has it, 404 if there is none.
http::Response answer_file(std::string_view path, const http::Request& request);

}  // namespace autoheal::host::api
