#include "manifest/yaml.hpp"

#include "autoheal/utf8.hpp"
#include "base/ascii.hpp"
#include "schema/schema.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

namespace autoheal::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxDepth = 64;

struct Refused {
  int line;
  std::string why;
};

json::value parse_plain(const std::string& text) {
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return nullptr;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  const char* end = text.data() + text.size();
  // A leading zero is text: a postal code is not a number. So is a leading plus: a phone number is none either.
  const std::size_t digits = text[0] == '-' ? 1 : 0;
  const bool leading_zero = text.size() > digits + 1 && text[digits] == '0' && text[digits + 1] != '.';
  if (leading_zero || text.size() == digits || !is_digit(text[digits])) return json::value(text);
  std::int64_t integer = 0;
  if (const auto [p, ec] = std::from_chars(text.data(), end, integer); ec == std::errc{} && p == end) return integer;
  double real = 0;
  if (const auto [p, ec] = std::from_chars(text.data(), end, real);
      ec == std::errc{} && p == end && std::isfinite(real)) {
    return real;
  }
  return json::value(text);
}

// Builds the value from the parser's events: unlike the library's own tree, events show aliases and double keys.
class Builder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) throw Refused{mark.line, "there is more than one document"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(mark, anchor, nullptr); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused{mark.line, "aliases (*name) are not accepted"};
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    if (!is_utf8(value)) throw Refused{mark.line, "the text is not UTF-8"};
    if (!frames_.empty() && frames_.back().is_map && !frames_.back().key) {
      if (anchor != 0) throw Refused{mark.line, "anchors (&name) are not accepted"};
      return begin_member(mark, value);
    }
    // "?" is a plain scalar, "!" a quoted one.
    add(mark, anchor, tag == "!" ? json::value(value) : parse_plain(value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    push(mark, anchor, false);
  }
  void OnSequenceEnd() override { pop(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    push(mark, anchor, true);
  }
  void OnMapEnd() override { pop(); }

  YamlDocument finish() {
    YamlDocument document;
    document.value = std::make_shared<json::value>(std::move(root_));
    document.lines = std::move(lines_);
    return document;
  }

 private:
  struct Frame {
    bool is_map;
    json::value value;
    std::string pointer;
    std::optional<std::string> key;
  };

  static void check_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") throw Refused{mark.line, "tags (!name) are not accepted"};
  }

  void begin_member(const YAML::Mark& mark, const std::string& key) {
    Frame& map = frames_.back();
    if (map.value.get_object().contains(key)) throw Refused{mark.line, "the key \"" + key + "\" stands there twice"};
    map.key = key;
    lines_.emplace(map.pointer + "/" + escape_pointer(key), mark.line + 1);
  }

  std::string next_pointer() const {
    if (frames_.empty()) return {};
    const Frame& top = frames_.back();
    return top.pointer + "/" + (top.is_map ? escape_pointer(*top.key) : std::to_string(top.value.get_array().size()));
  }

  void check_place(const YAML::Mark& mark, YAML::anchor_t anchor) const {
    if (anchor != 0) throw Refused{mark.line, "anchors (&name) are not accepted"};
    if (!frames_.empty() && frames_.back().is_map && !frames_.back().key) {
      throw Refused{mark.line, "a key must be plain text"};
    }
  }

  void add(const YAML::Mark& mark, YAML::anchor_t anchor, json::value value) {
    check_place(mark, anchor);
    lines_.emplace(next_pointer(), mark.line + 1);
    store(std::move(value));
  }

  void push(const YAML::Mark& mark, YAML::anchor_t anchor, bool is_map) {
    check_place(mark, anchor);
    if (frames_.size() >= kMaxDepth) throw Refused{mark.line, "it is nested too deeply"};
    std::string pointer = next_pointer();
    lines_.emplace(pointer, mark.line + 1);
    frames_.push_back(
        {is_map, is_map ? json::value(json::object{}) : json::value(json::array{}), std::move(pointer), {}});
  }

  void pop() {
    json::value value = std::move(frames_.back().value);
    frames_.pop_back();
    store(std::move(value));
  }

  void store(json::value value) {
    if (frames_.empty()) {
      root_ = std::move(value);
    } else if (Frame& top = frames_.back(); top.is_map) {
      top.value.get_object()[*top.key] = std::move(value);
      top.key.reset();
    } else {
      top.value.get_array().push_back(std::move(value));
    }
  }

  int documents_ = 0;
  std::vector<Frame> frames_;
  json::value root_;
  std::map<std::string, int, std::less<>> lines_;
};

Error refused(std::string_view what, int line, const std::string& why) {
  return Error::of(Errc::invalid_argument, std::string{what} + ": line " + std::to_string(line + 1) + ": " + why + ".");
}

}  // namespace

int YamlDocument::line_of(std::string_view pointer) const {
  for (;;) {
    if (const auto found = lines.find(pointer); found != lines.end()) return found->second;
    const std::size_t slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return 1;
    pointer = pointer.substr(0, slash);
  }
}

Result<YamlDocument> parse_yaml(std::string_view text, std::string_view what) {
  if (text.find('\0') != std::string_view::npos) return failure(refused(what, 0, "it is not text"));
  std::istringstream input{std::string{text}};
  Builder builder;
  try {
    YAML::Parser parser{input};
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& why) {
    return failure(refused(what, why.line, why.why));
  } catch (const YAML::Exception& e) {
    return failure(refused(what, std::max(0, e.mark.line), e.msg));
  }
  return builder.finish();
}

}  // namespace autoheal::host
