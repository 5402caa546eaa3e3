#include "kit/answer/arguments.hpp"

#include "kit/text/edit_distance.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

namespace autoheal::kit {
namespace {

constexpr std::size_t kLongestText = 200;
constexpr std::size_t kLongestList = 100;
constexpr std::size_t kLargestDocument = 1'048'576;

// JSON knows one kind of number: 10.0 and 1e1 are whole. Far beyond any argument's range the question is moot.
bool is_whole(double number) noexcept { return std::abs(number) < 1e15 && number == std::trunc(number); }

class Checker {
 public:
  explicit Checker(const Operation& operation) : operation_(operation) {}

  void check(std::string_view name, const boost::json::value& value) {
    const Parameter* parameter = find(name);
    if (parameter == nullptr) return unknown(name);
    pointer_ = "/" + std::string(name);
    check(*parameter, value);
  }

  void require_all(const boost::json::object& values) {
    for (const Parameter& p : operation_.parameters) {
      if (p.required && !values.contains(p.name)) {
        problems_.push_back({"/" + std::string(p.name), "is required: " + std::string(p.description)});
      }
    }
  }

  std::vector<Problem>& problems() { return problems_; }

 private:
  const Parameter* find(std::string_view name) const {
    for (auto list : {operation_.parameters, common_parameters()}) {
      for (const Parameter& p : list) {
        if (p.name == name) return &p;
      }
    }
    return nullptr;
  }

  void unknown(std::string_view name) {
    std::vector<std::string_view> known;
    for (auto list : {operation_.parameters, common_parameters()}) {
      for (const Parameter& p : list) known.push_back(p.name);
    }
    std::string message = "is not an argument of " + std::string(operation_.name);
    const std::string_view near = nearest(name, known);
    if (!near.empty()) {
      message += "; did you mean `" + std::string(near) + "`?";
    } else {
      message += "; it takes ";
      for (std::string_view k : known) message += (k == known.front() ? "`" : ", `") + std::string(k) + "`";
    }
    problems_.push_back({"/" + std::string(name.substr(0, 64)), std::move(message)});
  }

  void add(std::string message) { problems_.push_back({pointer_, std::move(message)}); }

  void check(const Parameter& p, const boost::json::value& value) {
    switch (p.type) {
      case ParameterType::text:
        return check_text(value);
      case ParameterType::reference:
        if (value.is_int64() && value.get_int64() > 0) return;
        return value.is_string() ? check_text(value) : add("must be a number, an id or a URL");
      case ParameterType::integer:
        return check_integer(p, value);
      case ParameterType::choice:
        return check_choice(p, value);
      case ParameterType::choice_list:
      case ParameterType::text_list:
        return check_list(p, value);
    }
  }

  void check_text(const boost::json::value& value) {
    if (!value.is_string()) return add("must be a string");
    const std::string_view text = value.get_string();
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return add("is blank");
    if (text.size() > kLongestText) return add("is longer than 200 bytes");
    const bool control =
        std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (control) add("contains control characters");
  }

  void check_integer(const Parameter& p, const boost::json::value& value) {
    std::int64_t number = 0;
    if (value.is_int64()) {
      number = value.get_int64();
    } else if (value.is_double() && is_whole(value.get_double())) {
      number = static_cast<std::int64_t>(value.get_double());
    } else {
      return add("must be a whole number");
    }
    if (number < p.minimum || number > p.maximum) {
      add("must be from " + std::to_string(p.minimum) + " to " + std::to_string(p.maximum));
    }
  }

  void check_choice(const Parameter& p, const boost::json::value& value) {
    const std::vector<std::string_view> allowed = split(p.choices);
    if (value.is_string()) {
      const std::string_view text = value.get_string();
      if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return;
    }
    std::string message = "must be one of";
    for (std::string_view choice : allowed) {
      message += (choice == allowed.front() ? " " : ", ") + std::string(choice);
    }
    if (value.is_string()) {
      const std::string_view near = nearest(value.get_string(), allowed);
      if (!near.empty()) message += "; did you mean " + std::string(near) + "?";
    }
    add(std::move(message));
  }

  void check_list(const Parameter& p, const boost::json::value& value) {
    if (!value.is_array()) return add("must be an array");
    if (value.get_array().empty()) return add("is empty");
    if (value.get_array().size() > (p.maximum > 0 ? static_cast<std::size_t>(p.maximum) : kLongestList)) {
      return add("has too many entries");
    }
    const std::string list_pointer = pointer_;
    for (std::size_t i = 0; i < value.get_array().size(); ++i) {
      pointer_ = list_pointer + "/" + std::to_string(i);
      p.type == ParameterType::choice_list ? check_choice(p, value.get_array()[i]) : check_text(value.get_array()[i]);
    }
    pointer_ = list_pointer;
  }

  static std::vector<std::string_view> split(std::string_view choices) {
    std::vector<std::string_view> out;
    while (!choices.empty()) {
      const std::size_t bar = choices.find('|');
      out.push_back(choices.substr(0, bar));
      choices = bar == std::string_view::npos ? std::string_view{} : choices.substr(bar + 1);
    }
    return out;
  }

  const Operation& operation_;
  std::string pointer_;
  std::vector<Problem> problems_;
};

Result<boost::json::object> parse_object(std::string_view json) {
  if (json.find_first_not_of(" \t\r\n") == std::string_view::npos) return boost::json::object{};
  if (json.size() > kLargestDocument) return failure(Errc::invalid_argument, "The arguments are longer than 1 MiB.");
  boost::json::error_code ec;
  boost::json::value value = boost::json::parse(json, ec);
  if (ec || !value.is_object()) {
    Error error = Error::of(Errc::invalid_argument, "The arguments are not a JSON object.",
                            "Pass one JSON object, for example {\"limit\": 10}.");
    error.problems.push_back({"", ec ? "is not JSON: " + ec.message() : "must be an object"});
    return failure(std::move(error));
  }
  return std::move(value.get_object());
}

}  // namespace

Result<Arguments> Arguments::parse(const Operation& operation, std::string_view json) {
  AH_TRY(auto object, parse_object(json));
  Arguments arguments;
  Checker checker(operation);
  for (const auto& [key, value] : object) {
    if (value.is_null()) continue;
    checker.check(key, value);
    arguments.values_.emplace(key, value);
  }
  checker.require_all(arguments.values_);
  if (checker.problems().empty()) return arguments;
  Error error = Error::of(Errc::invalid_argument, "The arguments of " + std::string(operation.name) + " are wrong.",
                          "Correct what problems[] lists and call again.");
  const Problem& first = checker.problems().front();
  error.message = "Argument " + first.pointer.substr(first.pointer.empty() ? 0 : 1) + " " + first.message + ".";
  error.problems = std::move(checker.problems());
  return failure(std::move(error));
}

bool Arguments::has(std::string_view name) const { return values_.contains(name); }

std::string_view Arguments::text(std::string_view name) const {
  const boost::json::value* value = values_.if_contains(name);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view{};
}

std::optional<std::int64_t> Arguments::integer(std::string_view name) const {
  const boost::json::value* value = values_.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  if (value->is_double()) return static_cast<std::int64_t>(value->get_double());
  return std::nullopt;
}

std::vector<std::string_view> Arguments::list(std::string_view name) const {
  std::vector<std::string_view> out;
  const boost::json::value* value = values_.if_contains(name);
  if (value == nullptr || !value->is_array()) return out;
  for (const boost::json::value& item : value->get_array()) {
    if (item.is_string()) out.emplace_back(item.get_string());
  }
  return out;
}

bool Arguments::admits(std::string_view name, std::string_view value) const {
  if (!has(name)) return true;
  const std::vector<std::string_view> wanted = list(name);
  return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.size() > 64) return {};
  std::string_view best;
  std::size_t best_distance = word.size() / 3 + 2;
  for (std::string_view candidate : candidates) {
    if (word.size() >= 3 && candidate.starts_with(word)) return candidate;
    const std::size_t d = edit_distance(word, candidate);
    if (d < best_distance && d < candidate.size()) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

}  // namespace autoheal::kit
