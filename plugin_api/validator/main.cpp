// autoheal-plugin-check: does a plugin keep the contract? For authors of plugins, and for the contract's own tests.
#include "runner.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>
#include <unistd.h>

namespace autoheal::validator {
namespace {

constexpr std::string_view kUsage =
    R"(usage: autoheal-plugin-check FILE.so [--sidecar FILE] [--json] [--only ID[,ID...]] [--limit SECONDS]
       autoheal-plugin-check --list

Runs every numbered requirement of docs/abi.md that can be checked from outside, each in a process of its own.
  --sidecar FILE     samples for this plugin (plugin_api/README.md); default: FILE.conformance.json beside FILE.so
  --json             one JSON document instead of text
  --only ID,...      only these, and what they rest on
  --limit SECONDS    for each check, default 45; a check that does not end has failed
  --list             the requirements, one a line
Exit code: 0 the contract is kept, 1 it is broken, 2 usage error or nothing to check.
)";

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Arguments {
  RunOptions run;
  bool as_json = false;
  bool list = false;
  std::string check;  // child mode
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : text) c == ',' ? static_cast<void>(words.emplace_back()) : words.back().push_back(c);
  return words;
}

const Check& find_check(std::string_view id) {
  for (const Check& check : all_checks())
    if (check.id == id) return check;
  throw UsageError("there is no check called " + std::string(id) + "; --list names them");
}

Arguments parse_arguments(const std::vector<std::string>& words) {
  Arguments out;
  std::size_t at = 0;
  const auto value = [&](const std::string& option) -> const std::string& {
    if (at + 1 >= words.size()) throw UsageError(option + " needs a value");
    return words[++at];
  };
  for (; at < words.size(); ++at) {
    const std::string& word = words[at];
    if (word == "--json")
      out.as_json = true;
    else if (word == "--list")
      out.list = true;
    else if (word == "--sidecar")
      out.run.sidecar = value(word);
    else if (word == "--only")
      out.run.only = split(value(word));
    else if (word == "--run-check")
      out.check = value(word);
    else if (word == "--limit") {
      const std::string& seconds = value(word);
      if (seconds.empty() || seconds.size() > 5 || seconds.find_first_not_of("0123456789") != std::string::npos ||
          std::stoi(seconds) == 0)
        throw UsageError("--limit takes a whole number of seconds");
      out.run.limit = std::chrono::seconds(std::stoi(seconds));
    } else if (word.rfind("--", 0) == 0)
      throw UsageError("unknown option " + word);
    else if (!out.run.file.empty())
      throw UsageError("one FILE.so only");
    else
      out.run.file = word;
  }
  for (const std::string& id : out.run.only) find_check(id);
  if (out.run.file.empty() && !out.list) throw UsageError("FILE.so is missing");
  return out;
}

std::optional<Sidecar> load_sidecar(const std::string& path) {
  if (path.empty()) return std::nullopt;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw UsageError("the sidecar " + path + " cannot be opened");
  return parse_sidecar(std::string(std::istreambuf_iterator<char>(stream), {}),
                       std::filesystem::path(path).parent_path());
}

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int list_checks() {
  for (const Check& check : all_checks())
    print(std::string(check.id) + (check.level == Level::must ? "  must    " : "  should  ") +
          std::string(check.title) + "\n");
  return 0;
}

int run(const std::vector<std::string>& words) {
  Arguments arguments = parse_arguments(words);
  if (arguments.list) return list_checks();
  if (!std::filesystem::is_regular_file(arguments.run.file)) throw UsageError(arguments.run.file + " is not a file");
  // Absolute, so that the dynamic linker does not search for it.
  arguments.run.file = std::filesystem::canonical(arguments.run.file).string();
  if (arguments.run.sidecar.empty() && arguments.check.empty()) {
    const std::string beside =
        std::filesystem::path(arguments.run.file).replace_extension(".conformance.json").string();
    if (std::filesystem::exists(beside)) arguments.run.sidecar = beside;
  }
  const std::optional<Sidecar> sidecar = load_sidecar(arguments.run.sidecar);
  if (!arguments.check.empty()) run_one(find_check(arguments.check), arguments.run.file, sidecar, 3);
  arguments.run.program = std::filesystem::canonical("/proc/self/exe").string();
  const Report report = run_checks(arguments.run);
  print(arguments.as_json ? render_json(report) : render_text(report));
  return report.kept() ? 0 : 1;
}

}  // namespace

const std::vector<Check>& all_checks() {
  static const std::vector<Check> kAll = [] {
    std::vector<Check> all;
    for (auto* part :
         {file_checks, negotiation_checks, describe_checks, configure_checks, lifecycle_checks, query_checks,
          control_checks, upstream_checks, role_checks, webhook_checks, hygiene_checks, growth_checks})
      for (const Check& check : part()) all.push_back(check);
    return all;
  }();
  return kAll;
}

}  // namespace autoheal::validator

int main(int count, char** words) {
  try {
    return autoheal::validator::run(std::vector<std::string>(words + 1, words + count));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "autoheal-plugin-check: %s\n%s", error.what(),
                 dynamic_cast<const autoheal::validator::UsageError*>(&error) != nullptr
                     ? autoheal::validator::kUsage.data()
                     : "");
    return 2;
  }
}
