// JsonDocument and parse_json of json_reader.hpp: parsing on an arena, with one repair of poisoned text.
#include "kit/json/json_reader.hpp"
#include "kit/text/ascii.hpp"
#include "kit/text/json_text.hpp"
#include "kit/text/utf8.hpp"

#include <boost/json.hpp>
#include <cmath>
#include <vector>

namespace autoheal::kit {

namespace json = boost::json;

struct JsonDocument::Impl {
  json::monotonic_resource arena;
  // On the arena, which outlives it: a value of another storage would be given a copy of all that is parsed.
  json::value value = json::value(json::storage_ptr(&arena));
  bool sanitized = false;
  JsonMistakes mistakes;
};

JsonDocument::JsonDocument(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

bool JsonDocument::sanitized() const noexcept { return impl_->sanitized; }
const json::value& JsonDocument::value() const noexcept { return impl_->value; }
JsonReader JsonDocument::root() const { return JsonReader(&impl_->value, "", impl_->mistakes); }
Result<void> JsonDocument::check() const { return impl_->mistakes.check(); }

std::vector<JsonRow> JsonDocument::rows(std::string_view key) const {
  std::vector<JsonRow> out;
  const json::value* value = root().raw(key);
  const json::array* list = value == nullptr ? nullptr : value->if_array();
  if (list == nullptr) {
    impl_->mistakes.add(child_path("", key), value == nullptr ? "is missing" : "expected a list");
    return out;
  }
  out.reserve(list->size());
  const std::string path = child_path("", key);
  for (std::size_t i = 0; i < list->size(); ++i) out.emplace_back(&(*list)[i], child_path(path, std::to_string(i)));
  return out;
}

namespace {

constexpr std::size_t kDeepest = 32;

// Infinite numbers become null. Returns whether there were any.
bool drop_infinite_numbers(json::value& top) {
  bool found = false;
  std::vector<json::value*> open{&top};
  while (!open.empty()) {
    json::value& value = *open.back();
    open.pop_back();
    if (json::array* list = value.if_array()) {
      for (json::value& item : *list) open.push_back(&item);
    } else if (json::object* object = value.if_object()) {
      for (auto& member : *object) open.push_back(&member.value());
    } else if (value.is_double() && !std::isfinite(value.get_double())) {
      value = nullptr;
      found = true;
    }
  }
  return found;
}

bool parse_into(JsonDocument::Impl& document, std::string_view text) {
  json::error_code error;
  json::parse_options options;
  options.max_depth = kDeepest;
  document.value = json::parse({text.data(), text.size()}, error, json::storage_ptr(&document.arena), options);
  return !error;
}

// A number too big for a double has an exponent or hundreds of digits; only then is the walk worth its time.
bool may_hold_infinity(std::string_view text) noexcept {
  std::size_t digits = 0;
  for (const char c : text) {
    if (is_digit(c)) {
      if (++digits > 300) return true;
    } else {
      if (digits > 0 && (c == 'e' || c == 'E')) return true;
      digits = 0;
    }
  }
  return false;
}

std::string repair_surrogates(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '\\' || at + 1 >= text.size()) {
      out += text[at++];
      continue;
    }
    const std::optional<unsigned> unit = escaped_unit(text, at);
    std::size_t size = unit ? 6 : 2;
    if (unit && is_high_surrogate(*unit)) {
      const std::optional<unsigned> next = escaped_unit(text, at + 6);
      if (next && is_low_surrogate(*next)) {
        size = 12;
      } else {
        out += "\\uFFFD";
        at += 6;
        continue;
      }
    } else if (unit && is_low_surrogate(*unit)) {
      out += "\\uFFFD";
      at += 6;
      continue;
    }
    out.append(text.substr(at, size));
    at += size;
  }
  return out;
}

}  // namespace

std::string repair_json_text(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return repair_surrogates(repair_utf8(text));
}

Result<JsonDocument> parse_json(std::string_view text, Poison poison) {
  auto document = std::make_unique<JsonDocument::Impl>();
  if (!parse_into(*document, text)) {
    const std::string repaired = poison == Poison::repair ? repair_json_text(text) : std::string();
    if (poison == Poison::refuse || repaired == text || !parse_into(*document, repaired)) {
      return failure(Errc::bad_data, text.empty() ? "the document is empty" : "the document is not valid JSON");
    }
    document->sanitized = true;
  }
  if (may_hold_infinity(text) && drop_infinite_numbers(document->value)) {
    if (poison == Poison::refuse) return failure(Errc::bad_data, "the document holds a number that is too large");
    document->sanitized = true;
  }
  if (!document->value.is_object()) return failure(Errc::bad_data, "the document is not a JSON object");
  return JsonDocument(std::move(document));
}

}  // namespace autoheal::kit
