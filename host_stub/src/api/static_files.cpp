#include "api/answers.hpp"
#include "api/web_files.hpp"

#include <algorithm>

namespace autoheal::host::api {
namespace {

std::string_view type_of(std::string_view path) {
  if (path.ends_with(".html")) return "text/html; charset=utf-8";
  if (path.ends_with(".js")) return "text/javascript; charset=utf-8";
  if (path.ends_with(".css")) return "text/css; charset=utf-8";
  if (path.ends_with(".svg")) return "image/svg+xml";
  return "application/octet-stream";
}

}  // namespace

http::Response answer_file(std::string_view path, const http::Request& request) {
  const auto files = web_files();
  const auto file = std::find_if(files.begin(), files.end(), [path](const auto& f) { return f.path == path; });
  if (file == files.end()) return refuse(404, "not_found", "There is no such file.");
  const auto* known = request.find("If-None-Match");
  const bool unchanged = known != nullptr && known->find(file->etag) != std::string::npos;
  http::Response response = unchanged ? http::Response{} : answer_text(200, std::string(file->content), type_of(path));
  if (unchanged) response.status = 304;
  response.headers.push_back({"ETag", std::string(file->etag)});
  response.headers.push_back({"Cache-Control", "no-cache"});
  return response;
}

}  // namespace autoheal::host::api
