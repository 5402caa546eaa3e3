// How well a name fits what somebody typed: exact > case > prefix > token > fuzzy. For integrations that let people
// name things; which of several equally good ones is meant is theirs to ask (Errc::ambiguous, Error::choices). Threads:
// pure functions, [any-thread].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace autoheal::kit {

enum class Match : std::uint8_t { id, url, number, exact, letters, prefix, token, fuzzy };

std::string_view name(Match match) noexcept;  // "case" for letters

struct NameFit {
  Match match;
  std::size_t distance;  // edits for fuzzy, length left over otherwise: smaller is better
};

// Lower case without accents, punctuation as single blanks: "Checkout_API (EU)" is "checkout api eu".
std::string fold(std::string_view text);

// given and name both folded already, plus as they were for `exact`.
std::optional<NameFit> fit_name(std::string_view given, std::string_view name, std::string_view folded_given,
                                std::string_view folded_name);

}  // namespace autoheal::kit
