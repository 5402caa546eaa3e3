#include "pattern/pattern.hpp"

#include <re2/re2.h>

namespace autoheal {
namespace {

re2::RE2::Options options() {
  re2::RE2::Options out;
  out.set_log_errors(false);
  return out;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

Pattern::Pattern(std::string_view source) : matcher_(std::make_unique<re2::RE2>(piece(source), options())) {}
Pattern::~Pattern() = default;

std::string Pattern::fault() const {
  return matcher_->ok() ? std::string{} : "is not a regular expression in the syntax of RE2: " + matcher_->error();
}

bool Pattern::matches(std::string_view text) const {
  return matcher_->ok() && re2::RE2::PartialMatch(piece(text), *matcher_);
}

}  // namespace autoheal
