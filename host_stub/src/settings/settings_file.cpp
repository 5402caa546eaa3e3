#include "settings/settings_file.hpp"

#include "autoheal/utf8.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "manifest/yaml.hpp"
#include "schema/schema.hpp"

#include <boost/json.hpp>
#include <cstdlib>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxBytes = 262144;
constexpr std::string_view kOpen = "${env:";

// Replaces every ${env:NAME} below `value`; what cannot be replaced becomes a problem.
void expand(json::value& value, const std::string& pointer, const Environment& environment,
            std::vector<Problem>& problems) {
  if (json::object* object = value.if_object()) {
    for (auto& member : *object) {
      expand(member.value(), pointer + "/" + escape_pointer({member.key().data(), member.key().size()}), environment,
             problems);
    }
  } else if (json::array* array = value.if_array()) {
    std::size_t index = 0;
    for (json::value& item : *array) expand(item, pointer + "/" + std::to_string(index++), environment, problems);
  } else if (const json::string* found = value.if_string()) {
    const std::string text{found->data(), found->size()};
    if (text.find(kOpen) == std::string::npos) return;
    if (text.rfind(kOpen, 0) != 0 || text.find('}') != text.size() - 1) {
      problems.push_back({pointer, "${env:NAME} must be the whole value"});
      return;
    }
    const std::string name = text.substr(kOpen.size(), text.size() - kOpen.size() - 1);
    auto replaced = environment(name);
    if (replaced && is_utf8(*replaced)) {
      value = std::move(*replaced);
    } else if (replaced) {
      problems.push_back({pointer, "the environment variable " + name + " is not UTF-8 text"});
    } else {
      problems.push_back({pointer, "the environment variable " + name + " is not set"});
    }
  }
}

bool looks_like_json(const std::filesystem::path& file, std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return file.extension() == ".json" || (first != std::string_view::npos && text[first] == '{');
}

Result<json::value> parse(const std::filesystem::path& file, std::string_view text) {
  if (looks_like_json(file, text)) return parse_json(text, file.string());
  AH_TRY(YamlDocument document, parse_yaml(text, file.string()));
  return std::move(*document.value);
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return std::nullopt;
    return value;
  };
}

Result<json::object> read_settings_file(const std::filesystem::path& file, const Environment& environment) {
  AH_TRY(const std::string text, read_named_input(file, kMaxBytes));
  auto parsed = parse(file, text);
  if (!parsed.has_value()) {
    Error error = parsed.error();
    error.code = Errc::invalid_settings;
    return failure(std::move(error));
  }
  json::value value = std::move(parsed.value());
  if (!value.is_object()) {
    return failure(Errc::invalid_settings, file.string() + ": must be an object of settings.",
                   "One setting a line, for example: region: us");
  }
  std::vector<Problem> problems;
  expand(value, "", environment, problems);
  if (!problems.empty()) {
    Error error = Error::of(Errc::invalid_settings, file.string() + ": a value cannot be read from the environment.");
    error.problems = std::move(problems);
    return failure(std::move(error));
  }
  return std::move(value.get_object());
}

}  // namespace autoheal::host
