// JSON that others wrote, read with types: every mistake is named with its path, null is the same as absent, and
// one bad row never hides the good ones.
//
//   AH_TRY(JsonDocument page, parse_json(response.body));
//   for (JsonRow& row : page.rows("incidents")) {        // each row has its own list of mistakes
//     incident.id = row->text("id");                      // required: a mistake if absent or of another type
//     incident.title = row->text_or("title");             // optional: "" if absent
//     incident.service = row->reference("service");
//     if (Result<void> read = row.check(); !read.has_value()) { skip it, say why }
//   }
//
// Threads: values of one thread. Ownership: readers and rows point into their JsonDocument, which must outlive them.
#pragma once

#include "kit/core/clock.hpp"
#include "kit/core/reference.hpp"
#include "kit/core/result.hpp"

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

// Collects what was wrong; the getters go on with empty values.
class JsonMistakes {
 public:
  void add(std::string path, std::string what);
  bool any() const noexcept { return !problems_.empty(); }
  const std::vector<Problem>& problems() const noexcept { return problems_; }

  // bad_data with the first mistake in the message and all of them (at most 20) as problems[].
  Result<void> check() const;

 private:
  std::vector<Problem> problems_;
};

// A JSON object seen with types. Getters without a default record a mistake if the member is absent, null or of
// another type; those with `_or` and `optional_` record one only if it is of another type.
class JsonReader {
 public:
  // value: the object; nullptr or any other kind of value reads as an object without members (and is a mistake).
  JsonReader(const boost::json::value* value, std::string path, JsonMistakes& mistakes);

  bool has(std::string_view key) const noexcept;  // present and not null
  const std::string& path() const noexcept { return path_; }

  std::string text(std::string_view key) const;
  std::string text_or(std::string_view key, std::string_view otherwise = {}) const;
  std::optional<std::string> optional_text(std::string_view key) const;

  // A required text as one clean line (text/text.hpp): an empty one is a mistake, as an absent one is.
  std::string line(std::string_view key, std::size_t max_bytes) const;

  std::int64_t integer(std::string_view key) const;  // whole numbers only, within 64 bits
  std::int64_t integer_or(std::string_view key, std::int64_t otherwise) const;
  std::optional<std::int64_t> optional_integer(std::string_view key) const;

  double number(std::string_view key) const;
  std::optional<double> optional_number(std::string_view key) const;

  bool boolean(std::string_view key) const;
  bool boolean_or(std::string_view key, bool otherwise) const;

  UtcTime time(std::string_view key) const;  // RFC 3339 with any offset
  std::optional<UtcTime> optional_time(std::string_view key) const;

  Reference reference(std::string_view key) const;  // needs an id
  std::optional<Reference> optional_reference(std::string_view key) const;
  std::vector<Reference> references(std::string_view key) const;  // absent: none
  Reference self_reference() const;                               // this object's own id, type, summary, html_url

  JsonReader object(std::string_view key) const;
  std::optional<JsonReader> optional_object(std::string_view key) const;
  std::vector<JsonReader> objects(std::string_view key) const;  // absent: none; null items are left out
  std::vector<std::string> texts(std::string_view key) const;   // absent: none; null items are left out

  // The member as it is, nullptr if absent or null: for fields whose type varies.
  const boost::json::value* raw(std::string_view key) const noexcept;

  // Records a mistake about a member: "must not be empty".
  void mistake(std::string_view key, std::string what) const;

 private:
  const boost::json::value* require(std::string_view key, const boost::json::value* found) const;

  const boost::json::object* object_ = nullptr;
  std::string path_;
  JsonMistakes* mistakes_;
};

// One item of a list, with mistakes of its own.
class JsonRow {
 public:
  JsonRow(const boost::json::value* value, std::string path);
  const JsonReader* operator->() const noexcept { return &reader_; }
  const JsonReader& operator*() const noexcept { return reader_; }
  Result<void> check() const { return mistakes_->check(); }

 private:
  std::unique_ptr<JsonMistakes> mistakes_;
  JsonReader reader_;
};

// A parsed document: an object at the top. Lives on its own arena.
class JsonDocument {
 public:
  struct Impl;
  explicit JsonDocument(std::unique_ptr<Impl> impl);
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  // True if something had to be replaced to read it: invalid UTF-8, a lone surrogate, a BOM, an infinite number.
  bool sanitized() const noexcept;

  const boost::json::value& value() const noexcept;

  // The whole document; mistakes go to mistakes(), which check() looks at.
  JsonReader root() const;
  Result<void> check() const;

  // The items of the list under key. A missing or wrong list is a mistake of the document, see check().
  std::vector<JsonRow> rows(std::string_view key) const;

 private:
  std::unique_ptr<Impl> impl_;
};

enum class Poison : std::uint8_t {
  repair,  // replies of a service: replace what cannot be read once and go on (sanitized)
  refuse,  // settings and arguments: an error
};

// bad_data if it is not JSON, deeper than 32 levels, or no object at the top; with Poison::refuse also for what repair
// would replace. Numbers beyond a double count as poison, since they could not be written out again.
Result<JsonDocument> parse_json(std::string_view text, Poison poison = Poison::repair);

// Invalid UTF-8 and lone surrogate escapes replaced by U+FFFD, a BOM removed; for parse_json and its test.
std::string repair_json_text(std::string_view text);

// "/a~1b/0": a JSON pointer one step longer.
std::string child_path(std::string_view path, std::string_view key);

}  // namespace autoheal::kit
