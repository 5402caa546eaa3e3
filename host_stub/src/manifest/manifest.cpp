#include "manifest/manifest.hpp"

#include "autoheal/abi.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "manifest/yaml.hpp"
#include "schema/schema.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <initializer_list>
#include <limits>
#include <set>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxBytes = 262144;

bool is_plugin_id(std::string_view id) { return id.size() <= 64 && is_id(id); }

// A file name and nothing else: a manifest cannot point out of the plugin directory.
bool is_file_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
         name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

// An object of the manifest at its pointer: typed access that collects what is wrong, with its line.
class Reader {
 public:
  Reader(const YamlDocument& document, std::vector<std::string>& problems, std::vector<std::string>& warnings,
         const json::value& value, std::string pointer, std::string name)
      : document_(document),
        problems_(problems),
        warnings_(warnings),
        pointer_(std::move(pointer)),
        name_(std::move(name)) {
    if (value.is_object()) {
      object_ = &value.get_object();
    } else {
      add(pointer_, label("") + " must be a mapping");
    }
  }

  std::string required_text(std::string_view key) {
    if (find(key) == nullptr && object_ != nullptr) add(pointer_, label(key) + " is missing");
    return optional_text(key);
  }

  std::string optional_text(std::string_view key) {
    const json::value* value = find(key);
    if (value == nullptr) return {};
    if (!value->is_string()) return add(at(key), label(key) + " must be text"), std::string{};
    if (value->get_string().empty()) add(at(key), label(key) + " must not be empty");
    return text_of(value->get_string());
  }

  std::uint32_t required_number(std::string_view key) {
    const json::value* value = find(key);
    if (value == nullptr) {
      if (object_ != nullptr) add(pointer_, label(key) + " is missing");
      return 0;
    }
    const std::int64_t* number = value->if_int64();
    if (number == nullptr || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max()) {
      add(at(key), label(key) + " must be a whole number");
      return 0;
    }
    return static_cast<std::uint32_t>(*number);
  }

  bool optional_bool(std::string_view key, bool otherwise) {
    const json::value* value = find(key);
    if (value == nullptr) return otherwise;
    if (!value->is_bool()) return add(at(key), label(key) + " must be true or false"), otherwise;
    return value->get_bool();
  }

  std::vector<std::string> texts(std::string_view key) {
    std::vector<std::string> out;
    each(key, [&](const json::value& item, const std::string& pointer, const std::string& name) {
      if (item.is_string()) {
        out.push_back(text_of(item.get_string()));
      } else {
        add(pointer, name + " must be text");
      }
    });
    return out;
  }

  template <class Read>
  void objects(std::string_view key, Read&& read) {
    each(key, [&](const json::value& item, const std::string& pointer, const std::string& name) {
      Reader reader{document_, problems_, warnings_, item, pointer, name};
      read(reader);
    });
  }

  template <class Read>
  void object(std::string_view key, bool required, Read&& read) {
    const json::value* value = find(key);
    if (value == nullptr) {
      if (required && object_ != nullptr) add(pointer_, label(key) + " is missing");
      return;
    }
    Reader reader{document_, problems_, warnings_, *value, at(key), label(key)};
    read(reader);
  }

  // A value of any shape, as JSON text; it must be an object.
  std::string document_text(std::string_view key) {
    const json::value* value = find(key);
    if (value == nullptr) return "{}";
    if (!value->is_object()) return add(at(key), label(key) + " must be a mapping"), std::string{"{}"};
    return json::serialize(*value);
  }

  void problem(std::string_view key, const std::string& message) { add(at(key), label(key) + " " + message); }

  // Keys that nobody asked for.
  ~Reader() {
    if (object_ == nullptr) return;
    for (const auto& member : *object_) {
      const std::string key = text_of(member.key());
      if (asked_.count(key) != 0) continue;
      const std::string near = nearest_name(key, {asked_.begin(), asked_.end()});
      warnings_.push_back("line " + std::to_string(document_.line_of(at(key))) + ": the key " + label(key) +
                          " is not known" + (near.empty() ? "" : "; did you mean " + near + "?"));
    }
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

 private:
  const json::value* find(std::string_view key) {
    asked_.emplace(key);
    return object_ == nullptr ? nullptr : object_->if_contains({key.data(), key.size()});
  }
  std::string at(std::string_view key) const { return pointer_ + "/" + escape_pointer(key); }
  std::string label(std::string_view key) const {
    if (key.empty()) return name_.empty() ? "the manifest" : name_;
    return (name_.empty() ? "" : name_ + ".") + std::string{key};
  }
  void add(const std::string& pointer, const std::string& message) {
    problems_.push_back("line " + std::to_string(document_.line_of(pointer)) + ": " + message);
  }

  template <class Visit>
  void each(std::string_view key, Visit&& visit) {
    const json::value* value = find(key);
    if (value == nullptr) return;
    if (!value->is_array()) return add(at(key), label(key) + " must be a list");
    std::size_t index = 0;
    for (const json::value& item : value->get_array()) {
      const std::string number = std::to_string(index++);
      visit(item, at(key) + "/" + number, label(key) + "[" + number + "]");
    }
  }

  const YamlDocument& document_;
  std::vector<std::string>& problems_;
  std::vector<std::string>& warnings_;
  const json::object* object_ = nullptr;
  std::string pointer_;
  std::string name_;
  std::set<std::string> asked_;
};

void read_lists(Reader& root, Manifest& manifest) {
  manifest.capabilities = root.texts("capabilities");
  manifest.egress = root.texts("egress");
  root.objects("permissions", [&](Reader& item) {
    ManifestPermission permission;
    permission.name = item.required_text("name");
    permission.required = item.optional_bool("required", true);
    permission.reason = item.required_text("reason");
    manifest.permissions.push_back(std::move(permission));
  });
  root.object("documentation", false, [&](Reader& item) {
    manifest.setup = item.texts("setup");
    manifest.alert_source = item.texts("alert_source");
  });
  root.objects("examples", [&](Reader& item) {
    ManifestExample example;
    example.question = item.required_text("question");
    example.operation = item.required_text("operation");
    example.arguments = item.document_text("arguments");
    manifest.examples.push_back(std::move(example));
  });
  root.objects("troubleshooting", [&](Reader& item) {
    ManifestTroubleshooting entry;
    entry.symptom = item.required_text("symptom");
    entry.checks = item.texts("checks");
    manifest.troubleshooting.push_back(std::move(entry));
  });
}

void read_head(Reader& root, Manifest& manifest) {
  if (root.required_number("manifest_version") != 1) root.problem("manifest_version", "must be 1");
  manifest.id = root.required_text("id");
  if (!manifest.id.empty() && !is_plugin_id(manifest.id)) root.problem("id", "must match ^[a-z][a-z0-9_]*$");
  manifest.name = root.required_text("name");
  manifest.library = root.required_text("library");
  if (!manifest.library.empty() && !is_file_name(manifest.library)) {
    root.problem("library", "must be the name of a file in the plugin directory, without a path");
  }
  root.object("abi", true, [&](Reader& abi) {
    manifest.abi_major = abi.required_number("major");
    manifest.abi_minor_needed = abi.required_number("minor_needed");
  });
  manifest.version = root.required_text("version");
  manifest.description = root.required_text("description");
}

std::string join(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out.append(out.empty() ? "" : "; ").append(line);
  return out;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view yaml, const std::filesystem::path& file) {
  if (yaml.size() > kMaxBytes) return failure(Errc::invalid_argument, "The manifest is larger than 256 KiB.");
  AH_TRY(const YamlDocument document, parse_yaml(yaml, "The manifest cannot be read"));
  Manifest manifest;
  manifest.file = file;
  std::vector<std::string> problems;
  {
    Reader root{document, problems, manifest.warnings, *document.value, "", ""};
    read_head(root, manifest);
    read_lists(root, manifest);
  }
  if (!problems.empty()) return failure(Errc::invalid_argument, "The manifest is not right: " + join(problems) + ".");
  manifest.document = json::serialize(*document.value);
  return manifest;
}

Result<Manifests> read_manifests(const std::filesystem::path& directory) {
  std::error_code ec;
  std::vector<std::filesystem::path> files;
  for (std::filesystem::directory_iterator it{directory, ec}, end; !ec && it != end; it.increment(ec)) {
    const std::string extension = it->path().extension().string();
    if (extension == ".yaml" || extension == ".yml" || extension == ".json") files.push_back(it->path());
  }
  if (ec) {
    return failure(Errc::io, "The manifest directory " + directory.string() + " cannot be read: " + ec.message() + ".",
                   "Name the right one with --manifest-dir or AUTOHEAL_MANIFEST_DIR.");
  }
  std::sort(files.begin(), files.end());
  Manifests out;
  for (const std::filesystem::path& file : files) {
    const auto content = read_file(file, kMaxBytes);
    Result<Manifest> manifest =
        content.has_value() ? parse_manifest(content.value(), file) : Result<Manifest>{failure(content.error())};
    if (manifest.has_value()) {
      out.manifests.push_back(std::move(manifest.value()));
    } else {
      out.refused.push_back({file, manifest.error().message});
    }
  }
  return out;
}

}  // namespace autoheal::host
