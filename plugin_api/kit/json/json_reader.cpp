#include "kit/json/json_reader.hpp"

#include "kit/text/text.hpp"
#include "kit/time/rfc3339.hpp"

#include <boost/json.hpp>
#include <cmath>

namespace autoheal::kit {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostProblems = 20;

std::string_view kind_of(const json::value* value) noexcept {
  if (value == nullptr) return "nothing";
  switch (value->kind()) {
    case json::kind::null:
      return "nothing";
    case json::kind::bool_:
      return "true or false";
    case json::kind::string:
      return "text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
    default:
      return "a number";
  }
}

std::string expected(std::string_view what, const json::value* value) {
  std::string out = "expected ";
  out += what;
  out += ", found ";
  out += kind_of(value);
  return out;
}

std::optional<std::int64_t> to_integer(const json::value& value) noexcept {
  if (value.is_int64()) return value.get_int64();
  return std::nullopt;  // Boost.JSON turns what does not fit 64 bits into a double
}

std::optional<double> to_number(const json::value& value) noexcept {
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  if (value.is_uint64()) return static_cast<double>(value.get_uint64());
  if (value.is_double() && std::isfinite(value.get_double())) return value.get_double();
  return std::nullopt;
}

std::string view_to_string(const json::string& text) { return std::string(text.data(), text.size()); }

}  // namespace

void JsonMistakes::add(std::string path, std::string what) {
  if (problems_.size() < kMostProblems) problems_.push_back({std::move(path), std::move(what)});
}

Result<void> JsonMistakes::check() const {
  if (problems_.empty()) return success();
  const Problem& first = problems_.front();
  Error error =
      Error::of(Errc::bad_data, (first.pointer.empty() ? "the document" : first.pointer) + ": " + first.message);
  error.problems = problems_;
  return failure(std::move(error));
}

JsonReader::JsonReader(const json::value* value, std::string path, JsonMistakes& mistakes)
    : object_(value == nullptr ? nullptr : value->if_object()), path_(std::move(path)), mistakes_(&mistakes) {
  if (object_ == nullptr) mistakes_->add(path_, expected("an object", value));
}

const json::value* JsonReader::raw(std::string_view key) const noexcept {
  const json::value* value = object_ == nullptr ? nullptr : object_->if_contains({key.data(), key.size()});
  return value == nullptr || value->is_null() ? nullptr : value;
}

bool JsonReader::has(std::string_view key) const noexcept { return raw(key) != nullptr; }

void JsonReader::mistake(std::string_view key, std::string what) const {
  mistakes_->add(child_path(path_, key), std::move(what));
}

// Records that a required member is absent; a reader over nothing has already said so.
const json::value* JsonReader::require(std::string_view key, const json::value* found) const {
  if (found == nullptr && object_ != nullptr) mistake(key, "is missing");
  return found;
}

std::optional<std::string> JsonReader::optional_text(std::string_view key) const {
  const json::value* value = raw(key);
  if (value == nullptr) return std::nullopt;
  if (const json::string* text = value->if_string()) return view_to_string(*text);
  mistake(key, expected("text", value));
  return std::nullopt;
}

std::string JsonReader::text(std::string_view key) const {
  require(key, raw(key));
  return optional_text(key).value_or(std::string());
}

std::string JsonReader::line(std::string_view key, std::size_t max_bytes) const {
  const std::string found = text(key);
  std::string out = clean_text(found, Lines::one, max_bytes);
  if (out.empty() && raw(key) != nullptr && raw(key)->is_string()) mistake(key, "is empty");
  return out;
}

std::string JsonReader::text_or(std::string_view key, std::string_view otherwise) const {
  std::optional<std::string> found = optional_text(key);
  return found ? std::move(*found) : std::string(otherwise);
}

std::optional<std::int64_t> JsonReader::optional_integer(std::string_view key) const {
  const json::value* value = raw(key);
  if (value == nullptr) return std::nullopt;
  const std::optional<std::int64_t> number = to_integer(*value);
  if (!number)
    mistake(key, value->is_number() ? "expected a whole number of at most 64 bits" : expected("a whole number", value));
  return number;
}

std::int64_t JsonReader::integer(std::string_view key) const {
  require(key, raw(key));
  return optional_integer(key).value_or(0);
}

std::int64_t JsonReader::integer_or(std::string_view key, std::int64_t otherwise) const {
  return optional_integer(key).value_or(otherwise);
}

std::optional<double> JsonReader::optional_number(std::string_view key) const {
  const json::value* value = raw(key);
  if (value == nullptr) return std::nullopt;
  const std::optional<double> number = to_number(*value);
  if (!number) mistake(key, expected("a number", value));
  return number;
}

double JsonReader::number(std::string_view key) const {
  require(key, raw(key));
  return optional_number(key).value_or(0.0);
}

bool JsonReader::boolean_or(std::string_view key, bool otherwise) const {
  const json::value* value = raw(key);
  if (value == nullptr) return otherwise;
  if (value->is_bool()) return value->get_bool();
  mistake(key, expected("true or false", value));
  return otherwise;
}

bool JsonReader::boolean(std::string_view key) const {
  require(key, raw(key));
  return boolean_or(key, false);
}

std::optional<UtcTime> JsonReader::optional_time(std::string_view key) const {
  const std::optional<std::string> text = optional_text(key);
  if (!text) return std::nullopt;
  const std::optional<UtcTime> time = parse_rfc3339(*text);
  if (!time) mistake(key, "expected a time with offset (RFC 3339)");
  return time;
}

UtcTime JsonReader::time(std::string_view key) const {
  require(key, raw(key));
  return optional_time(key).value_or(UtcTime{});
}

Reference JsonReader::self_reference() const {
  return {text("id"), std::string(without_suffix(text_or("type"), "_reference")), text_or("summary"),
          text_or("html_url")};
}

std::optional<Reference> JsonReader::optional_reference(std::string_view key) const {
  const std::optional<JsonReader> object = optional_object(key);
  if (!object) return std::nullopt;
  return object->self_reference();
}

Reference JsonReader::reference(std::string_view key) const {
  require(key, raw(key));
  return optional_reference(key).value_or(Reference{});
}

std::vector<Reference> JsonReader::references(std::string_view key) const {
  std::vector<Reference> out;
  for (const JsonReader& item : objects(key)) out.push_back(item.self_reference());
  return out;
}

std::optional<JsonReader> JsonReader::optional_object(std::string_view key) const {
  const json::value* value = raw(key);
  if (value == nullptr) return std::nullopt;
  return JsonReader(value, child_path(path_, key), *mistakes_);
}

JsonReader JsonReader::object(std::string_view key) const {
  return JsonReader(raw(key), child_path(path_, key), *mistakes_);
}

std::vector<JsonReader> JsonReader::objects(std::string_view key) const {
  std::vector<JsonReader> out;
  const json::value* value = raw(key);
  if (value == nullptr) return out;
  const json::array* list = value->if_array();
  if (list == nullptr) {
    mistake(key, expected("a list", value));
    return out;
  }
  const std::string path = child_path(path_, key);
  for (std::size_t i = 0; i < list->size(); ++i) {
    if (!(*list)[i].is_null()) out.emplace_back(&(*list)[i], child_path(path, std::to_string(i)), *mistakes_);
  }
  return out;
}

std::vector<std::string> JsonReader::texts(std::string_view key) const {
  std::vector<std::string> out;
  const json::value* value = raw(key);
  if (value == nullptr) return out;
  const json::array* list = value->if_array();
  if (list == nullptr) {
    mistake(key, expected("a list", value));
    return out;
  }
  for (const json::value& item : *list) {
    if (const json::string* text = item.if_string()) {
      out.push_back(view_to_string(*text));
    } else if (!item.is_null()) {
      mistake(key, expected("a list of texts", &item));
    }
  }
  return out;
}

JsonRow::JsonRow(const json::value* value, std::string path)
    : mistakes_(std::make_unique<JsonMistakes>()), reader_(value, std::move(path), *mistakes_) {}

std::string child_path(std::string_view path, std::string_view key) {
  std::string out;
  out.reserve(path.size() + key.size() + 1);
  out += path;
  out += '/';
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace autoheal::kit
