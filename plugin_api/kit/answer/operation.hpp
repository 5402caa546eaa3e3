// What an agent can ask: one Operation, from which the router, the describe document and the tests are made. An
// integration has a table of them, in the order in which they are described; all only read and may be repeated.
// Threads: constant data, [any-thread]. Ownership: the texts live as long as the process (string literals).
#pragma once

#include "kit/core/result.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace autoheal::kit {

class Query;
struct Answer;

enum class Audience : std::uint8_t { agent, host };

enum class ParameterType : std::uint8_t {
  text,         // a string that is not blank
  reference,    // a string or a number: "#12345", 12345, an id, a URL
  integer,      // minimum..maximum
  choice,       // one of choices
  choice_list,  // an array of choices
  text_list,    // an array of strings
};

// One argument of an operation.
struct Parameter {
  std::string_view name;
  ParameterType type;
  std::string_view description;  // for an agent; may be empty where the name says it
  std::string_view choices;      // "open|triggered": for choice and choice_list
  bool required = false;
  std::int64_t minimum = 0;
  std::int64_t maximum = 0;
};

struct Operation {
  std::string_view name;
  std::string_view title;
  std::string_view description;  // for an agent: when to call it, what it returns, what it costs
  Audience audience;
  std::span<const Parameter> parameters;  // without the common ones
  std::string_view result_schema;         // JSON Schema of the envelope's data
  int typical_ms;                         // how long the answer usually takes, in milliseconds
  // Makes the answer, mostly by filling query.answer and handing it back. Errors: only when there is nothing to say;
  // what is there in part is an answer that says so.
  Result<Answer> (*run)(Query&);
  std::string_view role = {};  // what a host finds it by (docs/documents.md section 6); empty: none
};

// The arguments that every operation takes: max_bytes, time_zone, limit, cursor.
std::span<const Parameter> common_parameters();

// The closed JSON Schema of an operation's arguments, common ones included. No $ref.
std::string arguments_schema(const Operation& operation);

}  // namespace autoheal::kit
